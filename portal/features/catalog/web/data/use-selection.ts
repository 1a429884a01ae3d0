import { type EntityView, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { useRef, useState } from 'react'
import type { Listing } from './listing.ts'
import { readAll } from './read-all.ts'
import type { Rows } from './use-rows.ts'

/** More than anybody means to; a listing this long is narrowed first. */
export const mostSelected = 10_000

export interface Selection {
  refs: ReadonlySet<string>
  /** The rows of a range are being read. */
  isReading: boolean
  error: unknown
  select(index: number, entity: EntityView | undefined, isRange: boolean): void
  selectAll(): void
  clear(): void
}

/** The rows somebody ticked. Another listing starts anew. */
export function useSelection(rows: Rows, listing: Listing | undefined): Selection {
  const portal = usePortal()
  const question = JSON.stringify(listing)
  const [state, setState] = useState({ question, refs: new Set<string>() as ReadonlySet<string> })
  const [reading, setReading] = useState(false)
  const [error, setError] = useState<unknown>()
  const anchor = useRef<number | undefined>(undefined)
  const refs = state.question === question ? state.refs : none
  const change = (next: (now: ReadonlySet<string>) => ReadonlySet<string>) =>
    setState((before) => ({ question, refs: next(before.question === question ? before.refs : none) }))
  const add = (some: EntityView[]) => change((now) => new Set([...now, ...some.map(refOf)]))
  const addRead = async (read: () => Promise<EntityView[]>) => {
    setReading(true)
    setError(undefined)
    try {
      add(await read())
    } catch (failure) {
      setError(failure)
    } finally {
      setReading(false)
    }
  }
  return {
    refs,
    isReading: reading,
    error,
    select(index, entity, isRange) {
      if (isRange && anchor.current !== undefined && refs.size > 0) {
        const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)]
        void addRead(() => rows.between(from, Math.min(to, from + mostSelected - 1)))
        return
      }
      if (!entity) return
      anchor.current = index
      const ref = refOf(entity)
      change((now) =>
        now.has(ref) ? new Set([...now].filter((other) => other !== ref)) : new Set([...now, ref]),
      )
    },
    selectAll: () => {
      if (listing) void addRead(() => readMany(portal, listing))
    },
    clear: () => {
      if (refs.size > 0) change(() => none)
    },
  }
}

const none: ReadonlySet<string> = new Set()

async function readMany(portal: Portal, listing: Listing): Promise<EntityView[]> {
  const all: EntityView[] = []
  const how = { fields: ['kind', 'metadata.name', 'metadata.namespace'], limit: 1000 }
  for await (const some of readAll(portal, listing, { ...how, signal: new AbortController().signal })) {
    all.push(...some)
    if (all.length >= mostSelected) break
  }
  return all.slice(0, mostSelected)
}
