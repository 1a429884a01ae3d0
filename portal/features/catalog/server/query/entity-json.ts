/**
 * The JSON of entities as the API answers it. Bodies are stored as text without `relations` and `status`;
 * both are appended as text here, so that no body is parsed on the way out.
 */
import { setImmediate } from 'node:timers/promises'
import type { Database } from '@callboard/sdk'
import type { EntityRelation, JsonObject, StatusItem } from '@callboard/sdk/model'
import { project, wantsRoot } from './fields.ts'
import { has, type IdSet } from './id-set.ts'
import { all, among, list, sql } from './sql-text.ts'

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
const relationsAtOnce = 4000

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

interface RelationRow {
  id: number
  origin: number
  type: string
  ref: string
}

/** The distinct relations of entities, sorted by type and target, by entity id. */
export async function readRelations(
  db: Database,
  ids: readonly number[],
  seen: IdSet | null = null,
): Promise<Map<number, EntityRelation[]>> {
  const found = new Map<number, EntityRelation[]>()
  const rows = await all<RelationRow>(
    db,
    // Names as sub-selects: a database that guesses the number of rows wrongly still looks each one up by id.
    sql`select r.source_id as id, r.origin_id as origin, (select y.type from catalog_relation_types y where y.id = r.type_id) as type,
        (select f.ref from catalog_refs f where f.id = r.target_id) as ref
      from catalog_relations r where ${among(db, 'r.source_id', ids)} limit ${relationsAtOnce + 1}`,
  )
  if (rows.length <= relationsAtOnce) {
    for (const row of rows) addSeen(found, Number(row.id), row, seen)
  } else {
    for (const id of ids) await readManyRelations(db, id, found, seen)
  }
  for (const [id, relations] of found) found.set(id, tidied(relations))
  return found
}

/** The relations of one entity that may have very many, a step at a time. */
async function readManyRelations(
  db: Database,
  id: number,
  found: Map<number, EntityRelation[]>,
  seen: IdSet | null,
): Promise<void> {
  let [typeId, targetId, originId] = [0, 0, 0]
  for (;;) {
    const rows = await all<RelationRow & { typeId: number; targetId: number }>(
      db,
      sql`select r.type_id as "typeId", r.target_id as "targetId", r.origin_id as origin, y.type as type,
          f.ref as ref
        from (select type_id, target_id, origin_id from catalog_relations
          where source_id = ${id} and (type_id, target_id, origin_id) > (${typeId}, ${targetId}, ${originId})
          order by type_id, target_id, origin_id limit ${relationsAtOnce}) as r
        cross join catalog_relation_types y cross join catalog_refs f
        where y.id = r.type_id and f.id = r.target_id order by r.type_id, r.target_id, r.origin_id`,
    )
    for (const row of rows) addSeen(found, id, row, seen)
    const last = rows.at(-1)
    if (!last || rows.length < relationsAtOnce) return
    typeId = Number(last.typeId)
    targetId = Number(last.targetId)
    originId = Number(last.origin)
    await setImmediate()
  }
}

function addSeen(
  found: Map<number, EntityRelation[]>,
  id: number,
  { origin, type, ref }: RelationRow,
  seen: IdSet | null,
): void {
  if (isDeclaredInSight(id, Number(origin), seen)) addRelation(found, id, type, ref)
}

/** Whether a relation is declared by the entity it belongs to, or by another that may be seen. */
export function isDeclaredInSight(id: number, origin: number, seen: IdSet | null): boolean {
  return seen === null || origin === id || has(seen, origin)
}

export function addRelation(
  found: Map<number, EntityRelation[]>,
  id: number,
  type: string,
  targetRef: string,
): void {
  const known = found.get(id)
  if (known) known.push({ type, targetRef })
  else found.set(id, [{ type, targetRef }])
}

/** Sorted, without repetitions: the same relation may come from both ends. */
export function tidied(relations: EntityRelation[]): EntityRelation[] {
  const sorted = relations.sort(byTypeAndTarget)
  return sorted.filter(
    (relation, index) => index === 0 || byTypeAndTarget(relation, sorted[index - 1]!) !== 0,
  )
}

function byTypeAndTarget(a: EntityRelation, b: EntityRelation): number {
  if (a.type !== b.type) return a.type < b.type ? -1 : 1
  if (a.targetRef !== b.targetRef) return a.targetRef < b.targetRef ? -1 : 1
  return 0
}

interface ProblemOfEntity {
  id: number
  severity: 'error' | 'warning' | 'info'
  name: string
  message: string
  hint: string | null
  file: string | null
  line: number | null
  column: number | null
}

/** What is wrong with entities, as status items, by entity id. Where a problem shows: store/tables.ts. */
export async function readStatus(db: Database, ids: readonly number[]): Promise<Map<number, StatusItem[]>> {
  const rows = await all<ProblemOfEntity & { problem: number }>(
    db,
    sql`select e.id as id, p.id as problem, p.severity, p.name, p.message, p.hint, p.file, p.line, p."column"
        from ${list(db, ids)} as w cross join catalog_entities e cross join catalog_problems p
        where e.id = w.v and p.file_id = e.file_id and (p.ref_id is null or p.ref_id = e.id)
      union
      select x.ref_id as id, p.id as problem, p.severity, p.name, p.message, p.hint, p.file, p.line, p."column"
        from ${list(db, ids)} as w cross join catalog_file_parents x cross join catalog_problems p
        where x.ref_id = w.v and p.file_id = x.file_id and (p.ref_id is null or not exists
          (select 1 from catalog_entities o where o.id = p.ref_id and o.file_id = p.file_id))
      order by problem`,
  )
  const found = new Map<number, StatusItem[]>()
  for (const row of rows) {
    const items = found.get(Number(row.id))
    if (items) items.push(statusItem(row))
    else found.set(Number(row.id), [statusItem(row)])
  }
  return found
}

/** The type of every status item that the catalog itself makes. */
export const processingStatus = 'backstage.io/catalog-processing'

function statusItem({ severity, name, message, hint, file, line, column }: ProblemOfEntity): StatusItem {
  return {
    type: processingStatus,
    level: severity,
    message: `${name}: ${message}`,
    error: {
      name,
      message,
      ...(hint !== null && { hint }),
      ...(file !== null && { file }),
      ...(line !== null && { line: Number(line) }),
      ...(column !== null && { column: Number(column) }),
    },
  }
}
