import type { Entity, JsonObject, JsonValue } from '@callboard/sdk/model'
import { flatten } from '../ingest/flatten.ts'
import type { Processed } from '../ingest/types.ts'
import { termName } from './intern.ts'

/**
 * A processed document in the form it is stored in: text and keys, no object tree. Made in the worker thread,
 * so that the main thread only moves strings.
 */
export interface Prepared {
  document: number
  line: number
  ref: string
  hash: string
  columns: Columns
  /** The entity's JSON around its uid: `body = head + uid + tail`. */
  head: string
  tail: string
  /** [source, type, target] */
  relations: [string, string, string][]
  /** Names of terms, distinct. */
  terms: string[]
}

/** The fields that lists filter and sort by, lower-cased. */
export interface Columns {
  kind: string
  namespace: string
  name: string
  title: string | null
  type: string | null
  lifecycle: string | null
  owner: string | null
  system: string | null
}

const orphanAnnotation = 'backstage.io/orphan'

export function prepare(processed: Processed): Prepared {
  const { entity, relations, document, line, ref, hash } = processed
  return {
    ...prepareEntity(entity, hash),
    document,
    line,
    ref,
    relations: relations.map((relation) => [
      storable(relation.source),
      relation.type,
      storable(relation.target),
    ]),
  }
}

/** The prepared form of a stored entity, for one that has to be stored in another way. */
export function prepareStored(
  stored: { ref: string; body: string; hash: string; document: number | null; line: number | null },
  relations: [string, string, string][],
): Prepared {
  const entity = JSON.parse(stored.body) as Entity
  return {
    ...prepareEntity(entity, stored.hash),
    document: stored.document ?? 0,
    line: stored.line ?? 1,
    ref: stored.ref,
    relations,
  }
}

/** The same entity, marked as declared by nothing any more. */
export function asOrphan(
  stored: Parameters<typeof prepareStored>[0],
  relations: Prepared['relations'],
): Prepared {
  const entity = JSON.parse(stored.body) as Entity
  entity.metadata.annotations = { ...entity.metadata.annotations, [orphanAnnotation]: 'true' }
  const hash = `orphan-${stored.hash}`
  return prepareStored({ ...stored, body: JSON.stringify(entity), hash }, relations)
}

function prepareEntity(entity: Entity, hash: string) {
  const { namespace, annotations, uid: _uid, etag, ...rest } = entity.metadata
  const metadata = JSON.stringify({ namespace: namespace ?? 'default', annotations, ...rest }).slice(0, -1)
  const root = JSON.stringify({ apiVersion: entity.apiVersion, kind: entity.kind }).slice(0, -1)
  const spec = entity.spec === undefined ? '' : `,"spec":${JSON.stringify(entity.spec)}`
  const ownEtag = typeof etag === 'string' && etag !== '' ? etag : hash
  return {
    hash,
    columns: columnsOf(entity),
    head: `${root},"metadata":${metadata},"uid":"`,
    tail: `","etag":${JSON.stringify(ownEtag)}}${spec}}`,
    terms: termsOf(entity),
  }
}

/** Terms of an entity as stored in `catalog_postings`; a body read back gives the same ones. */
export function termsOf(entity: Entity): string[] {
  const names = new Set<string>()
  for (const { key, original, isNull } of flatten(entity)) {
    if (key === 'metadata.name' || key === 'metadata.uid' || key === 'metadata.etag') continue
    if (key.startsWith('relations.')) continue
    names.add(termName(storable(key), storable(original), isNull))
  }
  return [...names]
}

function columnsOf(entity: Entity): Columns {
  const spec: JsonObject = entity.spec ?? {}
  return {
    kind: entity.kind.toLowerCase(),
    namespace: (entity.metadata.namespace ?? 'default').toLowerCase(),
    name: entity.metadata.name.toLowerCase(),
    title: column(entity.metadata.title),
    type: column(spec.type),
    lifecycle: column(spec.lifecycle),
    owner: column(spec.owner),
    system: column(spec.system),
  }
}

/** As catalog-model §12: longer than 200 characters counts as null. */
function column(value: JsonValue | undefined): string | null {
  if (typeof value === 'object' || value === undefined) return null
  const text = String(value)
  return text.length > 200 ? null : storable(text).toLowerCase()
}

/** Text that both databases take: Postgres refuses NUL and half surrogates. */
export function storable(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\ufffd') : wellFormed
}
