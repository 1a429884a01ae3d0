import { usePortal } from '@callboard/ui'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { followChanges, type Told } from './follow-changes.ts'
import classes from './LiveUpdates.module.css'

/** A catalog that is being filled changes many times a second; pages read at most this often. */
const everyMs = 1_500
const shownForMs = 4_000

/** Keeps open pages up to date with the catalog, and says so when something on them has changed. */
export default function LiveUpdates() {
  const portal = usePortal()
  const queries = useQueryClient()
  const [updatedAt, setUpdatedAt] = useState(0)
  const user = portal.user.userEntityRef
  const follow = useEffectEvent((listener: (told: Told) => void) => followChanges(portal, listener))
  useEffect(() => {
    const stale = new Set<string>()
    let timer: number | undefined
    let readAt = 0
    let isReading = false
    let isOver = false
    const readSoon = () => {
      // A portal that answers slowly is asked again when it has answered, or it never would.
      if (stale.size === 0 || isReading || isOver) return
      timer ??= window.setTimeout(() => void read(), Math.max(50, readAt + everyMs - Date.now()))
    }
    const read = async () => {
      timer = undefined
      isReading = true
      readAt = Date.now()
      const keys = [...stale]
      stale.clear()
      if (await readAgain(queries, keys)) setUpdatedAt(Date.now())
      isReading = false
      readSoon()
    }
    const end = follow(({ event }) => {
      for (const key of outOfDate[event] ?? []) stale.add(key)
      readSoon()
    })
    return () => {
      isOver = true
      end()
      window.clearTimeout(timer)
    }
  }, [user, queries])
  useEffect(() => {
    if (updatedAt === 0) return
    const timer = setTimeout(() => setUpdatedAt(0), shownForMs)
    return () => clearTimeout(timer)
  }, [updatedAt])
  return (
    <div className={classes.place} role="status">
      {updatedAt > 0 && <span className={classes.notice}>Updated just now</span>}
    </div>
  )
}

/** First parts of the keys of what an event makes out of date; `catalog problems` is more exact than `catalog`. */
const outOfDate: Record<string, string[]> = {
  changed: ['catalog', 'admin'],
  problems: ['catalog problems', 'catalog sources', 'admin'],
  refreshed: ['admin'],
}

/** True when something on the open page of the catalog is different now. */
async function readAgain(queries: QueryClient, keys: string[]): Promise<boolean> {
  const cache = queries.getQueryCache()
  const shown = () =>
    cache
      .findAll({ queryKey: ['catalog'], type: 'active' })
      // When a source is read next is not news.
      .filter(({ queryKey, state }) => queryKey[1] !== 'sources' && state.data !== undefined)
  const before = new Map(shown().map((query) => [query.queryHash, query.state.data]))
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: key.split(' ') })))
  // Equal answers keep their identity.
  return shown().some(({ queryHash, state }) => before.has(queryHash) && before.get(queryHash) !== state.data)
}
