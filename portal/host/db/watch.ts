import { type Log, reasonOf } from '@callboard/sdk'
import type { OpenDatabase } from './open.ts'

export interface WatchOptions {
  log: Log
  signal: AbortSignal
  /** Called once when the database stops answering. */
  onLost: (reason: string) => void
  /** Called once when it answers again. */
  onBack: () => void
  everyMs?: number
}

/** Asks the database every few seconds whether it answers, so that readiness tells the truth. */
export function watchDatabase(db: OpenDatabase, options: WatchOptions): void {
  const { log, signal, onLost, onBack, everyMs = 5_000 } = options
  let isLost = false
  const lost = (thrown: unknown) => {
    if (isLost) return
    isLost = true
    log.warn(`lost database ${db.describe}`, { error: thrown })
    onLost(`the database does not answer: ${reasonOf(thrown)}`)
  }
  const back = () => {
    if (!isLost) return
    isLost = false
    log.info(`connected to database ${db.describe} again`)
    onBack()
  }
  const look = async () => {
    await db.ping().then(back, lost)
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
