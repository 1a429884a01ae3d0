import type { Entity, JsonObject, JsonValue } from '@callboard/sdk/model'
import { flatten } from '../ingest/flatten.ts'
import type { Processed } from '../ingest/types.ts'
import { termName, textName } from './intern.ts'
import { storable } from './storable.ts'

/**
 * A processed document in the form it is stored in. Made in the worker thread, as text, so that the main
 * thread receives a string and looks inside only when the entity must be written.
 */
export interface Prepared {
  document: number
  line: number
  ref: string
  hash: string
  /** JSON of `Content`; also the form in which a claim that lost keeps its draft. */
  content: string
}

export interface Content {
  line: number
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
  const { entity, document, line, ref, hash } = processed
  const relations = processed.relations.map(({ source, type, target }): [string, string, string] => [
    storable(source),
    type,
    storable(target),
  ])
  return { document, line, ref, hash, content: JSON.stringify(contentOf(entity, hash, line, relations)) }
}

/** The content of a stored entity, for one that has to be stored in another way. */
export function storedContent(stored: StoredForm, relations: Content['relations']): Content {
  return contentOf(JSON.parse(stored.body) as Entity, stored.hash, stored.line ?? 1, relations)
}

/** The same entity, marked as declared by nothing any more. */
export function orphanContent(stored: StoredForm, relations: Content['relations']): Content {
  const entity = JSON.parse(stored.body) as Entity
  entity.metadata.annotations = { ...entity.metadata.annotations, [orphanAnnotation]: 'true' }
  if (entity.metadata.etag === stored.hash) entity.metadata.etag = `${stored.hash}-orphan`
  return contentOf(entity, stored.hash, stored.line ?? 1, relations)
}

interface StoredForm {
  body: string
  hash: string
  line: number | null
}

function contentOf(entity: Entity, hash: string, line: number, relations: Content['relations']): Content {
  const { namespace, annotations, uid: _uid, etag, ...rest } = entity.metadata
  const metadata = JSON.stringify({ namespace: namespace ?? 'default', annotations, ...rest }).slice(0, -1)
  const root = JSON.stringify({ apiVersion: entity.apiVersion, kind: entity.kind }).slice(0, -1)
  const spec = entity.spec === undefined ? '' : `,"spec":${JSON.stringify(entity.spec)}`
  const ownEtag = typeof etag === 'string' && etag !== '' ? etag : hash
  return {
    line,
    columns: columnsOf(entity),
    head: `${root},"metadata":${metadata},"uid":"`,
    tail: `","etag":${JSON.stringify(ownEtag)}}${spec}}`,
    relations,
    terms: termsOf(entity),
  }
}

/** Terms of an entity as stored in `catalog_postings`; a body read back gives the same ones. */
export function termsOf(entity: Entity): string[] {
  const names = new Set<string>()
  for (const { key, original, isNull, text } of flatten(entity)) {
    if (key === 'metadata.name' || key === 'metadata.uid' || key.startsWith('relations.')) continue
    names.add(termName(storable(key), storable(original), isNull))
    if (text) names.add(textName(storable(key), storable(text)))
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
  const text = String(value).toLowerCase()
  return text.length > 200 ? null : storable(text)
}
