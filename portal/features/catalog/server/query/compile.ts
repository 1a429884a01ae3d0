import type { Database } from '@callboard/sdk'
import { type Bound, keyPostings, type Leaf, relationRows } from './bind.ts'
import { among, join, list, raw, type Sql, sql } from './sql-text.ts'

/**
 * Where a test stands: `entities` when the row of `catalog_entities` is at hand as `e`, so that its
 * indexed columns serve; `postings` when only the id is known, and the compact posting lists serve.
 */
export type Place = { id: string; in: 'entities' | 'postings' }

/** The condition as a boolean SQL expression about the entity at `place`. */
export function test(db: Database, bound: Bound, place: Place): Sql {
  if (bound.is === 'all') {
    return bound.of.length === 0
      ? raw('1 = 1')
      : group(
          bound.of.map((part) => test(db, part, place)),
          ' and ',
        )
  }
  if (bound.is === 'any') {
    return bound.of.length === 0
      ? raw('1 = 0')
      : group(
          bound.of.map((part) => test(db, part, place)),
          ' or ',
        )
  }
  if (bound.is === 'not') return sql`not ${test(db, bound.of, place)}`
  return testLeaf(db, bound, place)
}

function testLeaf(db: Database, leaf: Leaf, place: Place): Sql {
  const id = raw(place.id)
  if (leaf.is === 'column') {
    if (place.in === 'entities') return among(db, `e.${leaf.column}`, leaf.values)
    if (leaf.column === 'kind' || leaf.column === 'type') return testTerms(db, leaf.termIds, place.id)
    return sql`exists (select 1 from catalog_entities x where x.id = ${id} and ${among(db, `x.${leaf.column}`, leaf.values)})`
  }
  if (leaf.is === 'column-like') {
    return sql`exists (select 1 from catalog_entities x where x.id = ${id} and ${leaf.test})`
  }
  if (leaf.is === 'ids') return leaf.ids.length === 0 ? raw('1 = 0') : among(db, place.id, leaf.ids)
  if (leaf.is === 'terms') return testTerms(db, leaf.ids, place.id)
  if (leaf.is === 'key') return sql`${id} in (select p.entity_id ${keyPostings(leaf.key, leaf.prefix)})`
  const joined = leaf.ref ? raw(' cross join catalog_refs f') : raw('')
  const tests = [sql`r.source_id = ${id}`]
  if (leaf.typeIds) tests.push(among(db, 'r.type_id', leaf.typeIds))
  if (leaf.targetIds) tests.push(among(db, 'r.target_id', leaf.targetIds))
  if (leaf.ref) tests.push(sql`f.id = r.target_id and ${leaf.ref}`)
  return sql`exists (select 1 from catalog_relations r${joined} where ${join(tests, ' and ')})`
}

function testTerms(db: Database, termIds: readonly number[], id: string): Sql {
  if (termIds.length === 0) return raw('1 = 0')
  // Few terms: one look into each posting list. Many: gather their entities once.
  if (termIds.length <= 8) {
    return sql`exists (select 1 from catalog_postings p where ${among(db, 'p.term_id', termIds)} and p.entity_id = ${raw(id)})`
  }
  return sql`${raw(id)} in (select p.entity_id from catalog_postings p where ${among(db, 'p.term_id', termIds)})`
}

/** A set of entity ids that holds every match (and maybe more), as a select of the column `id`. */
export interface Start {
  ids: Sql
  count: number
  /** The leaf it stands for, when it is exactly one; its own test can then be left out. */
  leaf: Leaf | null
  /** False when some ids may be refs without an entity. */
  entitiesOnly: boolean
}

/** The smallest set to start from, or null when every one is larger than `most`. */
export function startOf(db: Database, bound: Bound, most: number): Start | null {
  if (bound.is === 'not') return null
  if (bound.is === 'all') {
    const starts = bound.of.map((part) => startOf(db, part, most)).filter((start) => start !== null)
    return starts.reduce<Start | null>((best, s) => (best === null || s.count < best.count ? s : best), null)
  }
  if (bound.is === 'any') {
    const starts = bound.of.map((part) => startOf(db, part, most))
    if (starts.some((start) => start === null)) return null
    const known = starts.filter((start) => start !== null)
    const count = known.reduce((sum, start) => sum + start.count, 0)
    if (count > most) return null
    if (known.length === 0)
      return { ids: raw('select 0 as id where 1 = 0'), count: 0, leaf: null, entitiesOnly: true }
    const ids = join(
      known.map((start) => start.ids),
      ' union ',
    )
    return { ids, count, leaf: null, entitiesOnly: known.every((start) => start.entitiesOnly) }
  }
  if (bound.count > most) return null
  const ids = idsOf(db, bound)
  return ids && { ids, count: bound.count, leaf: bound, entitiesOnly: bound.is !== 'relations' }
}

function idsOf(db: Database, leaf: Leaf): Sql | null {
  if (leaf.is === 'column') {
    if (leaf.column === 'kind' || leaf.column === 'type') return termEntities(db, leaf.termIds)
    return sql`select id from catalog_entities where ${among(db, leaf.column, leaf.values)}`
  }
  if (leaf.is === 'column-like') return null
  if (leaf.is === 'ids') {
    return leaf.ids.length === 0
      ? raw('select 0 as id where 1 = 0')
      : sql`select w.v as id from ${list(db, leaf.ids)} as w`
  }
  if (leaf.is === 'terms') return termEntities(db, leaf.ids)
  if (leaf.is === 'key') return sql`select distinct p.entity_id as id ${keyPostings(leaf.key, leaf.prefix)}`
  return leaf.targetIds ? sql`select distinct r.source_id as id ${relationRows(db, leaf)}` : null
}

function termEntities(db: Database, termIds: readonly number[]): Sql {
  if (termIds.length === 0) return raw('select 0 as id where 1 = 0')
  const distinct = termIds.length === 1 ? raw('') : raw('distinct ')
  return sql`select ${distinct}entity_id as id from catalog_postings where ${among(db, 'term_id', termIds)}`
}

/** The condition without the leaf that a start already stands for. */
export function without(bound: Bound, leaf: Leaf | null): Bound {
  if (!leaf) return bound
  if (bound === leaf) return { is: 'all', of: [] }
  if (bound.is !== 'all') return bound
  return { is: 'all', of: bound.of.filter((part) => part !== leaf) }
}

function group(parts: readonly Sql[], separator: string): Sql {
  return sql`(${join(parts, separator)})`
}
