import { sql } from 'kysely'
import type { EntityChange } from './entities.ts'
import type { Content } from './prepared.ts'
import { newUid } from './uid.ts'
import { idRows, type WriteContext, write } from './write-context.ts'

/** An entity as a row. */
export interface WrittenRow {
  id: number
  uid: string
  ref: string
  hash: string
  body: string
  content: Content
  fileId: number | null
  document: number | null
  line: number | null
  sourceId: string
  orphanedAt: number | null
}

/** The row that a change leaves, if it leaves a new one. */
export function writtenRow(context: WriteContext, change: EntityChange): WrittenRow[] {
  if (change.kind === 'moved' || change.kind === 'deleted') return []
  const { id, ref, content } = change
  const uid = change.before?.uid ?? newUid(context.now)
  const own = { id, uid, ref, content, body: `${content.head}${uid}${content.tail}` }
  if (change.kind === 'orphaned') {
    const { hash, sourceId } = change.before
    const nowhere = { fileId: null, document: null, line: null }
    return [{ ...own, ...nowhere, hash, sourceId, orphanedAt: context.now }]
  }
  const { fileId, document, sourceId, hash } = change.claim
  return [{ ...own, fileId, document, line: content.line, hash, sourceId, orphanedAt: null }]
}

const columns = {
  id: 'int',
  uid: 'text',
  ref: 'text',
  kind: 'text',
  namespace: 'text',
  name: 'text',
  title: 'text',
  type: 'text',
  lifecycle: 'text',
  owner: 'text',
  system: 'text',
  file_id: 'int',
  document: 'int',
  line: 'int',
  source_id: 'text',
  hash: 'text',
  body: 'text',
  orphaned_at: 'int',
} as const

/** Creates and updates. */
export async function upsertEntities(context: WriteContext, rows: WrittenRow[]): Promise<void> {
  const { dialect, now } = context
  if (rows.length === 0) return
  const values = rows.map((row) => {
    const { kind, namespace, name, title, type, lifecycle, owner, system } = row.content.columns
    const place = [row.fileId, row.document, row.line, row.sourceId, row.hash, row.body, row.orphanedAt]
    const fields = [kind, namespace, name, title, type, lifecycle, owner, system]
    return [row.id, row.uid, row.ref, ...fields, ...place]
  })
  await write(
    context,
    sql`
    insert into catalog_entities (id, uid, ref, kind, namespace, name, title, type, lifecycle, owner, system,
      file_id, document, line, source_id, hash, body, orphaned_at, created_at, updated_at)
    select r.id, r.uid, r.ref, r.kind, r.namespace, r.name, r.title, r.type, r.lifecycle, r.owner, r.system,
      r.file_id, r.document, r.line, r.source_id, r.hash, r.body, r.orphaned_at, cast(${now} as bigint),
      cast(${now} as bigint)
    from ${dialect.rows(values, columns)} as r where true
    on conflict (id) do update set
      kind = excluded.kind, namespace = excluded.namespace, name = excluded.name, title = excluded.title,
      type = excluded.type, lifecycle = excluded.lifecycle, owner = excluded.owner, system = excluded.system,
      file_id = excluded.file_id, document = excluded.document, line = excluded.line,
      source_id = excluded.source_id, hash = excluded.hash, body = excluded.body,
      orphaned_at = excluded.orphaned_at, updated_at = excluded.updated_at`,
  )
}

const moveColumns = { id: 'int', file_id: 'int', document: 'int', line: 'int', source_id: 'text' } as const

/** The same content now comes from another place. Not a version: nothing a reader sees has changed. */
export async function moveEntities(context: WriteContext, changes: EntityChange[]): Promise<void> {
  const { dialect } = context
  const moves = changes.filter((change) => change.kind === 'moved')
  if (moves.length === 0) return
  const values = moves.map(({ id, claim, line }) => [id, claim.fileId, claim.document, line, claim.sourceId])
  await write(
    context,
    sql`
    update catalog_entities set file_id = r.file_id, document = r.document, line = r.line,
      source_id = r.source_id
    from ${dialect.rows(values, moveColumns)} as r where catalog_entities.id = r.id`,
  )
}

/** Deletes what no claim is left of. */
export async function deleteEntities(context: WriteContext, changes: EntityChange[]): Promise<void> {
  const { dialect } = context
  const ids = changes.filter((change) => change.kind === 'deleted').map((change) => change.id)
  if (ids.length === 0) return
  await write(
    context,
    sql`
    delete from catalog_entities where id in
    (select r.id from ${idRows(dialect, ids)} as r)`,
  )
}
