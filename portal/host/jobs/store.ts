/**
 * The queue's statements. Each is one statement, so each is atomic by itself; what a process may change is
 * fenced by `owner`, so that one that lost its lease can no longer change anything.
 */
import type { Database, JobItem } from '@callboard/sdk'
import { sql } from 'kysely'
import { withRetries } from '../db/transaction.ts'

export interface ItemKey {
  name: string
  key: string
}

export interface Claimed extends ItemKey {
  attempts: number
}

export interface Capacity {
  name: string
  free: number
  leaseMs: number
}

const keyColumns = { name: 'text', key: 'text' } as const
const timedColumns = { ...keyColumns, at: 'int' } as const
const batch = 2_000

/** Takes due items, and items whose lease has ended, of every job at once. Writes nothing when none is due. */
export async function claim(
  db: Database,
  owner: string,
  now: number,
  jobs: readonly Capacity[],
): Promise<Claimed[]> {
  const arms = jobs.map(
    (job) => sql`select name, key, lease from (
      select name, key, cast(${job.leaseMs} as bigint) as lease from jobs_items
      where name = ${job.name} and ready_at <= ${now} order by ready_at limit ${job.free} ${db.dialect.skipLocked}
    ) as due`,
  )
  const claimed = await withRetries(() =>
    sql<Claimed>`with picked as materialized (${sql.join(arms, sql` union all `)})
      update jobs_items set owner = ${owner}, ready_at = ${now} + picked.lease, started_at = ${now},
        again_at = null, attempts = jobs_items.attempts + 1
      from picked where jobs_items.name = picked.name and jobs_items.key = picked.key
      returning jobs_items.name as name, jobs_items.key as key, jobs_items.attempts as attempts`.execute(
      db.write,
    ),
  )
  return claimed.rows
}

/** Prolongs leases and returns the items that are still ours. */
export async function renew(
  db: Database,
  owner: string,
  leases: readonly (ItemKey & { until: number })[],
): Promise<ItemKey[]> {
  const rows = db.dialect.rows(
    leases.map((lease) => [lease.name, lease.key, lease.until]),
    timedColumns,
  )
  const kept = await withRetries(() =>
    sql<ItemKey>`update jobs_items set ready_at = lease.at from ${rows} as lease
      where jobs_items.name = lease.name and jobs_items.key = lease.key and jobs_items.owner = ${owner}
      returning jobs_items.name as name, jobs_items.key as key`.execute(db.write),
  )
  return kept.rows
}

/** Ends a good run: the item waits for its next time, or is gone when there is none. */
export async function finish(
  db: Database,
  owner: string,
  item: ItemKey,
  run: { nextAt: number | null; durationMs: number },
): Promise<void> {
  if (run.nextAt === null) {
    const gone = await sql`delete from jobs_items
      where name = ${item.name} and key = ${item.key} and owner = ${owner} and again_at is null`.execute(
      db.write,
    )
    if (gone.numAffectedRows) return
  }
  await sql`update jobs_items set owner = null, again_at = null, attempts = 0, last_error = null,
      last_duration_ms = ${run.durationMs}, ready_at = ${soonest(run.nextAt)}
    where name = ${item.name} and key = ${item.key} and owner = ${owner}`.execute(db.write)
}

/** Ends a failed run: the item waits for its next try, with the reason for people to see. */
export async function fail(
  db: Database,
  owner: string,
  item: ItemKey,
  run: { retryAt: number; durationMs: number; error: string },
): Promise<void> {
  await sql`update jobs_items set owner = null, again_at = null, last_error = ${run.error},
      last_duration_ms = ${run.durationMs}, ready_at = ${soonest(run.retryAt)}
    where name = ${item.name} and key = ${item.key} and owner = ${owner}`.execute(db.write)
}

/** The asked-for time, or an earlier one that somebody asked for while the item was running. */
function soonest(at: number | null) {
  if (at === null) return sql`again_at`
  return sql`case when again_at is not null and again_at < ${at} then again_at else cast(${at} as bigint) end`
}

