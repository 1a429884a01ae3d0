import type { EntityView } from '@callboard/sdk/model'
import { refOf } from '@callboard/sdk/model'
import { usePortal } from '@callboard/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { neighboursQuery } from './related.ts'

/** Nobody waits longer than this for names that would make the page move. */
const longestMs = 250

/**
 * True when the page of an entity can be drawn at once and for good: the names of its neighbours are there, or have
 * been waited for long enough. Once drawn, it stays.
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
    void queries
      .fetchQuery({ ...neighboursQuery(queries, portal, entity, asOf), staleTime: 15_000 })
      .then(settle, settle)
    return () => clearTimeout(timer)
  }, [key, settled])
  return key !== undefined && key === settled
}
