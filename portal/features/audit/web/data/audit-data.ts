/** What the audit page asks the portal. */
import { usePortal } from '@callboard/ui'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import type { AuditEvent } from '../../api.ts'
import { type AuditSearch, auditQuery, type Facet } from './audit-search.ts'

export interface AuditPageAnswer {
  items: AuditEvent[]
  pageInfo: { nextCursor?: string }
  retentionDays: number | null
}

interface Facets {
  actions: { value: string; count: number }[]
  outcomes: { value: string; count: number }[]
  actors: { value: string; count: number }[]
  via: { value: string; count: number }[]
}

// An open event is part of the address, not of the question.
const questionOf = (search: AuditSearch) => ({ ...search, event: undefined })

export function useEvents(search: AuditSearch, isLive: boolean) {
  const { request } = usePortal()
  return useInfiniteQuery({
    queryKey: ['audit', 'events', questionOf(search)],
    initialPageParam: '',
    queryFn: async ({ signal, pageParam }) => {
      const query = auditQuery(search, Date.now())
      query.set('limit', '50')
      if (pageParam) query.set('cursor', pageParam)
      return (await (await request(`/api/audit/events?${query}`, { signal })).json()) as AuditPageAnswer
    },
    getNextPageParam: ({ pageInfo }) => pageInfo.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? 5_000 : false,
  })
}

const lists = { action: 'actions', outcome: 'outcomes', actor: 'actors', via: 'via' } as const

/** The values of one facet with counts, as the other filters leave them. Read when its menu is opened. */
export function useFacet(search: AuditSearch, facet: Facet, isWanted: boolean) {
  const { request } = usePortal()
  return useQuery({
    queryKey: ['audit', 'facet', facet, { ...questionOf(search), [facet]: [] }],
    queryFn: async ({ signal }) => {
      const query = auditQuery(search, Date.now(), facet)
      const found = (await (await request(`/api/audit/facets?${query}`, { signal })).json()) as Facets
      return found[lists[facet]]
    },
    enabled: isWanted,
  })
}

/** Downloads what the filters leave, as JSON lines. */
export function useExport(search: AuditSearch) {
  const { request } = usePortal()
  return useMutation({
    mutationFn: async () => {
      const response = await request(`/api/audit/events/export?${auditQuery(search, Date.now())}`, {
        headers: { accept: '*/*' },
      })
      const address = URL.createObjectURL(await response.blob())
      const link = document.createElement('a')
      link.href = address
      link.download = `audit-${new Date().toISOString().slice(0, 10)}.jsonl`
      link.click()
      setTimeout(() => URL.revokeObjectURL(address), 10_000)
    },
  })
}
