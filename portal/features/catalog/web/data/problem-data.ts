import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import type { ProblemAnswer, SourceAnswer, Version } from '../../api.ts'
import { type EntityAddress, pathOf } from './catalog-data.ts'

type Ask = Pick<Portal, 'request'>
type Options = { signal?: AbortSignal }

export type { ProblemAnswer, SourceAnswer, Version }

export interface Paged<T> {
  items: T[]
  totalItems: number
  pageInfo: { nextCursor?: string }
}

/** What is wrong, in the whole catalog or around one entity; `cursor` continues a list. */
export async function listProblems(
  { request }: Ask,
  query: { entityRef?: string; severity?: 'error'; cursor?: string | undefined; limit?: number },
  options: Options,
): Promise<Paged<ProblemAnswer>> {
  const search = new URLSearchParams({ limit: String(query.limit ?? 200) })
  if (query.entityRef) search.set('entityRef', query.entityRef)
  if (query.severity) search.set('severity', query.severity)
  if (query.cursor) search.set('cursor', query.cursor)
  const response = await request(`/api/catalog/problems?${search}`, options)
  return (await response.json()) as Paged<ProblemAnswer>
}

/** Where the catalog reads from, and how that goes. */
export async function listSources({ request }: Ask, options: Options): Promise<SourceAnswer[]> {
  const response = await request('/api/catalog/sources', options)
  return ((await response.json()) as { items: SourceAnswer[] }).items
}

/** Versions of an entity, newest first. */
export async function listHistory(
  { request }: Ask,
  address: EntityAddress,
  cursor: string | undefined,
  options: Options,
): Promise<Paged<Version>> {
  const search = new URLSearchParams({ limit: '25' })
  if (cursor) search.set('cursor', cursor)
  const response = await request(
    `/api/catalog/entities/by-name/${pathOf(address)}/history?${search}`,
    options,
  )
  return (await response.json()) as Paged<Version>
}

export interface Ancestor {
  entity: EntityView
  parentEntityRefs: string[]
}

/** The entity and the Locations that lead to it. */
export async function getAncestry(
  { request }: Ask,
  address: EntityAddress,
  options: Options & { asOf?: string | undefined },
): Promise<Ancestor[]> {
  const { asOf, ...rest } = options
  const then = asOf ? `?${new URLSearchParams({ asOf })}` : ''
  const response = await request(`/api/catalog/entities/by-name/${pathOf(address)}/ancestry${then}`, rest)
  return ((await response.json()) as { items: Ancestor[] }).items
}
