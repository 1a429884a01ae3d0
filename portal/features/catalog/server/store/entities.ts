import type { Entity } from '@callboard/sdk/model'
import { sql } from 'kysely'
import type { Claim } from './claims.ts'
import { appendHistory, type Cause, keepBodies } from './history.ts'
import { internRefs } from './intern.ts'
import { savePostings } from './postings.ts'
import { type Content, termsOf } from './prepared.ts'
import { saveRelations, type Triple } from './relations.ts'
import { newUid } from './uid.ts'
import { idRows, type WriteContext, write } from './write-context.ts'

export interface StoredEntity {
  id: number
  uid: string
  hash: string
  fileId: number | null
  document: number | null
  line: number | null
  sourceId: string
  orphanedAt: number | null
}

export type EntityWithBody = StoredEntity & { body: string }

export type EntityChange =
  | {
      kind: 'created' | 'updated'
      id: number
      ref: string
      claim: Claim
      content: Content
      before: EntityWithBody | undefined
    }
  | { kind: 'moved'; id: number; ref: string; claim: Claim; line: number | null }
  | { kind: 'orphaned'; id: number; ref: string; content: Content; before: EntityWithBody }
  | { kind: 'deleted'; id: number; ref: string; before: EntityWithBody }

export async function entitiesOf(
  { trx, dialect }: WriteContext,
  ids: number[],
): Promise<Map<number, StoredEntity>> {
  const { rows } = await sql<StoredEntity>`
    select e.id, e.uid, e.hash, e.file_id as "fileId", e.document, e.line, e.source_id as "sourceId",
      e.orphaned_at as "orphanedAt"
    from ${idRows(dialect, ids)} as r
    join catalog_entities e on e.id = r.id`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

export async function bodiesOf({ trx, dialect }: WriteContext, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; body: string }>`
    select e.id, e.body from ${idRows(dialect, ids)} as r
    join catalog_entities e on e.id = r.id`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.body]))
}

/** Writes entities with everything that hangs on them: relations, terms and history. */
export async function saveEntities(
  context: WriteContext,
  changes: EntityChange[],
  relations: Map<number, Triple[]>,
): Promise<void> {
  if (changes.length === 0) return
  const written = changes.flatMap((change) => writtenRow(context, change))
  await upsertEntities(context, written)
  await moveEntities(context, changes)
  await deleteEntities(context, changes)

  const content = changes.filter((change) => change.kind !== 'moved')
  const after = new Map(written.map((row) => [row.id, row.content]))
  const refs = new Set<string>()
  const relationChanges = content.map(({ id }) => {
    const change = { originId: id, before: relations.get(id) ?? [], after: after.get(id)?.relations ?? [] }
    for (const [source, , target] of change.before) refs.add(source).add(target)
    for (const [source, , target] of change.after) refs.add(source).add(target)
    return change
  })
  await saveRelations(context, relationChanges, await internRefs(context, refs))
  await savePostings(
    context,
    content.map((change) => ({
      entityId: change.id,
      before: change.before ? termsOf(JSON.parse(change.before.body) as Entity) : [],
      after: after.get(change.id)?.terms ?? [],
    })),
  )
  const rows = new Map(written.map((row) => [row.id, row]))
  await keepBodies(
    context,
    content.flatMap(({ id, before }) => (before ? [{ refId: id, body: before.body }] : [])),
  )
  await appendHistory(
    context,
    content.map((change) => {
      const row = rows.get(change.id)
      return {
        refId: change.id,
        uid: row?.uid ?? change.before!.uid,
        change: change.kind === 'orphaned' ? 'updated' : change.kind,
        hash: row?.hash ?? null,
        cause: causeOf(context, change),
      }
    }),
  )
}

interface WrittenRow {
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

function writtenRow(context: WriteContext, change: EntityChange): WrittenRow[] {
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

async function upsertEntities(context: WriteContext, rows: WrittenRow[]): Promise<void> {
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
async function moveEntities(context: WriteContext, changes: EntityChange[]): Promise<void> {
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

async function deleteEntities(context: WriteContext, changes: EntityChange[]): Promise<void> {
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

function causeOf({ actor, origins }: WriteContext, change: EntityChange): Cause {
  if (change.kind === 'deleted' || change.kind === 'orphaned')
    return { source: change.before.sourceId, actor }
  if (change.kind === 'moved') return { source: change.claim.sourceId, actor }
  const { sourceId, location, fileId } = change.claim
  const origin = origins.get(fileId)
  return {
    source: sourceId,
    location,
    ...(origin?.revision ? { revision: origin.revision } : {}),
    // The validator of a local file, its time and size, tells nothing later.
    ...(origin?.etag && !location.startsWith('file:') ? { etag: origin.etag } : {}),
    actor,
  }
}
