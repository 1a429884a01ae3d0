/** A view of the catalog as a question to it: the predicate of POST /entities/by-query and /entity-facets. */
import { type JsonObject, parseRef, stringifyRef } from '@callboard/sdk/model'
import { type CatalogView, type Facet, facets, type Whose } from './catalog-view.ts'

/** What a question needs that is not in the address. */
export interface Known {
  /** Refs whose things are mine. */
  mine: string[]
  starred: string[]
  /** Refs of entities with errors. */
  faulty: string[]
  /** Refs of the systems of each domain. */
  systemsByDomain: Map<string, string[]>
}

/** The flattened key behind each facet (contract: catalog-model §12). */
export const facetKeys: Record<Facet, string> = {
  owners: 'relations.ownedBy',
  types: 'spec.type',
  lifecycles: 'spec.lifecycle',
  systems: 'relations.partOf',
  domains: 'relations.partOf',
  tags: 'metadata.tags',
  namespaces: 'metadata.namespace',
}

/** Kinds of the refs that are the values of a facet; facets that are missing here hold plain texts. */
export const facetKinds: Partial<Record<Facet, string>> = {
  owners: 'group',
  systems: 'system',
  domains: 'domain',
}

/** Words typed by a person are looked for in these fields. */
export const wordFields = [
  'metadata.name',
  'metadata.title',
  'spec.profile.displayName',
  'metadata.description',
  'metadata.tags',
]

/** `without` leaves one facet out: its own menu must show all values. */
export function predicateOf(view: CatalogView, who: Whose, known: Known, without?: Facet): JsonObject {
  const parts: JsonObject[] = [{ kind: view.kind }]
  for (const facet of facets) {
    const { values, isNot } = view.facets[facet]
    if (facet === without || values.length === 0) continue
    const condition = { [facetKeys[facet]]: { $in: valuesOf(view.kind, facet, values, known) } }
    parts.push(isNot ? { $not: condition } : condition)
  }
  if (who === 'owned') parts.push({ [facetKeys.owners]: { $in: known.mine } })
  if (who === 'starred') parts.push(anyOfRefs(known.starred, view.kind))
  if (view.isOrphan) parts.push({ 'metadata.annotations.backstage.io/orphan': 'true' })
  if (view.hasError) parts.push(anyOfRefs(known.faulty, view.kind))
  return parts.length === 1 ? { kind: view.kind } : { $all: parts }
}

/** Systems are parts of domains; everything else is a part of one through its system. */
export function isDirectlyInDomain(kind: string): boolean {
  return kind === 'system' || kind === 'domain'
}

function valuesOf(kind: string, facet: Facet, values: string[], known: Known): string[] {
  const refKind = facetKinds[facet]
  if (!refKind) return values
  const refs = values.map((value) => fullRef(value, refKind))
  if (facet !== 'domains' || isDirectlyInDomain(kind)) return refs
  return refs.flatMap((ref) => known.systemsByDomain.get(ref) ?? [])
}

/** Entities by their refs; those of other kinds are left out, as the list has only one. */
function anyOfRefs(refs: string[], kind: string): JsonObject {
  const byNamespace = new Map<string, string[]>()
  for (const { namespace, name } of refs.flatMap(readRef).filter((ref) => ref.kind === kind)) {
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), name])
  }
  return {
    $any: [...byNamespace].map(([namespace, names]) => ({
      'metadata.namespace': namespace,
      'metadata.name': { $in: names },
    })),
  }
}

function readRef(ref: string): { kind: string; namespace: string; name: string }[] {
  try {
    const { kind, namespace, name } = parseRef(ref.toLowerCase(), { namespace: 'default' })
    return [{ kind, namespace, name }]
  } catch {
    return []
  }
}

/** Old bookmarks carry bare names. */
export function fullRef(value: string, kind: string): string {
  try {
    return stringifyRef(parseRef(value, { kind, namespace: 'default' })).toLowerCase()
  } catch {
    return value.toLowerCase()
  }
}
