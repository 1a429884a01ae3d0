/**
 * After an ingestion V8 keeps the pages its garbage lay in (280 MB after 10,000 entities, 17 MB after a start)
 * for as long as the process has little to do. One full collection gives them back, its own and those of the
 * ended worker.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What starting leaves is given back once; later, below this, a heap is not worth 20 to 60 ms of standstill. */
const worthBytes = 100_000_000
let isAfterStart = true

export function giveBackMemory(): void {
  if (!isAfterStart && getHeapStatistics().total_heap_size < worthBytes) return
  isAfterStart = false
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as (() => void) | undefined
  setFlagsFromString('--no-expose-gc')
  collect?.()
}
