import { PortalError } from '@callboard/sdk'
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

/** Some files whose source is gone, or all of one source. */
export async function filesOf(
  trx: Pick<Transaction<CatalogTables>, 'selectFrom'>,
  of: { sourceId: string } | 'no source',
  limit: number,
): Promise<number[]> {
  const query = trx.selectFrom('catalog_files as f').select('f.id').orderBy('f.id').limit(limit)
  const rows =
    of === 'no source'
      ? await query
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(selectFrom('catalog_sources as s').select('s.id').whereRef('s.id', '=', 'f.source_id')),
            ),
          )
          .execute()
      : await query.where('f.source_id', '=', of.sourceId).execute()
  return rows.map((row) => row.id)
}

/**
 * Removes one entity by hand. The files that declare it forget what they were read with, so that it comes
 * back at their next read if they still declare it.
 *
 * @throws not_found
 */
export async function removeEntity(context: WriteContext, uid: string): Promise<Removed & { ref: string }> {
  const { trx, dialect } = context
  const revision = await beginChange(context)
  const { rows } = await sql<{
    id: number
    ref: string
    hash: string
    sourceId: string
    orphanedAt: number | null
  }>`
    select id, ref, hash, source_id as "sourceId", orphaned_at as "orphanedAt"
    from catalog_entities where uid = ${uid}`.execute(trx)
  const entity = rows[0]
  if (!entity) throw new PortalError('not_found', `No entity with uid ${uid}`, { uid })
  const claims = await sql<{ fileId: number }>`
    select file_id as "fileId" from catalog_claims where ref_id = ${entity.id}`.execute(trx)
  const files = idRows(
    dialect,
    claims.rows.map((row) => row.fileId),
  )
  await write(
    context,
    sql`
    update catalog_files set etag = null, content_hash = null
    where id in (select r.id from ${files} as r)`,
  )
  await write(context, sql`delete from catalog_claims where ref_id = ${entity.id}`)
  const settled = await settle({ ...context, orphans: 'delete' }, new Map([[entity.id, entity.ref]]))
  return { ...settled, revision, ref: entity.ref }
}
