import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Listing, partsOf } from './listing.ts'
import { queryByPredicate } from './predicate-data.ts'
import { rowFields } from './row-fields.ts'
import { wordFields } from './view-query.ts'

const pageSize = 60
/** A scroll bar that is dragged passes over many pages; the one it rests on is read. */
const restMs = 70
/** Rows a millisecond, above which nobody reads them. */
const fling = 1.2
/** Part of the screen that one frame may pass: on a slow machine a fling has few frames, and looks slow by time. */
const leap = 0.5
/** Rows beyond the screen that are read with it. */
const ahead = 30

/** What is known of a listing before anybody scrolls. */
export interface Rows {
  total: number | undefined
  error: unknown
  /** The rows on the screen belong to the question before. */
  isStale: boolean
  refetch(): void
  /** The rows from one place to another, read where they are not yet. */
  between(from: number, to: number): Promise<EntityView[]>
  parts: { listing: Listing | undefined; total: number; first: EntityView[] | undefined }[]
}

/** Counts the rows of a listing and reads its first page, so that the table has its full height at once. */
export function useRows(listing: Listing | undefined): Rows {
  const portal = usePortal()
  const queries = useQueryClient()
  const [sorted, lacking] = listing ? partsOf(listing) : []
  const first = useQuery({ ...pageQuery(portal, sorted, 0), placeholderData: keepPreviousData })
  const rest = useQuery({ ...pageQuery(portal, lacking, 0), placeholderData: keepPreviousData })
  const isStale = first.isPlaceholderData || (lacking !== undefined && rest.isPlaceholderData)
  const totals = [first.data?.totalItems, lacking ? rest.data?.totalItems : 0]
  const parts = [
    { listing: sorted, total: totals[0] ?? 0, first: first.data?.items },
    { listing: lacking, total: totals[1] ?? 0, first: lacking && rest.data?.items },
  ]
  const between = async (from: number, to: number) => {
    const wanted = pagesOf([from, to], parts)
    const read = await Promise.all(
      wanted.map(({ part, page }) =>
        queries.fetchQuery({ ...pageQuery(portal, parts[part]?.listing, page), staleTime: 60_000 }),
      ),
    )
    const [start] = wanted
    const before = start ? start.page * pageSize + (start.part === 0 ? 0 : (parts[0]?.total ?? 0)) : 0
    return read.flatMap(({ items }) => items).slice(from - before, to - before + 1)
  }
  return {
    total: totals.includes(undefined) ? undefined : (totals[0] ?? 0) + (totals[1] ?? 0),
    error: first.error ?? rest.error,
    isStale,
    refetch: () => {
      for (const query of [first, rest]) if (query.isError) void query.refetch()
    },
    between,
    parts,
  }
}

export interface Pages {
  rowAt(index: number): EntityView | undefined
  onRange(first: number, last: number): void
  error: unknown
  refetch(): void
}

/** The rows around what is on the screen, read in pages of 60. */
export function usePages({ parts, isStale }: Rows): Pages {
  const portal = usePortal()
  const [range, setRange] = useState<[first: number, last: number]>([0, 0])
  const pages = useMemo(() => (isStale ? [] : pagesOf(range, parts)), [isStale, range, parts])
  // Kept, as the table is drawn with every row that is passed.
  const queries = useMemo(
    () => pages.map(({ part, page }) => pageQuery(portal, parts[part]?.listing, page)),
    [portal, pages, parts],
  )
  const results = useQueries({ queries })
  const byPage = new Map(
    pages.map(({ part, page }, index) => [`${part} ${page}`, results[index]?.data?.items]),
  )
  for (const [part, { first }] of parts.entries()) if (first) byPage.set(`${part} 0`, first)
  const sorted = parts[0]?.total ?? 0
  const seen = useRef({ from: 0, at: 0, forget: () => {} })
  useEffect(() => () => seen.current.forget(), [])
  const onRange = useCallback((from: number, to: number) => {
    const before = seen.current
    const now = performance.now()
    const passed = Math.abs(from - before.from)
    const isFlung = passed / Math.max(1, now - before.at) > fling || passed > (to - from) * leap
    before.forget()
    const take = () => {
      // Whole pages, so that nothing is drawn anew while one of them is passed.
      const next: [number, number] = [
        Math.max(0, Math.floor((from - ahead) / pageSize) * pageSize),
        Math.ceil((to + ahead) / pageSize) * pageSize - 1,
      ]
      setRange((known) => (known[0] === next[0] && known[1] === next[1] ? known : next))
    }
    seen.current = { from, at: now, forget: isFlung ? atRest(take) : () => {} }
    if (!isFlung) take()
  }, [])
  return {
    rowAt: (index) => {
      const part = index < sorted ? 0 : 1
      const place = part === 0 ? index : index - sorted
      return byPage.get(`${part} ${Math.floor(place / pageSize)}`)?.[place % pageSize]
    },
    onRange,
    error: results.find(({ error }) => error)?.error ?? undefined,
    refetch: () => {
      for (const query of results) if (query.isError) void query.refetch()
    },
  }
}

/** Calls back after a while and in the next frame, which on a slow machine may be the later one; returns the end of it. */
function atRest(then: () => void): () => void {
  let frame = 0
  const timer = setTimeout(() => {
    frame = requestAnimationFrame(then)
  }, restMs)
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
}

/** The pages that hold the rows of a range: `part` 0 is sorted, 1 lacks the field. */
function pagesOf([from, to]: [number, number], parts: Rows['parts']) {
  const pages: { part: number; page: number }[] = []
  let before = 0
  for (const [part, { total }] of parts.entries()) {
    const first = Math.max(0, from - before)
    const last = Math.min(to - before, total - 1)
    before += total
    if (first > last) continue
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
      pages.push({ part, page })
    }
  }
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
