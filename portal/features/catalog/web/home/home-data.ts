/** What the home page's cards ask the catalog: one request each. */
import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { RecentChange } from '../../api.ts'
import { type FacetValue, queryEntities, queryFacets } from '../data/catalog-data.ts'
import type { Paged, ProblemAnswer } from '../data/problem-data.ts'

export type { RecentChange }

export const mostMine = 200
const mostProblems = 5
const changesAtOnce = 100

const mineFields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.profile',
  'status',
]

const ownedBy = (owners: string[]) => owners.map((ref) => `relations.ownedBy=${ref}`)

export interface Mine {
  items: EntityView[]
  totalItems: number
  /** Of each kind; known in full also when not all entities were read. */
  kinds: FacetValue[]
}

/** What I or my groups own, by name; counted by kind when it is more than a page can show. */
export function useMine() {
  const portal = usePortal()
  const owners = portal.user.ownershipEntityRefs
  return useQuery({
    queryKey: ['catalog', 'mine', owners],
    queryFn: async ({ signal }): Promise<Mine> => {
      const filter = ownedBy(owners)
      const page = await queryEntities(
        portal,
        { filter, fields: mineFields, limit: mostMine, order: 'metadata.name,asc' },
        { signal },
      )
      if (page.totalItems <= page.items.length) return { ...page, kinds: countKinds(page.items) }
      const [kinds = []] = await queryFacets(portal, ['kind'], filter, { signal })
      return { ...page, kinds }
    },
    enabled: owners.length > 0,
  })
}

function countKinds(items: EntityView[]): FacetValue[] {
  const counts = new Map<string, number>()
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].map(([value, count]) => ({ value, count }))
}

/** Whether there is anything in the catalog; asked only where it makes a difference. */
export function useHasEntities(enabled: boolean) {
  const portal = usePortal()
  return useQuery({
    queryKey: ['catalog', 'has entities'],
    queryFn: async ({ signal }) => {
      const [kinds = []] = await queryFacets(portal, ['kind'], [], { signal })
      return kinds.some(({ value }) => value.toLowerCase() !== 'location')
    },
    enabled,
  })
}

/** What is wrong with what I or my groups own. */
export function useMyProblems() {
  const portal = usePortal()
  const owners = portal.user.ownershipEntityRefs
  return useQuery({
    queryKey: ['catalog', 'problems', 'mine', owners],
    queryFn: async ({ signal }) => {
      const search = new URLSearchParams([['limit', String(mostProblems)]])
      for (const owner of owners) search.append('owner', owner)
      const response = await portal.request(`/api/catalog/problems?${search}`, { signal })
      return (await response.json()) as Paged<ProblemAnswer>
    },
    enabled: owners.length > 0,
  })
}

interface ChangesPage {
  items: RecentChange[]
  pageInfo: { nextCursor?: string }
}

/** What changed in the whole catalog, newest first. */
export function useRecentChanges() {
  const portal = usePortal()
  return useInfiniteQuery({
    queryKey: ['catalog', 'recent changes'],
    queryFn: ({ pageParam, signal }) => readChanges(portal, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pageInfo.nextCursor,
  })
}

async function readChanges(
  { request }: Portal,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ChangesPage> {
  const search = new URLSearchParams({ limit: String(changesAtOnce), ...(cursor ? { cursor } : {}) })
  return (await (await request(`/api/catalog/history?${search}`, { signal })).json()) as ChangesPage
}
