import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { noteRevision } from './seen-revision.ts'

/** The questions the pages ask the catalog. Each is one request to the public REST routes. */
type Ask = Pick<Portal, 'request'>
type Options = { signal?: AbortSignal }

export interface EntityQuery {
  /** `key=value` statements, all of which must hold. */
  filter: string[]
  fields?: string[]
  limit: number
  offset?: number
  /** `metadata.name,asc` */
  order?: string
  text?: string
  /** Without the total the server need not count. */
  total?: boolean
}

export interface EntityPage {
  items: EntityView[]
  totalItems: number
}

/** Fields in which words typed by a person are looked for. */
export const textFields = ['metadata.name', 'metadata.title', 'spec.profile.displayName']

export async function queryEntities(
  { request }: Ask,
  query: EntityQuery,
  options: Options,
): Promise<EntityPage> {
  const search = new URLSearchParams({ limit: String(query.limit) })
  if (query.filter.length > 0) search.append('filter', query.filter.join(','))
  if (query.fields) search.set('fields', query.fields.join(','))
  if (query.offset) search.set('offset', String(query.offset))
  if (query.order) search.set('orderField', query.order)
  if (query.text) {
    search.set('fullTextFilterTerm', query.text)
    search.set('fullTextFilterFields', textFields.join(','))
  }
  if (query.total === false) search.set('totalItems', 'exclude')
  const response = noteRevision(await request(`/api/catalog/entities/by-query?${readable(search)}`, options))
  return (await response.json()) as EntityPage
}

export interface FacetValue {
  value: string
  count: number
}

/** Values of each facet with counts, most frequent first. */
export async function queryFacets(
  { request }: Ask,
  names: string[],
  filter: string[],
  options: Options,
): Promise<FacetValue[][]> {
  const search = new URLSearchParams(names.map((name) => ['facet', name]))
  if (filter.length > 0) search.append('filter', filter.join(','))
  const response = await request(`/api/catalog/entity-facets?${readable(search)}`, options)
  const { facets } = (await response.json()) as { facets: Record<string, FacetValue[]> }
  return names.map((name) =>
    (facets[name] ?? []).toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value)),
  )
}

export interface EntityAddress {
  kind: string
  namespace: string
  name: string
}

export async function getEntity(
  { request }: Ask,
  address: EntityAddress,
  options: Options & { asOf?: string | undefined },
): Promise<EntityView> {
  const { asOf, ...rest } = options
  const then = asOf ? `?${new URLSearchParams({ asOf })}` : ''
  const response = noteRevision(
    await request(`/api/catalog/entities/by-name/${pathOf(address)}${then}`, rest),
  )
  return (await response.json()) as EntityView
}

/** Entities in the order of the refs, null where there is none. */
export async function getByRefs(
  { request }: Ask,
  entityRefs: string[],
  fields: string[],
  asOf?: string,
): Promise<(EntityView | null)[]> {
  const response = await request('/api/catalog/entities/by-refs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ entityRefs, fields, ...(asOf ? { asOf } : {}) }),
  })
  return ((await response.json()) as { items: (EntityView | null)[] }).items
}

/** Asks for the source of an entity to be read again now. */
export async function refreshEntity({ request }: Ask, entityRef: string): Promise<void> {
  const response = await request('/api/catalog/refresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ entityRef }),
  })
  // An answer that nobody reads keeps its connection.
  await response.text()
}

export function pathOf({ kind, namespace, name }: EntityAddress): string {
  return [kind, namespace, name].map(encodeURIComponent).join('/')
}

// Colons, slashes and commas need no escape in a query and read better in logs.
function readable(search: URLSearchParams): string {
  return search.toString().replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%2C', ',')
}
