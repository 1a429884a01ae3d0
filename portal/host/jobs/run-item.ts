/** One run of one claimed item, from its lease to its end in the table. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Database, Job, Log } from '@callboard/sdk'
import { PortalError, reasonOf } from '@callboard/sdk'
import { type Claimed, fail, finish } from './store.ts'

export interface Run {
  item: Claimed
  leaseMs: number
  /** End of the lease as far as this process knows. */
  until: number
  /** Aborted with `lost` or `stopping`. */
  controller: AbortController
  done: Promise<void>
}

/** The lease went to somebody else, or the item was removed: the result no longer counts. */
export const lost = new PortalError('conflict', 'The lease of the job was lost')
export const stopping = new PortalError('unavailable', 'The portal is shutting down')

export interface RunDeps {
  db: Database
  log: Log
  clock: Clock
  owner: string
  observe: (job: string, seconds: number, result: 'ok' | 'failed') => void
}

/** Runs the job and writes the outcome. Never throws. Returns when the item is due next, if it is known here. */
export async function runItem(deps: RunDeps, job: Job, run: Run): Promise<number | undefined> {
  const { clock, owner, db } = deps
  const { item, controller } = run
  const log = deps.log.child({ job: item.name, key: item.key })
  const startedAt = clock.now()
  const duration = () => Math.max(0, Math.round(clock.now() - startedAt))
  try {
    const next = await job.run(item.key, { signal: controller.signal, log })
    if (controller.signal.reason === lost) return undefined
    deps.observe(item.name, duration() / 1_000, 'ok')
    const nextAt = next ? clock.now() + Math.max(0, next.nextInMs) : null
    const durationMs = duration()
    await whileLeased(deps, run, log, () => finish(db, owner, item, { nextAt, durationMs }))
    return nextAt ?? undefined
  } catch (thrown) {
    // What a stop or a lost lease interrupts has not failed: it is given back, or belongs to another.
    if (controller.signal.aborted) {
      log.debug('job interrupted', { reason: reasonOf(controller.signal.reason) })
      return undefined
    }
    deps.observe(item.name, duration() / 1_000, 'failed')
    const waitMs = backOff(item.attempts)
    log.warn('job failed, it will be tried again', {
      error: thrown,
      attempts: item.attempts,
      retryInSeconds: Math.round(waitMs / 1_000),
    })
    const outcome = { retryAt: clock.now() + waitMs, durationMs: duration(), error: errorText(thrown) }
    await whileLeased(deps, run, log, () => fail(db, owner, item, outcome))
    return outcome.retryAt
  }
}

/** 1 s, 2 s, 4 s … 5 min, a little spread so that what failed together does not come back together. */
export function backOff(attempts: number): number {
  const ms = Math.min(300_000, 1_000 * 2 ** Math.min(20, Math.max(0, attempts - 1)))
  return Math.round(ms * (0.9 + Math.random() * 0.2))
}

/** A short absence of the database must not throw away the outcome of a run; a long one gives the item away. */
async function whileLeased(deps: RunDeps, run: Run, log: Log, write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await write()
      return
    } catch (thrown) {
      const isOver = deps.clock.now() >= run.until || run.controller.signal.aborted
      if (isOver || !(thrown instanceof PortalError) || thrown.code !== 'unavailable') {
        log.warn('the outcome of a job could not be written, it will run again', { error: thrown })
        return
      }
      await sleep(500)
    }
  }
}

function errorText(thrown: unknown): string {
  return reasonOf(thrown).slice(0, 1_000)
}
