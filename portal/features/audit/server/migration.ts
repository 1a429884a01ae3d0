import type { Migration } from '@callboard/sdk'
import { sql } from 'kysely'

/** One row per event; `at` is milliseconds, `detail` JSON text. */
export type AuditTables = {
  audit_events: {
    id: number
    at: number
    action: string
    outcome: string
    actor: string
    subject: string | null
    severity: string
    via: string
    request_id: string | null
    ip: string | null
    user_agent: string | null
    detail: string
  }
}

export const audit01: Migration = {
  id: '2026-11-21-audit-01',
  async up(trx, dialect) {
    const { bigint, identity } = dialect.types
    await sql
      .raw(
        `create table audit_events (id ${identity}, at ${bigint} not null, action text not null,
          outcome text not null, actor text not null, subject text, severity text not null, via text not null,
          request_id text, ip text, user_agent text, detail text not null)`,
      )
      .execute(trx)
    const indexes = ['at', 'actor, at', 'action, at', 'outcome, at', 'subject, at', 'request_id']
    for (const columns of indexes) {
      const name = columns.split(',')[0]
      await sql.raw(`create index audit_events_${name} on audit_events (${columns})`).execute(trx)
    }
  },
}
