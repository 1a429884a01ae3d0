/**
 * After a large ingestion V8 keeps the pages its garbage lay in (280 MB after 10,000 entities) for as long as
 * the process has little to do. One full collection gives them back, its own and those of the ended worker.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Below this it is not worth the 20 to 60 ms that a collection holds up the event loop. */
const worthBytes = 100_000_000

export function giveBackMemory(): void {
  if (getHeapStatistics().total_heap_size < worthBytes) return
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as (() => void) | undefined
  setFlagsFromString('--no-expose-gc')
  collect?.()
}
