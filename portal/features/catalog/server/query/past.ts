/**
 * The catalog as it was at an instant: bodies from the history, relations from those that stand since before
 * then and those that have ended after. Evaluated in memory, in small batches; problems are not remembered,
 * so entities of the past have no `status`.
 */
import { setImmediate } from 'node:timers/promises'
import { type Database, PortalError } from '@callboard/sdk'
import type { EntityRelation, EntityView, JsonObject } from '@callboard/sdk/model'
import type { Condition } from './condition.ts'
import { assemble } from './entity-json.ts'
import { addRelation, isDeclaredInSight, tidied } from './entity-relations.ts'
import { project } from './fields.ts'
import { has, type IdSet } from './id-set.ts'
import { type Facts, factsOf, matches } from './matches.ts'
import type { Scope } from './scope.ts'
import { all, join, like, list, raw, type Sql, sql } from './sql-text.ts'
import { joinCurrent, versionBody } from './version-body.ts'

/** An entity as it was. */
export interface PastEntity {
  id: number
  ref: string
  uid: string
  text: string
  facts: Facts
}

/** Who looks at the past, and what they see of now. */
export type PastReader = Pick<Scope, 'db' | 'seen' | 'hidden'>

const atOnce = 200

/** @throws `input` for text that is no instant. */
export function parseInstant(text: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at)) {
    throw new PortalError('input', `Invalid asOf '${text}', expected an instant like '2026-01-31T12:00:00Z'`)
  }
  return at
}

interface VersionRow {
  id: number
  ref: string
  uid: string
  body: string | null
}

/** Every entity that matched at the instant and is not hidden now, in order of id. */
export async function* pastEntities(
  { db, seen, hidden }: PastReader,
  at: number,
  condition: Condition,
): AsyncGenerator<PastEntity, void, undefined> {
  const kinds = kindsOf(condition)
  const prefixes = kinds?.map((kind) => like('f.ref', `${kind}:`, 'start'))
  const limited = prefixes && prefixes.length <= 10 ? alternatives(prefixes) : raw('1 = 1')
  let after = 0
  for (;;) {
    const rows = await all<VersionRow>(
      db,
      sql`select f.id, f.ref, h.uid, ${versionBody} as body from (
          select f.id, f.ref, (select v.id from catalog_history v where v.ref_id = f.id and v.at <= ${at}
            order by v.at desc, v.id desc limit 1) as version
          from catalog_refs f where f.id > ${after} and ${limited} order by f.id limit ${atOnce}
        ) as f left join catalog_history h on h.id = f.version ${joinCurrent} order by f.id`,
    )
    for (const entity of await complete(db, at, rows, seen)) {
      if (hidden && has(hidden, entity.id)) continue
      if (matches(condition, entity.facts)) yield entity
    }
    const last = rows.at(-1)
    if (!last || rows.length < atOnce) return
    after = Number(last.id)
    await setImmediate()
  }
}

/** The entities with these refs that existed at the instant, by ref, as one who has `seen` sees them. */
export async function pastByRefs(
  db: Database,
  at: number,
  refs: readonly string[],
  seen: IdSet | null = null,
): Promise<Map<string, PastEntity>> {
  const found = new Map<string, PastEntity>()
  if (refs.length === 0) return found
  for (let from = 0; from < refs.length; from += atOnce) {
    const rows = await all<VersionRow>(
      db,
      versionsWhere(at, sql`f.ref in (select w.v from ${list(db, refs.slice(from, from + atOnce))} as w)`),
    )
    for (const entity of await complete(db, at, rows, seen)) found.set(entity.ref, entity)
  }
  return found
}

/** The entity that had this uid at the instant. */
export async function pastByUid(db: Database, at: number, uid: string): Promise<PastEntity | undefined> {
  const rows = await all<VersionRow>(
    db,
    versionsWhere(at, sql`f.id in (select u.ref_id from catalog_history u where u.uid = ${uid})`),
  )
  return (await complete(db, at, rows)).find((entity) => entity.uid === uid)
}

function versionsWhere(at: number, which: Sql): Sql {
  return sql`select f.id, f.ref, h.uid, ${versionBody} as body
    from catalog_refs f cross join catalog_history h ${joinCurrent}
    where ${which} and h.id = (select v.id from catalog_history v
      where v.ref_id = f.id and v.at <= ${at} order by v.at desc, v.id desc limit 1)`
}

async function complete(
  db: Database,
  at: number,
  rows: readonly VersionRow[],
  seen: IdSet | null = null,
): Promise<PastEntity[]> {
  const present = rows.filter((row): row is VersionRow & { body: string } => row.body !== null)
  if (present.length === 0) return []
  const ids = present.map((row) => Number(row.id))
  const relations = await pastRelations(db, at, ids, seen)
  return present.map((row) => {
    const id = Number(row.id)
    const { shown = [], hidden = [] } = relations.get(id) ?? {}
    const text = assemble(row.body, shown, undefined)
    const facts = factsOf(JSON.parse(text) as EntityView, hidden)
    return { id, ref: row.ref, uid: row.uid, text, facts }
  })
}

interface PastRelations {
  shown: EntityRelation[]
  /** Those that entities declared which must not be seen; of those that are gone nobody can tell. */
  hidden: EntityRelation[]
}

async function pastRelations(
  db: Database,
  at: number,
  ids: number[],
  seen: IdSet | null,
): Promise<Map<number, PastRelations>> {
  const rows = await all<{ id: number; origin: number; type: string; ref: string }>(
    db,
    sql`select r.source_id as id, r.origin_id as origin, y.type as type, f.ref as ref from (
        select origin_id, source_id, type_id, target_id from catalog_relations
          where source_id in (select w.v from ${list(db, ids)} as w) and since <= ${at}
        union select origin_id, source_id, type_id, target_id from catalog_past_relations
          where source_id in (select w.v from ${list(db, ids)} as w) and since <= ${at} and until > ${at}
      ) as r cross join catalog_relation_types y cross join catalog_refs f
      where y.id = r.type_id and f.id = r.target_id`,
  )
  const shown = new Map<number, EntityRelation[]>()
  const hidden = new Map<number, EntityRelation[]>()
  for (const { id, origin, type, ref } of rows) {
    const isShown = isDeclaredInSight(Number(id), Number(origin), seen)
    addRelation(isShown ? shown : hidden, Number(id), type, ref)
  }
  return new Map(ids.map((id) => [id, { shown: tidied(shown.get(id) ?? []), hidden: hidden.get(id) ?? [] }]))
}

/** The text of a past entity, limited to `fields`. */
export function pastText(entity: PastEntity, fields: readonly string[] | null): string {
  return fields ? JSON.stringify(project(JSON.parse(entity.text) as JsonObject, fields)) : entity.text
}

/** Kinds the condition is limited to, so that other refs need not be read. */
function kindsOf(condition: Condition): string[] | null {
  const parts = condition.is === 'all' ? condition.of : [condition]
  const kind = parts.find((part) => part.is === 'in' && part.key === 'kind')
  return kind?.is === 'in' ? kind.values : null
}

function alternatives(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? raw('1 = 0') : sql`(${join(parts, ' or ')})`
}