/** Gives back what `owner` holds, due at once. `null` means everybody's. */
export async function release(db: Database, owner: string | null, now: number): Promise<void> {
  const held = owner === null ? sql`owner is not null` : sql`owner = ${owner}`
  await sql`update jobs_items set owner = null, again_at = null, ready_at = ${now},
      attempts = case when attempts > 0 then attempts - 1 else 0 end
    where ${held}`.execute(db.write)
}

/** Adds items, or moves existing ones forward; an item that is running is run again at that time. */
export async function schedule(db: Database, items: readonly (ItemKey & { at: number })[]): Promise<void> {
  for (const part of inBatches(items)) {
    const rows = db.dialect.rows(
      part.map((item) => [item.name, item.key, item.at]),
      timedColumns,
    )
    await withRetries(() =>
      sql`insert into jobs_items (name, key, ready_at, attempts)
        select name, key, at, 0 from ${rows} as item where true
        on conflict (name, key) do update set
          ready_at = case when jobs_items.owner is null then excluded.ready_at else jobs_items.ready_at end,
          again_at = case when jobs_items.owner is null then null else excluded.ready_at end
        where (jobs_items.owner is null and excluded.ready_at < jobs_items.ready_at)
          or (jobs_items.owner is not null
            and (jobs_items.again_at is null or excluded.ready_at < jobs_items.again_at))`.execute(db.write),
    )
  }
}

export async function remove(db: Database, items: readonly ItemKey[]): Promise<void> {
  for (const part of inBatches(items)) {
    const rows = db.dialect.rows(
      part.map((item) => [item.name, item.key]),
      keyColumns,
    )
    await withRetries(() =>
      sql`delete from jobs_items where (name, key) in (select name, key from ${rows} as item)`.execute(
        db.write,
      ),
    )
  }
}

interface Row extends ItemKey {
  ready_at: number
  owner: string | null
  again_at: number | null
  started_at: number | null
  attempts: number
  last_error: string | null
  last_duration_ms: number | null
}

export async function list(db: Database, name: string | undefined): Promise<JobItem[]> {
  const all = 'select * from jobs_items'
  const rows =
    name === undefined
      ? await db.all<Row>(`${all} order by name, key`)
      : await db.all<Row>(`${all} where name = ? order by name, key`, [name])
  return rows.map(itemOf)
}

function itemOf(row: Row): JobItem {
  const isRunning = row.owner !== null
  const dueAt = isRunning ? (row.again_at ?? row.started_at ?? row.ready_at) : row.ready_at
  return {
    name: row.name,
    key: row.key,
    state: isRunning ? 'running' : 'waiting',
    dueAt: new Date(dueAt).toISOString(),
    leaseUntil: isRunning ? new Date(row.ready_at).toISOString() : null,
    attempts: row.attempts,
    lastError: row.last_error,
    lastDurationMs: row.last_duration_ms,
    lastStartedAt: row.started_at === null ? null : new Date(Number(row.started_at)).toISOString(),
  }
}

/** How many items of each job are due and not running. */
export async function dueCounts(db: Database, now: number): Promise<{ name: string; due: number }[]> {
  return db.all('select name, count(*) as due from jobs_items where ready_at <= ? group by name', [now])
}

/** One item once, at its soonest; sorted, so that two processes never wait for each other crosswise. */
function inBatches<T extends ItemKey & { at?: number }>(items: readonly T[]): T[][] {
  const once = new Map<string, T>()
  for (const item of items) {
    const id = idOf(item)
    const known = once.get(id)
    if (!known || (item.at ?? 0) < (known.at ?? 0)) once.set(id, item)
  }
  const sorted = [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
  const batches: T[][] = []
  for (let i = 0; i < sorted.length; i += batch) batches.push(sorted.slice(i, i + batch))
  return batches
}

/** Names an item within the process. */
export function idOf(item: ItemKey): string {
  return `${item.name}\0${item.key}`
}
