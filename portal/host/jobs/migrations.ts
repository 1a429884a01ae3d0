import type { Migration } from '@callboard/sdk'
import { sql } from 'kysely'

/**
 * One row per item. `ready_at` is when it may be claimed: its time while it waits, the end of its lease while
 * it runs (`owner` is set), so that one index serves both new work and work of killed processes.
 */
const jobs01: Migration = {
  id: '2026-11-21-jobs-01',
  async up(trx, dialect) {
    const { bigint } = dialect.types
    await sql
      .raw(`create table jobs_items (name text not null, key text not null, ready_at ${bigint} not null, owner text,
        again_at ${bigint}, started_at ${bigint}, attempts integer not null, last_error text,
        last_duration_ms ${bigint}, primary key (name, key)) ${dialect.keyOrdered}`)
      .execute(trx)
    await sql.raw('create index jobs_items_ready on jobs_items (name, ready_at)').execute(trx)
    await sql.raw('create index jobs_items_owner on jobs_items (owner) where owner is not null').execute(trx)
  },
}

/** The job queue's own tables. */
export const jobsMigrations: Migration[] = [jobs01]
