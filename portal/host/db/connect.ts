import { setTimeout as sleep } from 'node:timers/promises'
import { PortalError, reasonOf } from '@callboard/sdk'
import { type OpenDatabase, type OpenOptions, openDatabase } from './open.ts'
import type { DatabaseSettings } from './settings.ts'

const waits = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]

/** Gone by itself or by somebody outside: a server that starts, a right that is granted. */
const passing = new Set(['unavailable', 'forbidden'])

export interface ConnectOptions extends OpenOptions {
  /** Called with the sentence of each failed attempt, so that readiness can show it. */
  onWaiting?: (reason: string) => void
  /** What must work before the database counts as connected: migrations. Repeated with the connection. */
  prepare?: (db: OpenDatabase) => Promise<void>
  /** Back-off in ms; the last one repeats. */
  waitsMs?: readonly number[]
}

/**
 * Opens the database however long that takes: it may start after us. One log line for each failed attempt,
 * one when connected.
 *
 * @throws `input` at once when the settings can never work, and the abort reason when `signal` aborts.
 */
export async function connectWithRetry(
  settings: DatabaseSettings,
  options: ConnectOptions,
): Promise<OpenDatabase> {
  const { log, signal, waitsMs = waits } = options
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return await connect(settings, options)
    } catch (thrown) {
      if (!(thrown instanceof PortalError) || !passing.has(thrown.code)) throw thrown
      const waitMs = waitsMs[Math.min(attempt, waitsMs.length - 1)] ?? 30_000
      log.warn(`waiting for database ${reasonOf(thrown)}`, { retryInSeconds: waitMs / 1_000 })
      options.onWaiting?.(`waiting for database ${reasonOf(thrown)}`)
      await sleep(waitMs, undefined, signal ? { signal } : {})
    }
  }
}

async function connect(settings: DatabaseSettings, options: ConnectOptions): Promise<OpenDatabase> {
  const db = await openDatabase(settings, options)
  options.log.info(`connected to database ${db.describe}`)
  try {
    await options.prepare?.(db)
    return db
  } catch (thrown) {
    await db.close()
    throw thrown
  }
}
