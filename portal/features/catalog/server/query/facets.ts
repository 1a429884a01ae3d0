import { setImmediate } from 'node:timers/promises'
import { type Database, PortalError } from '@callboard/sdk'
import type { EntityView } from '@callboard/sdk/model'
import { flatten } from '../ingest/flatten.ts'
import { type Bound, bind, relationTypes } from './bind.ts'
import { type Start, startOf, test, without } from './compile.ts'
import { allOf, type Condition } from './condition.ts'
import { pastEntities } from './past.ts'
import type { Scope } from './scope.ts'
import { all, among, list, raw, type Sql, sql } from './sql-text.ts'

export interface FacetValue {
  value: string
  count: number
}

/**
 * How many entities have each value of each facet, values in their original case and sorted.
 *
 * @throws `input` when no facet is asked.
 */
export async function readFacets(
  scope: Scope,
  facets: readonly string[],
  asked: Condition,
): Promise<Record<string, FacetValue[]>> {
  if (facets.length === 0) throw new PortalError('input', 'Missing or empty facets parameter')
  const condition = allOf([asked, scope.visible])
  const keys = [...new Set(facets)]
  if (scope.at !== null) return pastFacets(scope, keys, condition)
  const bound = await bind(scope.db, condition)
  const result: Record<string, FacetValue[]> = {}
  for (const key of keys) define(result, key, await facetOf(scope.db, key.toLowerCase(), bound))
  return result
}

// More probes than this cost more than reading all postings of the key.
const fewProbes = 50_000
const smallStart = 2000

async function facetOf(db: Database, key: string, bound: Bound): Promise<FacetValue[]> {
  if (key.startsWith('relations.')) return relationFacet(db, key.slice('relations.'.length), bound)
  if (key === 'metadata.name' || key === 'metadata.uid') return bodyFacet(db, key, bound)
  const start = startOf(db, bound, smallStart)
  if (start?.count === 0) return []
  const terms = await all<{ n: number }>(
    db,
    sql`select count(*) as n from (select 1 as one from catalog_terms where key = ${key} limit ${fewProbes}) as counted`,
  )
  const termCount = Number(terms[0]?.n ?? 0)
  if (termCount === 0) return []
  const rows = await all<FacetValue>(
    db,
    sql`select t.original as value, count(*) as count
      from ${tablesOf(start && termCount * start.count <= fewProbes ? start : null)}
      where t.key = ${key} and t.is_null = 0 and p.term_id = t.id and ${within(db, bound, start, termCount)}
      group by t.original`,
  )
  return sorted(rows)
}

function tablesOf(start: Start | null): Sql {
  const terms = raw('catalog_terms t cross join catalog_postings p')
  return start ? sql`(${start.ids}) as d cross join ${terms}` : terms
}

function within(db: Database, bound: Bound, start: Start | null, termCount: number): Sql {
  const place = { id: 'p.entity_id', in: 'postings' } as const
  if (!start) return test(db, bound, place)
  const rest = test(db, without(bound, start.leaf), place)
  if (termCount * start.count <= fewProbes) return sql`p.entity_id = d.id and ${rest}`
  return sql`p.entity_id in (${start.ids}) and ${rest}`
}

async function relationFacet(db: Database, type: string, bound: Bound): Promise<FacetValue[]> {
  const typeIds = await relationTypes(db, [type])
  if (typeIds.length === 0) return []
  const start = startOf(db, bound, smallStart)
  const place = { id: 'r.source_id', in: 'postings' } as const
  const tested = start
    ? sql`r.source_id in (${start.ids}) and ${test(db, without(bound, start.leaf), place)}`
    : test(db, bound, place)
  // A relation may stand on a ref that is no entity; it must not count.
  const rows = await all<FacetValue>(
    db,
    sql`select f.ref as value, g.n as count from (
        select r.target_id as id, count(distinct r.source_id) as n from catalog_relations r
        where ${among(db, 'r.type_id', typeIds)} and ${tested}
          and exists (select 1 from catalog_entities x where x.id = r.source_id)
        group by r.target_id
      ) as g cross join catalog_refs f where f.id = g.id`,
  )
  return sorted(rows)
}

/** Names and uids are no terms: they are taken from the entities themselves. */
async function bodyFacet(db: Database, key: string, bound: Bound): Promise<FacetValue[]> {
  const tested = test(db, bound, { id: 'e.id', in: 'entities' })
  const rows = await all<{ id: number }>(db, sql`select e.id from catalog_entities e where ${tested}`)
  const counts = new Map<string, number>()
  const atOnce = 500
  for (let from = 0; from < rows.length; from += atOnce) {
    const ids = rows.slice(from, from + atOnce).map((row) => Number(row.id))
    const bodies = await all<{ body: string }>(
      db,
      sql`select e.body from ${list(db, ids)} as w cross join catalog_entities e where e.id = w.v`,
    )
    for (const { body } of bodies) countValues(counts, JSON.parse(body) as EntityView, key)
    await setImmediate()
  }
  return sorted([...counts].map(([value, count]) => ({ value, count })))
}

async function pastFacets(
  scope: Scope,
  keys: readonly string[],
  condition: Condition,
): Promise<Record<string, FacetValue[]>> {
  const counts = new Map(keys.map((key) => [key, new Map<string, number>()]))
  for await (const entity of pastEntities(scope.db, scope.at ?? 0, condition)) {
    const view = JSON.parse(entity.text) as EntityView
    for (const [key, values] of counts) countValues(values, view, key.toLowerCase())
  }
  const result: Record<string, FacetValue[]> = {}
  for (const [key, values] of counts) {
    define(result, key, sorted([...values].map(([value, count]) => ({ value, count }))))
  }
  return result
}

function countValues(counts: Map<string, number>, entity: EntityView, key: string): void {
  const values = flatten(entity).filter((flat) => flat.key === key && !flat.isNull)
  for (const value of new Set(values.map((flat) => flat.original)))
    counts.set(value, (counts.get(value) ?? 0) + 1)
}

function sorted(rows: readonly FacetValue[]): FacetValue[] {
  return rows
    .map(({ value, count }) => ({ value, count: Number(count) }))
    .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
}

// The caller names the keys: `__proto__` must become a plain one.
function define<T>(target: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}
