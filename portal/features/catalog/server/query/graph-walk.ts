/**
 * Walks along relations, level by level: one query a level whatever the number of entities, and integers all
 * the way. Relations stand in the table in both directions, so going out from an entity reaches everything.
 */
import { isEverything } from './condition.ts'
import { idsIn } from './id-set.ts'
import type { Scope } from './scope.ts'
import { select } from './select.ts'
import { all, join, like, list, raw, type Sql, sql } from './sql-text.ts'

export interface Walk {
  roots: readonly number[]
  /** These reached entities are followed one step further than `depth` goes. */
  expanded: readonly number[]
  /** Ids of the relation types to follow; null is all. */
  types: readonly number[] | null
  /** Kinds (lower case) that may be reached; null is all. */
  kinds: readonly string[] | null
  /** Steps from the roots; Infinity goes on as long as there is something new. */
  depth: number
  /** How many entities at most, roots included. */
  limit: number
}

/** How an entity was reached first. */
export interface Reached {
  depth: number
  /** The entity one step nearer, and the type of the relation from there; null for a root. */
  via: { id: number; typeId: number } | null
}

/** Everything within reach by id, nearest first. */
export async function walk(
  scope: Scope,
  asked: Walk,
): Promise<{ reached: Map<number, Reached>; full: boolean }> {
  const reached = new Map<number, Reached>()
  for (const id of asked.roots) reached.set(id, { depth: 0, via: null })
  const tests = await testsOf(scope, asked)
  let full = false
  const step = async (from: readonly number[]): Promise<number[]> => {
    const room = asked.limit - reached.size
    const rows = await readLevel(scope, from, [...reached.keys()], tests, Math.max(0, room) + 1)
    if (rows.length > room) full = true
    const next: number[] = []
    for (const row of rows.slice(0, Math.max(0, room))) {
      const via = { id: Number(row.via), typeId: Number(row.type) }
      reached.set(Number(row.id), { depth: (reached.get(via.id)?.depth ?? 0) + 1, via })
      next.push(Number(row.id))
    }
    return next
  }
  let level: readonly number[] = asked.roots
  for (let depth = 0; depth < asked.depth && level.length > 0 && !full; depth++) level = await step(level)
  const expanded = asked.expanded.filter((id) => reached.has(id))
  if (expanded.length > 0 && !full) await step(expanded)
  return { reached, full }
}

interface LevelRow {
  id: number
  via: number
  type: number
}

// When there is no room for all, everyone on the level gets a fair share: first, second, third neighbour of each.
async function readLevel(
  { db }: Scope,
  from: readonly number[],
  known: readonly number[],
  tests: Sql,
  limit: number,
): Promise<LevelRow[]> {
  if (from.length === 0) return []
  return all<LevelRow>(
    db,
    sql`with found as (
        select r.target_id as id, r.source_id as via, r.type_id as type,
          row_number() over (partition by r.target_id order by r.source_id, r.type_id) as nth
        from ${list(db, from)} as w cross join catalog_relations r cross join catalog_refs f
        where r.source_id = w.v and f.id = r.target_id and ${tests}
          and r.target_id not in (select k.v from ${list(db, known)} as k)),
      placed as (select id, via, type, row_number() over (partition by via order by id) as place
        from found where nth = 1)
      select id, via, type from placed order by place, id limit ${limit}`,
  )
}

export interface Edge {
  source: number
  target: number
  typeIds: number[]
}

/** Every relation among these entities. The plus keeps SQLite from probing every pair in its index. */
export async function readEdges(
  { db }: Scope,
  ids: readonly number[],
  types: readonly number[] | null,
): Promise<Edge[]> {
  if (ids.length === 0) return []
  const rows = await all<{ source: number; target: number; type: number }>(
    db,
    sql`select distinct r.source_id as source, r.target_id as target, r.type_id as type
      from ${list(db, ids)} as w cross join catalog_relations r
      where r.source_id = w.v and ${typeTest(db, types)}
        and +r.target_id in (select k.v from ${list(db, ids)} as k)
      order by source, target, type`,
  )
  const edges = new Map<string, Edge>()
  for (const row of rows) {
    const [source, target] = [Number(row.source), Number(row.target)]
    if (source === target) continue
    const known = edges.get(`${source} ${target}`)
    if (known) known.typeIds.push(Number(row.type))
    else edges.set(`${source} ${target}`, { source, target, typeIds: [Number(row.type)] })
  }
  return [...edges.values()]
}

/** For each of these entities, how many neighbours are not among them. */
export async function countLeftOut(
  scope: Scope,
  ids: readonly number[],
  asked: Pick<Walk, 'types' | 'kinds'>,
): Promise<Map<number, number>> {
  const { db } = scope
  if (ids.length === 0) return new Map()
  const rows = await all<{ id: number; n: number }>(
    db,
    sql`select r.source_id as id, count(distinct r.target_id) as n
      from ${list(db, ids)} as w cross join catalog_relations r cross join catalog_refs f
      where r.source_id = w.v and f.id = r.target_id and ${await testsOf(scope, asked)}
        and r.target_id not in (select k.v from ${list(db, ids)} as k)
      group by r.source_id`,
  )
  return new Map(rows.map((row) => [Number(row.id), Number(row.n)]))
}

async function testsOf(scope: Scope, { types, kinds }: Pick<Walk, 'types' | 'kinds'>): Promise<Sql> {
  const { db, sets, visible } = scope
  const tests = [typeTest(db, types)]
  if (kinds) tests.push(kinds.length === 0 ? raw('1 = 0') : sql`(${join(kinds.map(kindTest), ' or ')})`)
  if (!isEverything(visible)) {
    const seen = idsIn(await select(sets, visible))
    // A ref without an entity hides nothing: it stands in the file of the entity that names it.
    tests.push(sql`(+r.target_id in (select s.v from ${list(db, seen)} as s)
      or not exists (select 1 from catalog_entities h where h.id = r.target_id))`)
  }
  return join(tests, ' and ')
}

function typeTest(db: Scope['db'], types: readonly number[] | null): Sql {
  if (types === null) return raw('1 = 1')
  return types.length === 0 ? raw('1 = 0') : sql`r.type_id in (select t.v from ${list(db, types)} as t)`
}

function kindTest(kind: string): Sql {
  return like('f.ref', `${kind}:`, 'start')
}
