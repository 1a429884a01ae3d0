import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { GraphAnswer, ImpactAnswer } from '../../../api.ts'
import type { GraphView } from '../model/graph-view.ts'

type Ask = Pick<Portal, 'request'>

export type GraphQuestion = Pick<
  GraphView,
  'roots' | 'maxDepth' | 'kinds' | 'relations' | 'expanded' | 'limit'
> & {
  direction?: 'dependents' | 'dependencies' | undefined
}

export async function getGraph(
  { request }: Ask,
  question: GraphQuestion,
  options: { signal?: AbortSignal },
): Promise<GraphAnswer> {
  const search = new URLSearchParams()
  for (const ref of question.roots) search.append('rootRef', ref)
  for (const ref of question.expanded) search.append('expand', ref)
  for (const kind of question.kinds) search.append('kind', kind)
  for (const type of question.relations) search.append('relation', type)
  search.set('depth', Number.isFinite(question.maxDepth) ? String(question.maxDepth) : 'all')
  search.set('limit', String(question.limit))
  if (question.direction) search.set('direction', question.direction)
  const response = await request(`/api/catalog/graph?${search}`, options)
  return (await response.json()) as GraphAnswer
}

/** The graph of a question. The one before stays until it is there. */
export function useGraph(question: GraphQuestion, enabled = true) {
  const portal = usePortal()
  return useQuery({
    queryKey: ['catalog', 'graph', question],
    queryFn: ({ signal }) => getGraph(portal, question, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    enabled,
  })
}

export function useImpact(ref: string | undefined, direction: 'dependents' | 'dependencies' | undefined) {
  const portal = usePortal()
  return useQuery({
    queryKey: ['catalog', 'impact', ref, direction],
    queryFn: async ({ signal }) => {
      const search = new URLSearchParams({ ref: ref ?? '', direction: direction ?? 'dependents' })
      const response = await portal.request(`/api/catalog/impact?${search}`, { signal })
      return (await response.json()) as ImpactAnswer
    },
    enabled: ref !== undefined && direction !== undefined,
  })
}
