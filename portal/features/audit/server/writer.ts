/**
 * Keeps events without anyone waiting for it: they gather in memory and go to the database together, four
 * times a second at most. A killed process loses what it gathered since; a stopped one loses nothing.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Audit, AuditEntry, Clock, Database, Log } from '@callboard/sdk'
import { sql } from 'kysely'
import { createRepeats } from './repeats.ts'
import { columns, type Recorded, type Redact, rowOf } from './row.ts'
import type { AuditSettings } from './settings.ts'

export interface Writer extends Audit {
  /** From here on events are written; before, they wait. */
  open(to: { db: Database; log: Log; clock: Clock; settings: AuditSettings }): void
  /** Writes what there is. For tests, and before reading one's own events. */
  flush(): Promise<void>
  /** Writes the rest and ends. */
  close(): Promise<void>
}

const gatherMs = 250
const retryMs = 1_000
/** SQLite takes about 0.1 ms for each on the main thread; between batches requests are answered. */
const batch = 100
/** Beyond these, new events are lost and counted: the portal goes on without its database. */
const mostWaiting = 20_000

type Open = Parameters<Writer['open']>[0]

export function createWriter(redact: Redact): Writer {
  let waiting: Recorded[] = []
  const repeats = createRepeats()
  let lost = 0
  let target: Open | undefined
  let timer: NodeJS.Timeout | undefined
  let sweep: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let failing = false

  const now = (): number => target?.clock.now() ?? Date.now()

  const take = (recorded: Recorded): void => {
    if (waiting.length >= mostWaiting) lost += 1
    else waiting.push(recorded)
    wake(gatherMs)
  }

  const wake = (inMs: number): void => {
    if (!target || timer || writing) return
    timer = setTimeout(() => {
      timer = undefined
      void flush()
    }, inMs)
    timer.unref()
  }

  const flush = (): Promise<void> => {
    writing ??= write().finally(() => {
      writing = undefined
      if (waiting.length > 0) wake(failing ? retryMs : 0)
    })
    return writing
  }

  const write = async (): Promise<void> => {
    if (!target) return
    const { db, log } = target
    try {
      while (waiting.length > 0) {
        const some = waiting.slice(0, batch)
        await insert(
          db,
          some.map((recorded) => rowOf(recorded, redact)),
        )
        waiting = waiting.slice(some.length)
        for (const { entry } of some) tell(target, entry)
        if (waiting.length > 0) await nextTurn()
      }
      if (lost > 0) {
        waiting.push({ at: now(), entry: lostEntry(lost) })
        lost = 0
      }
      failing = false
    } catch (error) {
      if (!failing) log.error('the audit log cannot be written, events wait in memory', { error })
      failing = true
    }
  }

  return {
    record(entry) {
      const recorded = { at: now(), entry }
      if (!repeats.swallow(recorded)) take(recorded)
    },
    open(to) {
      target = to
      sweep = setInterval(() => {
        for (const recorded of repeats.due(now())) take(recorded)
      }, 10_000)
      sweep.unref()
      if (waiting.length > 0) wake(0)
    },
    async flush() {
      clearTimeout(timer)
      timer = undefined
      await writing
      await flush()
    },
    async close() {
      clearInterval(sweep)
      for (const recorded of repeats.due(now(), true)) take(recorded)
      await this.flush()
      // What was lost in between is an event as well.
      if (!failing) await this.flush()
      clearTimeout(timer)
      target = undefined
    },
  }
}

async function insert(db: Database, rows: ReturnType<typeof rowOf>[]): Promise<void> {
  const names = sql.raw(Object.keys(columns).join(', '))
  await db.transaction((trx) =>
    sql`insert into audit_events (${names}) select ${names} from ${db.dialect.rows(rows, columns)} as r`.execute(
      trx,
    ),
  )
}

/** The log redacts on its own. */
function tell({ log, settings }: Open, entry: AuditEntry): void {
  const { action, detail, severity = 'low', ...rest } = entry
  log[settings.levels[severity]]('audit event', { action, severity, ...rest, ...(detail && { detail }) })
}

function lostEntry(count: number): AuditEntry {
  return {
    action: 'audit.lost',
    outcome: 'failed',
    actor: 'callboard',
    severity: 'critical',
    detail: { events: count, reason: 'The database could not be written for too long' },
  }
}
