import { sql } from 'kysely'
import type { Include, Target } from '../ingest/types.ts'
import { type WriteContext, write } from './write-context.ts'

/** The file of a source that stands for the root itself; its one entity is the generated Location. */
export const rootLocation = 'root:'

/** What a Location document points to, with the ref of that Location. */
export interface StoredTarget extends Target {
  ref: string
}

/** A file as it is to be stored. */
export interface FileState {
  location: string
  etag: string | null
  contentHash: string | null
  revision: string | null
  /** null keeps what is stored. */
  targets: StoredTarget[] | null
  includes: Include[] | null
  state: 'ok' | 'failing' | 'missing'
}

const columns = {
  location: 'text',
  etag: 'text',
  content_hash: 'text',
  revision: 'text',
  targets: 'text',
  includes: 'text',
  state: 'text',
} as const

/** Inserts or updates the rows of files. Answers their ids by location. */
export async function saveFileRows(
  { trx, dialect, now }: WriteContext,
  sourceId: string,
  files: FileState[],
): Promise<Map<string, number>> {
  const values = files.map((file) => [
    file.location,
    file.etag,
    file.contentHash,
    file.revision,
    jsonOrNull(file.targets),
    jsonOrNull(file.includes),
    file.state,
  ])
  const { rows } = await sql<{ id: number; location: string }>`
    insert into catalog_files as f
      (source_id, location, etag, content_hash, revision, targets, includes, state, changed_at)
    select cast(${sourceId} as text), r.location, r.etag, r.content_hash, r.revision, r.targets, r.includes,
      r.state, cast(${now} as bigint)
    from ${dialect.rows(values, columns)} as r where true
    on conflict (source_id, location) do update set
      etag = excluded.etag,
      content_hash = excluded.content_hash,
      revision = excluded.revision,
      targets = case when excluded.targets is null then f.targets else excluded.targets end,
      includes = case when excluded.includes is null then f.includes else excluded.includes end,
      state = excluded.state, changed_at = excluded.changed_at
    returning id, location`.execute(trx)
  return new Map(rows.map((row) => [row.location, row.id]))
}

const touchColumns = { id: 'int', etag: 'text', content_hash: 'text', revision: 'text' } as const

/** Notes with what files were read, without changing anything that readers see. */
export async function touchFiles(
  context: WriteContext,
  files: { id: number; etag: string | null; contentHash: string | null; revision: string | null }[],
): Promise<void> {
  const { dialect } = context
  if (files.length === 0) return
  const values = files.map((file) => [file.id, file.etag, file.contentHash, file.revision])
  const rows = dialect.rows(values, touchColumns)
  await write(
    context,
    sql`
    update catalog_files set etag = r.etag, content_hash = r.content_hash, revision = r.revision
    from ${rows} as r where catalog_files.id = r.id`,
  )
}

/** Why a file is read: the Location `ref_id` in file `parent_id` points to it. */
export interface Edge {
  fileId: number
  parentId: number
  refId: number
}

const edgeColumns = { file_id: 'int', parent_id: 'int', ref_id: 'int' } as const

export async function addEdges(context: WriteContext, edges: Edge[]): Promise<void> {
  const { dialect } = context
  if (edges.length === 0) return
  const values = edges.map((edge) => [edge.fileId, edge.parentId, edge.refId])
  await write(
    context,
    sql`
    insert into catalog_file_parents (file_id, parent_id, ref_id)
    select r.file_id, r.parent_id, r.ref_id from ${dialect.rows(values, edgeColumns)} as r where true
    on conflict do nothing`,
  )
}

export async function removeEdges(context: WriteContext, edges: Edge[]): Promise<void> {
  const { dialect } = context
  if (edges.length === 0) return
  const values = edges.map((edge) => [edge.fileId, edge.parentId, edge.refId])
  await write(
    context,
    sql`
    delete from catalog_file_parents where (file_id, parent_id, ref_id) in
    (select r.file_id, r.parent_id, r.ref_id from ${dialect.rows(values, edgeColumns)} as r)`,
  )
}

function jsonOrNull(value: unknown[] | null): string | null {
  return value === null ? null : JSON.stringify(value)
}
