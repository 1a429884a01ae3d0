import { PortalError } from '@callboard/sdk/errors'
import type { Query, QueryClient } from '@tanstack/react-query'

/**
 * Asks again for what a page could not read, until it can: a fault passes by itself, and then the page must
 * too. The error stays on the page meanwhile; it does not flicker with every try.
 */
export function recover(queryClient: QueryClient): void {
  const waiting = new Set<Query>()
  queryClient.getQueryCache().subscribe(({ query, type }) => {
    if (type === 'updated' || type === 'observerAdded') watch(query)
  })

  function watch(query: Query): void {
    const wait = waitOf(query)
    if (wait === undefined || waiting.has(query)) return
    waiting.add(query)
    setTimeout(() => {
      waiting.delete(query)
      void askAgain(query)
    }, wait)
  }

  async function askAgain(query: Query): Promise<void> {
    if (waitOf(query) === undefined) return
    if (document.hidden || query.state.fetchStatus !== 'idle') return watch(query)
    try {
      if (query.state.data !== undefined) await query.fetch()
      else queryClient.setQueryData(query.queryKey, await readQuietly(query, queryClient))
    } catch {
      watch(query)
    }
  }
}

const afterFaultMs = 4_000
const afterRefusalMs = 8_000

/** How long to wait before asking again; undefined when the answer will stay the same, or nobody looks. */
function waitOf({ state, observers }: Query): number | undefined {
  if (state.status !== 'error' || observers.length === 0) return undefined
  const { error } = state as { error: unknown }
  if (!(error instanceof PortalError)) return undefined
  if (error.status >= 500) return afterFaultMs
  // Rights can be given while the page is open.
  return error.status === 403 || error.status === 429 ? afterRefusalMs : undefined
}

/** Runs what the query would run, without making it pending: the page goes on saying what is wrong. */
async function readQuietly(query: Query, client: QueryClient): Promise<unknown> {
  const { queryFn, initialPageParam, queryKey, meta } = query.options as Query['options'] & {
    initialPageParam?: unknown
  }
  if (typeof queryFn !== 'function') throw new Error('nothing to run')
  const { signal } = new AbortController()
  const context = { client, queryKey, meta, signal }
  if (!('initialPageParam' in query.options)) return await queryFn(context as never)
  const page = await queryFn({ ...context, pageParam: initialPageParam, direction: 'forward' } as never)
  return { pages: [page], pageParams: [initialPageParam] }
}
