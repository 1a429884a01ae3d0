import { type Condition, isEverything, type RelationCondition } from './condition.ts'
import { add, type IdSet, intersect, subtract, unite } from './id-set.ts'
import type { IdSets } from './id-sets.ts'
import { among, join, like, list, raw, type Sql, sql } from './sql-text.ts'

/** Fields that stand in columns, not in terms. */
const columns: Record<string, 'name' | 'uid'> = { 'metadata.name': 'name', 'metadata.uid': 'uid' }
const alwaysThere = new Set(['kind', 'apiversion', 'metadata.name', 'metadata.namespace', 'metadata.uid'])

/** The entities a condition selects, as a set. Gives the same answer as `matches`. */
export function select(sets: IdSets, condition: Condition): Promise<IdSet> {
  if (isEverything(condition)) return sets.everything()
  return sets.keep(JSON.stringify(condition), () => combine(sets, condition))
}

async function combine(sets: IdSets, condition: Condition): Promise<IdSet> {
  if (condition.is === 'all') {
    const parts = await Promise.all(condition.of.map((part) => select(sets, part)))
    return parts.reduce(intersect)
  }
  if (condition.is === 'any') {
    const parts = await Promise.all(condition.of.map((part) => select(sets, part)))
    return parts.reduce(unite, await sets.emptySet())
  }
  if (condition.is === 'not') return subtract(await sets.everything(), await select(sets, condition.of))
  if (condition.is === 'text') {
    const parts = await Promise.all(condition.keys.map((key) => selectText(sets, key, condition)))
    return parts.reduce(unite, await sets.emptySet())
  }
  if (condition.is === 'relation') return selectRelated(sets, condition, null)
  if (condition.is === 'exists') {
    return alwaysThere.has(condition.key) ? sets.everything() : selectTerms(sets, condition.key, raw('1 = 1'))
  }
  const { key } = condition
  const column = columns[key]
  const value = column ?? 't.value'
  const test =
    condition.is === 'prefix'
      ? like(value, condition.prefix, 'start')
      : valueTest(sets, value, condition.values)
  return column ? selectColumn(sets, test) : selectTerms(sets, key, sql`t.is_null = 0 and ${test}`)
}

function valueTest(sets: IdSets, column: string, values: readonly string[]): Sql {
  return values.length === 0 ? raw('1 = 0') : among(sets.db, column, values)
}

function selectTerms(sets: IdSets, key: string, test: Sql): Promise<IdSet> {
  const rows = sql`from catalog_terms t cross join catalog_postings p
    where t.key = ${key} and p.term_id = t.id and ${test}`
  return sets.read(`terms ${key} ${test.text} ${JSON.stringify(test.params)}`, 'p.entity_id', rows)
}

function selectColumn(sets: IdSets, test: Sql): Promise<IdSet> {
  const key = `entities ${test.text} ${JSON.stringify(test.params)}`
  return sets.read(key, 'id', sql`from catalog_entities where ${test}`)
}

async function selectText(
  sets: IdSets,
  key: string,
  { term, by }: Extract<Condition, { is: 'text' }>,
): Promise<IdSet> {
  if (key === 'metadata.uid') return selectColumn(sets, like('uid', term, 'anywhere'))
  if (key === 'metadata.name') return selectNames(sets, term)
  if (key.startsWith('relations.')) {
    const types = [key.slice('relations.'.length)]
    const related = { is: 'relation', types, targets: null, ...(by && { by }) } as const
    return selectRelated(sets, related, like('f.ref', term, 'anywhere'))
  }
  const termIds = await sets.termsWith(key, term)
  if (termIds.length === 0) return sets.emptySet()
  const rows = sql`from ${list(sets.db, termIds)} as w cross join catalog_postings p where p.term_id = w.v`
  return sets.read(`text ${key} ${term}`, 'p.entity_id', rows)
}

async function selectNames(sets: IdSets, term: string): Promise<IdSet> {
  const named = await sets.emptySet()
  for (const id of await sets.namesWith(term)) add(named, id)
  // A ref that something points to need not be an entity.
  return intersect(named, await sets.everything())
}

async function selectRelated(sets: IdSets, condition: RelationCondition, text: Sql | null): Promise<IdSet> {
  const { db } = sets
  const tests = [raw('f.id = r.target_id')]
  if (condition.types) {
    const typeIds = await relationTypes(sets, condition.types)
    if (typeIds.length === 0) return sets.emptySet()
    tests.push(among(db, 'r.type_id', typeIds))
  }
  if (condition.targets) tests.push(sql`f.ref in (select w.v from ${list(db, condition.targets)} as w)`)
  if (condition.prefix !== undefined) tests.push(like('f.ref', condition.prefix, 'start'))
  if (text) tests.push(text)
  const where = join(tests, ' and ')
  const key = `relations ${where.text} ${JSON.stringify(where.params)}`
  const rows = sql`from catalog_refs f cross join catalog_relations r where ${where}`
  const sources = condition.by
    ? await sets.readDeclared(
        `${key} by ${JSON.stringify(condition.by)}`,
        rows,
        await select(sets, condition.by),
      )
    : await sets.read(key, 'r.source_id', rows)
  // Relations may stand on refs that are no entities.
  return intersect(sources, await sets.everything())
}

/** Ids of relation types, whose names are given in lower case. */
export async function relationTypes(sets: IdSets, types: readonly string[]): Promise<number[]> {
  const rows = await sets.db.all<{ id: number; type: string }>('select id, type from catalog_relation_types')
  const wanted = new Set(types)
  return rows.filter((row) => wanted.has(row.type.toLowerCase())).map((row) => Number(row.id))
}
