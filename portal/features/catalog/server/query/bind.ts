import type { Database } from '@callboard/sdk'
import type { Condition, RelationCondition } from './condition.ts'
import { all, among, like, list, raw, type Sql, sql } from './sql-text.ts'

/**
 * A condition whose keys, values and refs are replaced by the ids they have in the database, each leaf
 * with the number of entities it matches (exact up to `countCap`). With that, `compile.ts` decides where
 * to start, instead of hoping that the database guesses right.
 */
export type Bound = { is: 'all'; of: Bound[] } | { is: 'any'; of: Bound[] } | { is: 'not'; of: Bound } | Leaf

export type Leaf =
  | { is: 'column'; column: IndexedColumn; values: string[]; termIds: number[]; count: number }
  | { is: 'column-like'; column: 'name' | 'uid' | 'kind'; test: Sql; count: number }
  | { is: 'ids'; ids: number[]; count: number }
  | { is: 'terms'; ids: number[]; count: number }
  /** Every term of a key, or those that start with `prefix`: too many to list. */
  | { is: 'key'; key: string; prefix: string | null; count: number }
  | { is: 'relations'; typeIds: number[] | null; targetIds: number[] | null; ref: Sql | null; count: number }

export type IndexedColumn = 'kind' | 'name' | 'uid' | 'type'

/** Beyond this a count only says "many". */
export const countCap = 10_000

const columns: Record<string, 'kind' | 'name' | 'uid'> = {
  kind: 'kind',
  'metadata.name': 'name',
  'metadata.uid': 'uid',
}
const alwaysThere = new Set(['kind', 'apiversion', 'metadata.name', 'metadata.namespace', 'metadata.uid'])
const manyTerms = 32
const manyIds = 2000

export async function bind(db: Database, condition: Condition): Promise<Bound> {
  if (condition.is === 'all') {
    const typed = typeBesideKind(condition.of)
    const of = await Promise.all(
      condition.of.map((part) => (part === typed ? bindType(db, part) : bind(db, part))),
    )
    return { is: 'all', of }
  }
  if (condition.is === 'any') {
    return { is: 'any', of: await Promise.all(condition.of.map((part) => bind(db, part))) }
  }
  if (condition.is === 'not') return { is: 'not', of: await bind(db, condition.of) }
  if (condition.is === 'exists') return bindExists(db, condition.key)
  if (condition.is === 'in') return bindIn(db, condition.key, condition.values)
  if (condition.is === 'prefix') return bindPrefix(db, condition.key, condition.prefix)
  if (condition.is === 'text') return bindText(db, condition.keys, condition.term)
  return bindRelation(db, condition)
}

type InCondition = Extract<Condition, { is: 'in' }>

/** `spec.type` has an index of its own only together with one kind. */
function typeBesideKind(parts: readonly Condition[]): InCondition | null {
  const one = (key: string) =>
    parts.find(
      (part): part is InCondition => part.is === 'in' && part.key === key && part.values.length === 1,
    )
  return one('kind') ? (one('spec.type') ?? null) : null
}

async function bindType(db: Database, part: InCondition): Promise<Bound> {
  const value = part.values[0] ?? ''
  const terms = await bindIn(db, part.key, part.values)
  if (terms.is !== 'terms') return terms
  // A list in `spec.type` (of a custom kind) is more than the column holds; lists leave a term `<path>.<item>`.
  const inLists = await termsOf(db, `spec.type.${value}`, ['true'])
  if (inLists.length > 0) return terms
  return { is: 'column', column: 'type', values: [value], termIds: terms.ids, count: terms.count }
}

async function bindIn(db: Database, key: string, values: string[]): Promise<Bound> {
  if (values.length === 0) return { is: 'any', of: [] }
  const column = columns[key]
  const termIds = column === 'name' || column === 'uid' ? [] : await termsOf(db, key, values)
  if (!column) return { is: 'terms', ids: termIds, count: await countPostings(db, termIds) }
  const from = sql`select 1 as n from catalog_entities where ${among(db, column, values)}`
  return { is: 'column', column, values, termIds, count: await capped(db, from) }
}

async function bindExists(db: Database, key: string): Promise<Bound> {
  if (alwaysThere.has(key)) return { is: 'all', of: [] }
  const terms = await all<{ id: number }>(
    db,
    sql`select id from catalog_terms where key = ${key} limit ${manyTerms + 1}`,
  )
  if (terms.length <= manyTerms) {
    const ids = terms.map((term) => Number(term.id))
    return { is: 'terms', ids, count: await countPostings(db, ids) }
  }
  return bindKey(db, key, null)
}

async function bindPrefix(db: Database, key: string, prefix: string): Promise<Bound> {
  const column = columns[key]
  if (!column) return bindKey(db, key, prefix)
  return { is: 'column-like', column, test: like(column, prefix, 'start'), count: Number.POSITIVE_INFINITY }
}

async function bindKey(db: Database, key: string, prefix: string | null): Promise<Bound> {
  const from = sql`select 1 as n ${keyPostings(key, prefix)}`
  return { is: 'key', key, prefix, count: await capped(db, from) }
}

