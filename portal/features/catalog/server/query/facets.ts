import { setImmediate } from 'node:timers/promises'
import { PortalError } from '@callboard/sdk'
import type { EntityView } from '@callboard/sdk/model'
import { flatten } from '../ingest/flatten.ts'
import type { Condition } from './condition.ts'
import { isDeclaredInSight } from './entity-relations.ts'
import { eachId, eachPair, has, type IdSet, idsIn, sizeOf, sizeOfBoth } from './id-set.ts'
import { sourcesAndOrigins } from './id-sets.ts'
import { pastEntities } from './past.ts'
import { inScope, type Scope } from './scope.ts'
import { relationTypes, select } from './select.ts'
import { all, among, list, sql } from './sql-text.ts'

export interface FacetValue {
  value: string
  count: number
}

const mostFacets = 100

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
  const condition = inScope(scope, asked)
  const keys = [...new Set(facets)]
  if (keys.length > mostFacets)
    throw new PortalError('input', `Too many facets, at most ${mostFacets} at once`)
  if (scope.at !== null) return pastFacets(scope, keys, condition)
  const set = await select(scope.sets, condition)
  const result: Record<string, FacetValue[]> = {}
  for (const key of keys) {
    define(result, key, sorted(await facetOf(scope, key.toLowerCase(), set)))
  }
  return result
}

async function facetOf(scope: Scope, key: string, set: IdSet): Promise<FacetValue[]> {
  if (sizeOf(set) === 0) return []
  if (key.startsWith('relations.')) return relationFacet(scope, key.slice('relations.'.length), set)
  if (key === 'metadata.name' || key === 'metadata.uid') return bodyFacet(scope, key, set)
  return termFacet(scope, key, set)
}

const fewValues = 64
const valuesAtOnce = 1000

interface Group {
  id: number
  value: string
  ids: string
}

/** The values of a key with the entities that have each; few of them are kept as sets. */
async function termFacet({ sets }: Scope, key: string, set: IdSet): Promise<FacetValue[]> {
  const { db } = sets
  const counts = new Map<string, number>()
  const terms = await all<{ id: number; value: string }>(
    db,
    sql`select id, original as value from catalog_terms where key = ${key} and is_null = 0 limit ${fewValues + 1}`,
  )
  if (terms.length <= fewValues) {
    for (const { id, value } of terms) {
      const rows = sql`from catalog_postings where term_id = ${Number(id)}`
      count(counts, value, sizeOfBoth(set, await sets.read(`term ${id}`, 'entity_id', rows)))
    }
    return valuesOf(counts)
  }
  let after = 0
  for (;;) {
    const groups = await all<Group>(
      db,
      sql`select t.id, t.value, string_agg(cast(p.entity_id as text), ',') as ids
        from (select id, original as value from catalog_terms where key = ${key} and is_null = 0 and id > ${after}
          order by id limit ${valuesAtOnce}) as t
        cross join catalog_postings p where p.term_id = t.id group by t.id, t.value order by t.id`,
    )
    for (const { value, ids } of groups) {
      let hits = 0
      eachId(ids, (id) => {
        if (has(set, id)) hits += 1
      })
      count(counts, value, hits)
    }
    const next = await db.get<{ id: number | null }>(
      `select max(id) as id from (select id from catalog_terms where key = ? and is_null = 0 and id > ?
       order by id limit ${valuesAtOnce}) as t`,
      [key, after],
    )
    if (next?.id == null) return valuesOf(counts)
    after = Number(next.id)
    await setImmediate()
  }
}

/** Targets in order of id, a step at a time: a relation type has as many of them as there are entities. */
async function relationFacet({ sets, seen }: Scope, type: string, set: IdSet): Promise<FacetValue[]> {
  const { db } = sets
  const typeIds = await relationTypes(sets, [type])
  if (typeIds.length === 0) return []
  const counts = new Map<string, number>()
  let after = 0
  for (;;) {
    const groups = await all<Group>(
      db,
      sql`select g.id, f.ref as value, g.ids from (
          select r.target_id as id, ${sourcesAndOrigins} as ids from catalog_relations r
          where r.target_id > ${after} and ${among(db, 'r.type_id', typeIds)}
          group by r.target_id order by r.target_id limit ${valuesAtOnce}
        ) as g cross join catalog_refs f where f.id = g.id order by g.id`,
    )
    for (const { value, ids } of groups) count(counts, value, distinctHits(ids, set, seen))
    const last = groups.at(-1)
    if (!last || groups.length < valuesAtOnce) return valuesOf(counts)
    after = Number(last.id)
    await setImmediate()
  }
}

/** The same relation may come from both of its ends. */
function distinctHits(ids: string, set: IdSet, seen: IdSet | null): number {
  const hits = new Set<number>()
  eachPair(ids, (id, origin) => {
    if (has(set, id) && isDeclaredInSight(id, origin, seen)) hits.add(id)
  })
  return hits.size
}

/** Names and uids are no terms: they are taken from the entities themselves. */
async function bodyFacet({ db }: Scope, key: string, set: IdSet): Promise<FacetValue[]> {
  const counts = new Map<string, number>()
  const ids = idsIn(set)
  const atOnce = 500
  for (let from = 0; from < ids.length; from += atOnce) {
    const bodies = await all<{ body: string }>(
      db,
      sql`select e.body from ${list(db, ids.slice(from, from + atOnce))} as w
        cross join catalog_entities e where e.id = w.v`,
    )
    for (const { body } of bodies) countValues(counts, JSON.parse(body) as EntityView, key)
    await setImmediate()
  }
  return valuesOf(counts)
}

async function pastFacets(
  scope: Scope,
  keys: readonly string[],
  condition: Condition,
): Promise<Record<string, FacetValue[]>> {
  const counts = new Map(keys.map((key) => [key, new Map<string, number>()]))
  for await (const entity of pastEntities(scope, scope.at ?? 0, condition)) {
    const view = JSON.parse(entity.text) as EntityView
    for (const [key, values] of counts) countValues(values, view, key.toLowerCase())
  }
  const result: Record<string, FacetValue[]> = {}
  for (const [key, values] of counts) define(result, key, sorted(valuesOf(values)))
  return result
}

function countValues(counts: Map<string, number>, entity: EntityView, key: string): void {
  const values = flatten(entity).filter((flat) => flat.key === key && !flat.isNull)
  for (const value of new Set(values.map((flat) => flat.original))) count(counts, value, 1)
}

function count(counts: Map<string, number>, value: string, by: number): void {
  if (by > 0) counts.set(value, (counts.get(value) ?? 0) + by)
}

function valuesOf(counts: Map<string, number>): FacetValue[] {
  return [...counts].map(([value, count]) => ({ value, count }))
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
