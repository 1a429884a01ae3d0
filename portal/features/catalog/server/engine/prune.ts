import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Log } from '@callboard/sdk'
import { pruneHistory } from '../store/index.ts'
import type { EngineSettings } from './settings.ts'
import type { Writer } from './writer.ts'

interface Parts {
  writer: Writer
  clock: Clock
  log: Log
  history: EngineSettings['history']
}

const atOnce = 500
/** Between two batches, for others who want to write. */
const pauseMs = 20

/** Removes versions that are older or more than the config keeps. */
export async function prune({ writer, clock, log, history }: Parts, signal: AbortSignal): Promise<void> {
  const { maxVersions, maxAgeMs } = history
  for (;;) {
    signal.throwIfAborted()
    const retention = { maxVersions, before: clock.now() - maxAgeMs }
    const removed = await writer.run((context) => pruneHistory(context, retention, atOnce))
    if (removed < atOnce) break
    await sleep(pauseMs)
  }
  if (writer.totals.rows > 0) log.info('history pruned', { rows: writer.totals.rows })
}
