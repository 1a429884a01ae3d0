/**
 * What the refs in a table are called. A row that scrolls by subscribes and leaves again, so it must cost next to
 * nothing: a map and a listener per ref, where a query of its own for each would be most of the work of a frame.
 */

import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { type EntityLabel, usePortal } from '@callboard/ui'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { specRef, titleOf } from '../data/entity-text.ts'
import { loadSummaries } from '../data/labels.ts'

/** null: the catalog does not have it. */
type Label = EntityLabel | null

interface LabelStore {
  get(ref: string): Label | undefined
  subscribe(ref: string, listener: () => void): () => void
  /** Keeps up with changes of the catalog until the returned function is called. */
  follow(): () => void
}

// One request for all that came into sight meanwhile.
const restMs = 40

function createLabelStore(queries: QueryClient, portal: Portal): LabelStore {
  const labels = new Map<string, Label>()
  /** Shown until the new ones are there. */
  const old = new Set<string>()
  const listeners = new Map<string, Set<() => void>>()
  const wanted = new Set<string>()
  let isWaiting = false
  const load = async () => {
    isWaiting = false
    const refs = [...wanted]
    wanted.clear()
    try {
      const summaries = await loadSummaries(queries, portal, refs, undefined)
      for (const ref of refs) {
        const summary = summaries.get(ref)
        old.delete(ref)
        labels.set(ref, summary ? { title: titleOf(summary) } : null)
        for (const listener of listeners.get(ref) ?? []) listener()
      }
    } catch {
      // The refs themselves are shown; the next row that names one asks again.
    }
  }
  const want = (ref: string) => {
    if (labels.has(ref) && !old.has(ref)) return
    wanted.add(ref)
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => void load(), restMs)
  }
  return {
    get: (ref) => labels.get(ref),
    subscribe(ref, listener) {
      const others = listeners.get(ref) ?? new Set()
      listeners.set(ref, others.add(listener))
      want(ref)
      return () => {
        others.delete(listener)
        if (others.size === 0) listeners.delete(ref)
      }
    },
    follow: () =>
      queries.getQueryCache().subscribe(({ type, query, ...event }) => {
        if (type !== 'updated' || !('action' in event)) return
        const [, what, ref] = query.queryKey
        // A page of rows comes before its rows are in sight: one request for all it names.
        if (what === 'rows' && event.action.type === 'success') {
          for (const named of namedBy((query.state.data as { items: EntityView[] }).items)) want(named)
        }
        if (what !== 'summary' || event.action.type !== 'invalidate' || typeof ref !== 'string') return
        old.add(ref)
        if (listeners.has(ref)) want(ref)
      }),
  }
}

/** What the columns of these rows name. */
function namedBy(rows: EntityView[]): string[] {
  const kinds = { owner: 'group', system: 'system', domain: 'domain', parent: 'group' }
  return rows.flatMap((row) =>
    Object.entries(kinds).flatMap(([field, kind]) => specRef(row, field, kind) ?? []),
  )
}

export const LabelStoreContext = createContext<LabelStore | null>(null)

/** The store of one table. */
export function useLabelStore(): LabelStore {
  const portal = usePortal()
  const queries = useQueryClient()
  const store = useMemo(() => createLabelStore(queries, portal), [queries, portal])
  useEffect(() => store.follow(), [store])
  return store
}

/** What a ref is called; undefined until that is known. */
export function useRowLabel(ref: string): Label | undefined {
  const store = useContext(LabelStoreContext)
  const subscribe = useCallback(
    (listener: () => void) => store?.subscribe(ref, listener) ?? noop,
    [store, ref],
  )
  return useSyncExternalStore(subscribe, () => store?.get(ref))
}

const noop = () => {}
