import { type EntityView, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAsOf } from '../../data/as-of.ts'
import { loadSummaries } from '../../data/labels.ts'

/** What a page asks for of an entity's neighbours; a group with 50,000 members has its own paged list. */
const mostNeighbours = 1000

/** Refs of the neighbours that a page shows, each once. Members and owned things are counted elsewhere. */
export function neighboursOf(entity: EntityView): string[] {
  const shown = (entity.relations ?? []).filter(
    (relation) => relation.type !== 'hasMember' && relation.type !== 'ownerOf',
  )
  return [...new Set(shown.map((relation) => relation.targetRef))].slice(0, mostNeighbours)
}

/** Every neighbour of an entity in one request. */
export function neighboursQuery(
  queries: QueryClient,
  portal: Portal,
  entity: EntityView,
  asOf: string | undefined,
) {
  const refs = neighboursOf(entity)
  return queryOptions({
    queryKey: ['catalog', 'neighbours', refOf(entity), asOf ?? null, refs],
    queryFn: () => loadSummaries(queries, portal, refs, asOf),
  })
}

/** The neighbours, shared by all cards, names and warnings of an entity's page. */
export function useNeighbours(entity: EntityView) {
  return useQuery(neighboursQuery(useQueryClient(), usePortal(), entity, useAsOf()))
}