/** `from …` over the postings of all terms of a key; `p.entity_id` may repeat. */
export function keyPostings(key: string, prefix: string | null): Sql {
  const starts = prefix === null ? raw('') : sql` and t.is_null = 0 and ${like('t.value', prefix, 'start')}`
  return sql`from catalog_terms t cross join catalog_postings p where p.term_id = t.id and t.key = ${key}${starts}`
}

async function bindText(db: Database, keys: readonly string[], term: string): Promise<Bound> {
  const plain = keys.filter((key) => !columns[key] && !key.startsWith('relations.'))
  const parts: Bound[] = []
  if (plain.length > 0) {
    const found = await all<{ id: number }>(
      db,
      sql`select t.id from catalog_terms t
        where ${among(db, 't.key', plain)} and t.is_null = 0 and ${like('t.value', term, 'anywhere')}`,
    )
    const ids = found.map((row) => Number(row.id))
    parts.push({ is: 'terms', ids, count: await countPostings(db, ids) })
  }
  for (const key of keys) {
    const column = columns[key]
    if (column) parts.push(await bindColumnText(db, column, term))
    if (!key.startsWith('relations.')) continue
    const types = [key.slice('relations.'.length)]
    const test = like('f.ref', term, 'anywhere')
    const typeIds = await relationTypes(db, types)
    parts.push({ is: 'relations', typeIds, targetIds: null, ref: test, count: Number.POSITIVE_INFINITY })
  }
  return { is: 'any', of: parts }
}

async function bindColumnText(db: Database, column: 'name' | 'uid' | 'kind', term: string): Promise<Bound> {
  const test = like(column, term, 'anywhere')
  const found = await all<{ id: number }>(
    db,
    sql`select id from catalog_entities where ${test} limit ${manyIds + 1}`,
  )
  if (found.length > manyIds) return { is: 'column-like', column, test, count: Number.POSITIVE_INFINITY }
  return { is: 'ids', ids: found.map((row) => Number(row.id)), count: found.length }
}

async function bindRelation(db: Database, condition: RelationCondition): Promise<Bound> {
  const typeIds = condition.types && (await relationTypes(db, condition.types))
  if (typeIds?.length === 0) return { is: 'any', of: [] }
  if (!condition.targets) {
    const ref = condition.prefix === undefined ? null : like('f.ref', condition.prefix, 'start')
    return { is: 'relations', typeIds, targetIds: null, ref, count: Number.POSITIVE_INFINITY }
  }
  if (condition.targets.length === 0) return { is: 'any', of: [] }
  const found = await all<{ id: number }>(
    db,
    sql`select id from catalog_refs where ${among(db, 'ref', condition.targets)}`,
  )
  const targetIds = found.map((row) => Number(row.id))
  if (targetIds.length === 0) return { is: 'any', of: [] }
  const leaf: Leaf = { is: 'relations', typeIds, targetIds, ref: null, count: 0 }
  leaf.count = await capped(db, sql`select 1 as n ${relationRows(db, leaf)}`)
  return leaf
}

/** `from … where …` over the rows of a relation leaf; `r.source_id` may repeat. */
export function relationRows(db: Database, leaf: Extract<Leaf, { is: 'relations' }>): Sql {
  const refs = leaf.ref ? raw(' cross join catalog_refs f') : raw('')
  const tests: Sql[] = [raw('1 = 1')]
  if (leaf.targetIds) tests.push(among(db, 'r.target_id', leaf.targetIds))
  if (leaf.typeIds) tests.push(among(db, 'r.type_id', leaf.typeIds))
  if (leaf.ref) tests.push(sql`f.id = r.target_id and ${leaf.ref}`)
  const where = tests.map((test) => test.text).join(' and ')
  return sql`from catalog_relations r${refs} where ${{ text: where, params: tests.flatMap((t) => t.params) }}`
}

export async function relationTypes(db: Database, types: readonly string[]): Promise<number[]> {
  const rows = await db.all<{ id: number; type: string }>('select id, type from catalog_relation_types')
  const wanted = new Set(types)
  return rows.filter((row) => wanted.has(row.type.toLowerCase())).map((row) => Number(row.id))
}

async function termsOf(db: Database, key: string, values: readonly string[]): Promise<number[]> {
  const found = await all<{ id: number }>(
    db,
    sql`select t.id from ${list(db, values)} as w cross join catalog_terms t
      where t.key = ${key} and t.value = w.v and t.is_null = 0`,
  )
  return found.map((row) => Number(row.id))
}

async function countPostings(db: Database, termIds: readonly number[]): Promise<number> {
  if (termIds.length === 0) return 0
  return capped(db, sql`select 1 as n from catalog_postings where ${among(db, 'term_id', termIds)}`)
}

async function capped(db: Database, rows: Sql): Promise<number> {
  const [row] = await all<{ n: number }>(
    db,
    sql`select count(*) as n from (${rows} limit ${countCap + 1}) as counted`,
  )
  return Number(row?.n ?? 0)
}
