import type { RemovalPlan } from '../../api.ts'
import { idsIn } from './id-set.ts'
import type { Scope } from './scope.ts'
import { all, list, raw, type Sql, sql } from './sql-text.ts'

const mostOthers = 200

interface Row {
  ref: string
  uid: string
  sourceId: string | null
  kind: 'config' | 'registered' | 'provider' | null
  orphanedAt: number | null
}

/** What taking entities out of the catalog comes to; nothing is told of what the caller may not see. */
export async function planRemoval(
  scope: Scope,
  refs: readonly string[],
  maySeeLocations: boolean,
): Promise<RemovalPlan> {
  const visible = onlySeen(scope)
  const rows = await readRows(scope, refs, visible)
  const isLoose = (row: Row) => row.kind === null || row.orphanedAt !== null
  const loose = rows.filter(isLoose)
  const registered = rows.filter((row) => !isLoose(row) && row.kind === 'registered' && maySeeLocations)
  const sourceIds = [...new Set(registered.map((row) => row.sourceId as string))]
  const registrations = await readRegistrations(scope, sourceIds, visible)
  const total = registrations.reduce((sum, { entities }) => sum + entities, 0)
  return {
    registrations,
    others: await readOthers(scope, { sourceIds, refs, visible }),
    othersTotal: total - registered.length,
    loose: loose.map(({ ref, uid }) => ({ entityRef: ref, uid })),
    kept: rows.length - loose.length - registered.length,
  }
}

async function readRows({ db }: Scope, refs: readonly string[], visible: Sql): Promise<Row[]> {
  if (refs.length === 0) return []
  return all<Row>(
    db,
    sql`select e.ref, e.uid, e.orphaned_at as "orphanedAt", s.id as "sourceId", s.kind
      from (select distinct v from ${list(db, refs)} as x) as w
      cross join catalog_entities e left join catalog_sources s on s.id = e.source_id
      where e.ref = w.v and ${visible} order by e.ref`,
  )
}

async function readRegistrations(
  { db }: Scope,
  sourceIds: readonly string[],
  visible: Sql,
): Promise<RemovalPlan['registrations']> {
  if (sourceIds.length === 0) return []
  const rows = await all<{ id: string; type: string; target: string; entityRef: string; entities: number }>(
    db,
    sql`select s.id, s.type, s.target, r.ref as "entityRef",
        (select count(*) from catalog_entities e where e.source_id = s.id and ${visible}) as entities
      from ${list(db, sourceIds)} as w cross join catalog_sources s cross join catalog_refs r
      where s.id = w.v and r.id = s.location_id order by s.target`,
  )
  return rows.map(({ entities, ...location }) => ({ location, entities: Number(entities) }))
}

async function readOthers(
  { db }: Scope,
  { sourceIds, refs, visible }: { sourceIds: readonly string[]; refs: readonly string[]; visible: Sql },
): Promise<string[]> {
  if (sourceIds.length === 0) return []
  const rows = await all<{ ref: string }>(
    db,
    sql`select e.ref from ${list(db, sourceIds)} as w cross join catalog_entities e
      where e.source_id = w.v and ${visible} and e.ref not in (select v from ${list(db, refs)} as x)
      order by e.ref limit ${mostOthers}`,
  )
  return rows.map((row) => row.ref)
}

/** A test of an entity `e`. */
function onlySeen({ db, seen }: Scope): Sql {
  if (seen === null) return raw('1 = 1')
  const ids = idsIn(seen)
  return ids.length === 0 ? raw('1 = 0') : sql`e.id in (select v from ${list(db, ids)} as y)`
}
