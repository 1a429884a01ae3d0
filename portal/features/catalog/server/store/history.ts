import { sql } from 'kysely'
import type { HistoryRow } from './tables.ts'
import { type WriteContext, write } from './write-context.ts'

export interface HistoryEntry {
  refId: number
  uid: string
  change: HistoryRow['change']
  hash: string | null
  cause: Cause
}

/** Why an entity changed. */
export interface Cause {
  /** Id of the source. */
  source: string
  location?: string
  /** Commit or revision, when known. */
  revision?: string
  etag?: string
  /** `catalog`, or who asked for it. */
  actor: string
}

const columns = {
  ref_id: 'int',
  uid: 'text',
  change: 'text',
  hash: 'text',
  cause: 'text',
} as const

/** Appends accepted changes. Their bodies stand in `catalog_entities` until a later change; see `keepBodies`. */
export async function appendHistory(context: WriteContext, entries: HistoryEntry[]): Promise<void> {
  const { dialect, now } = context
  if (entries.length === 0) return
  const values = entries.map((entry) => [
    entry.refId,
    entry.uid,
    entry.change,
    entry.hash,
    JSON.stringify(entry.cause),
  ])
  await write(
    context,
    sql`
    insert into catalog_history (ref_id, uid, at, change, hash, cause)
    select r.ref_id, r.uid, cast(${now} as bigint), r.change, r.hash, r.cause
    from ${dialect.rows(values, columns)} as r where true`,
  )
}

const bodyColumns = { ref_id: 'int', body: 'text' } as const

/** Gives the newest version of entities that change now the body they had. To be called before `appendHistory`. */
export async function keepBodies(
  context: WriteContext,
  former: { refId: number; body: string }[],
): Promise<void> {
  if (former.length === 0) return
  const rows = context.dialect.rows(
    former.map(({ refId, body }) => [refId, body]),
    bodyColumns,
  )
  await write(
    context,
    sql`
    update catalog_history set body = r.body from ${rows} as r
    where catalog_history.ref_id = r.ref_id and catalog_history.body is null
    and catalog_history.change <> 'deleted'`,
  )
}

export interface Retention {
  maxVersions: number
  /** Versions older than this go, unless they are the newest of their entity. */
  before: number
}

/**
 * Removes up to `limit` versions that retention does not keep. The newest version of each ref always stays:
 * it is what a read of the past stands on. Answers how many rows went.
 */
export async function pruneHistory(
  context: WriteContext,
  retention: Retention,
  limit: number,
): Promise<number> {
  const { before, maxVersions } = retention
  const { written } = context
  const start = written.rows
  await write(
    context,
    sql`
      delete from catalog_history where id in (
        select h.id from catalog_history h
        where h.at < cast(${before} as bigint) and exists (
          select 1 from catalog_history n where n.ref_id = h.ref_id and n.at >= h.at and n.id > h.id)
        order by h.at limit ${limit})`,
  )
  if (written.rows - start >= limit) return written.rows - start
  await write(
    context,
    sql`
      delete from catalog_history where id in (
        select h.id from (
          select id, row_number() over (partition by ref_id order by at desc, id desc) as place
          from catalog_history
          where ref_id in (select ref_id from catalog_history group by ref_id
            having count(*) > cast(${maxVersions} as bigint))
        ) h where h.place > cast(${maxVersions} as bigint) limit ${limit})`,
  )
  await write(context, sql`delete from catalog_past_relations where until < cast(${before} as bigint)`)
  return written.rows - start
}
