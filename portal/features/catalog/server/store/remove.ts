import { sql, type Transaction } from 'kysely'
import { claimsOfFiles } from './claims.ts'
import { refNames } from './intern.ts'
import { type Settled, settle } from './settle.ts'
import type { CatalogTables } from './tables.ts'
import { beginChange, idRows, type WriteContext, write } from './write-context.ts'

export interface Removed extends Settled {
  revision: number
}

/**
 * Removes files with their claims and problems. Another file that declares the same ref takes over; what
 * nobody declares any more goes, or stays as an orphan when `context.orphans` says so.
 */
export async function removeFiles(context: WriteContext, fileIds: number[]): Promise<Removed> {
  const { dialect } = context
  const revision = await beginChange(context)
  const claims = await claimsOfFiles(context, fileIds)
  const rows = idRows(dialect, fileIds)
  await write(context, sql`delete from catalog_claims where file_id in (select r.id from ${rows} as r)`)
  await write(context, sql`delete from catalog_problems where file_id in (select r.id from ${rows} as r)`)
  await write(context, sql`delete from catalog_file_parents where file_id in (select r.id from ${rows} as r)`)
  await write(
    context,
    sql`delete from catalog_file_parents where parent_id in (select r.id from ${rows} as r)`,
  )
  await write(context, sql`delete from catalog_files where id in (select r.id from ${rows} as r)`)
  const refs = await refNames(context, [...new Set(claims.map((claim) => claim.refId))])
  return { ...(await settle(context, refs)), revision }
}

/** Some files whose source is gone. */
export async function filesWithoutSource(
  trx: Pick<Transaction<CatalogTables>, 'selectFrom'>,
  limit: number,
): Promise<number[]> {
  const rows = await trx
    .selectFrom('catalog_files as f')
    .select('f.id')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('catalog_sources as s').select('s.id').whereRef('s.id', '=', 'f.source_id'))),
    )
    .orderBy('f.id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/**
 * Removes entities by hand. The files that declare them forget what they were read with, so that they come
 * back at their next read if they are still declared.
 */
export async function removeEntities(context: WriteContext, uids: string[]): Promise<Removed> {
  const { trx, dialect } = context
  const revision = await beginChange(context)
  const uidRows = dialect.rows(
    uids.map((uid) => [uid]),
    { uid: 'text' },
  )
  const { rows } = await sql<{ id: number; ref: string }>`
    select e.id, e.ref from ${uidRows} as w cross join catalog_entities e where e.uid = w.uid`.execute(trx)
  const refs = new Map(rows.map(({ id, ref }) => [id, ref]))
  const ids = idRows(dialect, [...refs.keys()])
  await write(
    context,
    sql`
    update catalog_files set etag = null, content_hash = null where id in
    (select c.file_id from ${ids} as r cross join catalog_claims c where c.ref_id = r.id)`,
  )
  await write(context, sql`delete from catalog_claims where ref_id in (select r.id from ${ids} as r)`)
  return { ...(await settle({ ...context, orphans: 'delete' }, refs)), revision }
}
