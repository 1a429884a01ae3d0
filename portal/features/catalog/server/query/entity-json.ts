/**
 * The JSON of entities as the API answers it. Bodies are stored as text without `relations` and `status`;
 * both are appended as text here, so that no body is parsed on the way out.
 */
import { setImmediate } from 'node:timers/promises'
import type { Database } from '@callboard/sdk'
import type { EntityRelation, JsonObject, StatusItem } from '@callboard/sdk/model'
import { readRelations } from './entity-relations.ts'
import { readStatus } from './entity-status.ts'
import { project, wantsRoot } from './fields.ts'
import type { IdSet } from './id-set.ts'
import { all, list, sql } from './sql-text.ts'

/** One entity, ready to be sent. */
export interface EntityText {
  id: number
  ref: string
  uid: string
  text: string
}

interface StoredRow {
  id: number
  ref: string
  uid: string
  body: string
}

// So many rows at a time that the event loop never waits noticeably for one answer.
const entitiesAtOnce = 200

/**
 * The entities with these ids that exist, by id. `fields` null means everything; relations that an entity
 * declares which is not `seen` are left out.
 */
export async function readEntities(
  db: Database,
  ids: readonly number[],
  fields: readonly string[] | null = null,
  seen: IdSet | null = null,
): Promise<Map<number, EntityText>> {
  const texts = new Map<number, EntityText>()
  for (let from = 0; from < ids.length; from += entitiesAtOnce) {
    if (from > 0) await setImmediate()
    await readSome(db, ids.slice(from, from + entitiesAtOnce), { fields, seen }, texts)
  }
  return texts
}

async function readSome(
  db: Database,
  ids: readonly number[],
  { fields, seen }: { fields: readonly string[] | null; seen: IdSet | null },
  texts: Map<number, EntityText>,
): Promise<void> {
  const rows = await all<StoredRow>(
    db,
    sql`select e.id, e.ref, e.uid, e.body from ${list(db, ids)} as w cross join catalog_entities e where e.id = w.v`,
  )
  const relations = wantsRoot(fields, 'relations') ? await readRelations(db, ids, seen) : null
  const status = wantsRoot(fields, 'status') ? await readStatus(db, ids) : null
  for (const { id, ref, uid, body } of rows) {
    const whole = assemble(body, relations && (relations.get(Number(id)) ?? []), status?.get(Number(id)))
    const text = fields ? JSON.stringify(project(JSON.parse(whole) as JsonObject, fields)) : whole
    texts.set(Number(id), { id: Number(id), ref, uid, text })
  }
}

/** Appends `relations` and `status` to a stored body. */
export function assemble(
  body: string,
  relations: readonly EntityRelation[] | null,
  status: readonly StatusItem[] | undefined,
): string {
  let text = body.slice(0, -1)
  if (relations) text += `,"relations":${relationsText(relations)}`
  if (status && status.length > 0) text += `,"status":${JSON.stringify({ items: status })}`
  return `${text}}`
}

function relationsText(relations: readonly EntityRelation[]): string {
  let text = '['
  let separator = ''
  for (const { type, targetRef } of relations) {
    text += `${separator}{"type":${JSON.stringify(type)},"targetRef":${JSON.stringify(targetRef)}}`
    separator = ','
  }
  return `${text}]`
}
