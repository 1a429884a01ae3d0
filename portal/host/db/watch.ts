import { setTimeout as sleep } from 'node:timers/promises'
import { type Log, PortalError } from '@callboard/sdk'
import type { OpenDatabase } from './open.ts'

export interface WatchOptions {
  log: Log
  signal: AbortSignal
  /** Called once when the database stops answering. */
  onLost: (reason: string) => void
  /** Called once when it answers again. */
  onBack: () => void
  everyMs?: number
  /** An answer that takes longer counts as none; a connection may hang without being closed. */
  answerWithinMs?: number
}

/** Asks the database every few seconds whether it answers, so that readiness tells the truth. */
export function watchDatabase(db: OpenDatabase, options: WatchOptions): void {
  const { log, signal, onLost, onBack, everyMs = 5_000, answerWithinMs = 5_000 } = options
  let isLost = false
  const lost = (thrown: unknown) => {
    if (isLost) return
    isLost = true
    log.warn(`lost database ${db.describe}`, { error: thrown })
    onLost('The database does not answer.')
  }
  const back = () => {
    if (!isLost) return
    isLost = false
    log.info(`connected to database ${db.describe} again`)
    onBack()
  }
  const look = async () => {
    await Promise.race([db.ping(), noAnswer(answerWithinMs)]).then(back, lost)
    plan()
  }
  const plan = () => {
    if (signal.aborted) return
    const timer = setTimeout(() => void look(), everyMs)
    timer.unref()
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  }
  plan()
}

async function noAnswer(afterMs: number): Promise<never> {
  await sleep(afterMs, undefined, { ref: false })
  throw new PortalError('unavailable', `no answer within ${afterMs / 1000} s`)
}
