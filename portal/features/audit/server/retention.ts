/** Forgets events that are older than `audit.retention`, once an hour, a few thousand at a time. */
import type { Clock, Database, Job } from '@callboard/sdk'
import { sql } from 'kysely'

export const retentionJob = 'audit.forget'
const hour = 3_600_000
const batch = 5_000

export function createRetention(db: Database, clock: Clock, retentionMs: () => number | undefined): Job {
  return {
    name: retentionJob,
    async run(_key, { signal }) {
      const keepMs = retentionMs()
      while (keepMs !== undefined && !signal.aborted) {
        if ((await forget(db, clock.now() - keepMs)) < batch) break
      }
      return { nextInMs: hour }
    },
  }
}

async function forget(db: Database, before: number): Promise<number> {
  const { numAffectedRows } = await db.transaction((trx) =>
    sql`delete from audit_events where id in
      (select id from audit_events where at < ${before} order by at limit ${batch})`.execute(trx),
  )
  return Number(numAffectedRows ?? 0)
}
