import type { EntityView } from '@callboard/sdk/model'
import { refOf } from '@callboard/sdk/model'
import { usePortal } from '@callboard/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ancestryQuery } from './ancestry-query.ts'
import { neighboursQuery } from './related.ts'

/** Nobody waits longer than this for what would make the page move. */
const longestMs = 250

/**
 * True when the page of an entity can be drawn at once and for good: the names of its neighbours and what its
 * ancestors warn of are there, or have been waited for long enough. Once drawn, it stays.
 */
export function useSettled(entity: EntityView | undefined, asOf: string | undefined): boolean {
  const portal = usePortal()
  const queries = useQueryClient()
  const [settled, setSettled] = useState<string>()
  const key = entity && `${refOf(entity)} ${asOf ?? ''}`
  useEffect(() => {
    if (!entity || key === settled) return
    const settle = () => setSettled(key)
    const timer = setTimeout(settle, longestMs)
    const fresh = { staleTime: 15_000 }
    void Promise.allSettled([
      queries.fetchQuery({ ...neighboursQuery(queries, portal, entity, asOf), ...fresh }),
      queries.fetchQuery({ ...ancestryQuery(portal, entity, asOf), ...fresh }),
    ]).then(settle)
    return () => clearTimeout(timer)
  }, [key, settled])
  return key !== undefined && key === settled
}
