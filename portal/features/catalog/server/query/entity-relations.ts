import { setImmediate } from 'node:timers/promises'
import type { Database } from '@callboard/sdk'
import type { EntityRelation } from '@callboard/sdk/model'
import { has, type IdSet } from './id-set.ts'
import { all, among, sql } from './sql-text.ts'

/** So many rows at a time that the event loop never waits noticeably. */
const relationsAtOnce = 4000

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
