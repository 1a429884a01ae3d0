import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Listing, partsOf } from './listing.ts'
import { queryByPredicate } from './predicate-data.ts'
import { rowFields } from './row-fields.ts'
import { wordFields } from './view-query.ts'

const pageSize = 60
/** A scroll bar that is dragged passes over many pages; the one it rests on is read. */
const restMs = 70

export interface Rows {
  total: number | undefined
  error: unknown
  /** The rows on the screen belong to the question before. */
  isStale: boolean
  rowAt(index: number): EntityView | undefined
  onRange(first: number, last: number): void
  refetch(): void
  /** The rows from one place to another, read where they are not yet. */
  between(from: number, to: number): Promise<EntityView[]>
}

/**
 * The rows of a listing, read in pages of 60 around what is on the screen. The first pages also bring the
 * totals, so the table has its full height at once and may be scrolled anywhere.
 */
export function useRows(listing: Listing | undefined): Rows {
  const portal = usePortal()
  const queries = useQueryClient()
  const [range, setRange] = useState<[first: number, last: number]>([0, 0])
  const [sorted, lacking] = listing ? partsOf(listing) : []
  const first = useQuery({ ...pageQuery(portal, sorted, 0), placeholderData: keepPreviousData })
  const rest = useQuery({ ...pageQuery(portal, lacking, 0), placeholderData: keepPreviousData })
  const isStale = first.isPlaceholderData || (lacking !== undefined && rest.isPlaceholderData)
  const sortedTotal = first.data?.totalItems
  const restTotal = lacking ? rest.data?.totalItems : 0
  const pages = sortedTotal === undefined || isStale ? [] : pagesOf(range, sortedTotal, restTotal ?? 0)
  const results = useQueries({
    queries: pages.map(({ part, page }) => pageQuery(portal, part === 0 ? sorted : lacking, page)),
  })
  const byPage = new Map(
    pages.map(({ part, page }, index) => [`${part} ${page}`, results[index]?.data?.items]),
  )
  byPage.set('0 0', first.data?.items)
  if (lacking) byPage.set('1 0', rest.data?.items)
  const rowAt = (index: number) => {
    const part = index < (sortedTotal ?? 0) ? 0 : 1
    const place = part === 0 ? index : index - (sortedTotal ?? 0)
    return byPage.get(`${part} ${Math.floor(place / pageSize)}`)?.[place % pageSize]
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const onRange = useCallback((from: number, to: number) => {
    clearTimeout(timer.current)
    const take = () => setRange((before) => (before[0] === from && before[1] === to ? before : [from, to]))
    timer.current = setTimeout(take, restMs)
  }, [])
  const total = sortedTotal === undefined || restTotal === undefined ? undefined : sortedTotal + restTotal
  const between = async (from: number, to: number) => {
    const wanted = pagesOf([from, to], sortedTotal ?? 0, restTotal ?? 0)
    const read = await Promise.all(
      wanted.map(({ part, page }) =>
        queries.fetchQuery({ ...pageQuery(portal, part === 0 ? sorted : lacking, page), staleTime: 60_000 }),
      ),
    )
    const firstOf = wanted[0]
    const start = firstOf ? firstOf.page * pageSize + (firstOf.part === 0 ? 0 : (sortedTotal ?? 0)) : 0
    return read.flatMap(({ items }) => items).slice(from - start, to - start + 1)
  }
  return {
    total,
    error: first.error ?? rest.error ?? results.find((result) => result.error)?.error,
    isStale,
    rowAt,
    onRange,
    refetch: () => {
      for (const query of [first, rest, ...results]) if (query.isError) void query.refetch()
    },
    between,
  }
}

/** The pages that hold the rows of a range: `part` 0 is sorted, 1 lacks the field. */
function pagesOf([from, to]: [number, number], sorted: number, lacking: number) {
  const pages: { part: 0 | 1; page: number }[] = []
  const add = (part: 0 | 1, first: number, last: number) => {
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++)
      pages.push({ part, page })
  }
  if (from < sorted) add(0, from, Math.min(to, sorted - 1))
  if (to >= sorted && lacking > 0) add(1, Math.max(0, from - sorted), Math.min(to - sorted, lacking - 1))
  return pages
}

function pageQuery(portal: Portal, part: Listing | undefined, page: number) {
  return {
    queryKey: ['catalog', 'rows', part ?? null, page],
    queryFn: ({ signal }: { signal: AbortSignal }) => {
      const { query = {}, words = '', field = 'metadata.name', isDown = false } = part ?? {}
      return queryByPredicate(
        portal,
        {
          query,
          fields: rowFields,
          limit: pageSize,
          offset: page * pageSize,
          order: { field, order: isDown ? ('desc' as const) : ('asc' as const) },
          words,
          wordFields,
          total: page === 0,
        },
        { signal },
      )
    },
    enabled: part !== undefined,
  }
}
