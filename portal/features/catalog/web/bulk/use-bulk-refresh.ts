import { toast, usePortal } from '@callboard/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { refreshEntities, refreshedAtOnce } from './bulk-data.ts'
import { type Failure, inBatches } from './work.ts'

/** The reading takes a moment before there is anything new to see. */
const settleMs = 1_500

/** Has the files of many entities read again, batch by batch. */
export function useBulkRefresh(onFailures: (failures: Failure[]) => void) {
  const portal = usePortal()
  const queries = useQueryClient()
  /** How many have been asked for; undefined when nothing is going on. */
  const [done, setDone] = useState<number>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const refresh = async (refs: readonly string[]) => {
    const abort = new AbortController()
    running.current = abort
    onFailures([])
    setDone(0)
    const { failures, reached } = await inBatches(refs, (batch) => refreshEntities(portal, batch), {
      size: refreshedAtOnce,
      subjectOf: (ref) => ref,
      onProgress: setDone,
      signal: abort.signal,
    })
    setDone(undefined)
    onFailures(failures)
    const asked = reached.length - failures.length
    if (asked > 0) toast({ text: `Refresh scheduled for ${asked.toLocaleString()}`, key: 'refresh' })
    setTimeout(() => void queries.invalidateQueries({ queryKey: ['catalog'] }), settleMs)
  }
  return { done, refresh, stop: () => running.current?.abort() }
}
