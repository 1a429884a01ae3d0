import type { Entity } from '@callboard/sdk/model'
import { sql } from 'kysely'
import type { Claim } from './claims.ts'
import { deleteEntities, moveEntities, upsertEntities, writtenRow } from './entity-rows.ts'
import { appendHistory, type Cause, keepBodies } from './history.ts'
import { internRefs } from './intern.ts'
import { savePostings } from './postings.ts'
import { type Content, termsOf } from './prepared.ts'
import { saveRelations, type Triple } from './relations.ts'
import { idRows, type WriteContext } from './write-context.ts'

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
