import { sql } from 'kysely'
import type { WriteContext } from './write-context.ts'

/**
 * Ids already known to this process. Rows of refs, terms and relation types are never deleted, and an id is
 * kept only when it was *read*: one inserted by a transaction that is rolled back never gets in here.
 */
export interface Memory {
  refs: Map<string, number>
  terms: Map<string, number>
  relationTypes: Map<string, number>
}

const memoryLimit = 20_000

export function createMemory(): Memory {
  return { refs: new Map(), terms: new Map(), relationTypes: new Map() }
}

/** Ids of refs; unknown refs get a row. Answers every ref met in this transaction so far. */
export async function internRefs(
  context: WriteContext,
  refs: Iterable<string>,
): Promise<Map<string, number>> {
  const { trx, dialect, refIds } = context
  const columns = { ref: 'text' } as const
  const unmet = [...refs].filter((ref) => !refIds.has(ref))
  const ids = await intern(context.memory.refs, unmet, {
    async find(missing) {
      const wanted = dialect.rows(missing.map(one), columns)
      const { rows } = await sql<{ id: number; name: string }>`
        select t.id, t.ref as name from ${wanted} as r join catalog_refs t on t.ref = r.ref`.execute(trx)
      return rows
    },
    async insert(missing) {
      const added = dialect.rows(missing.map(one), columns)
      const { rows } = await sql<{ id: number; name: string }>`
        insert into catalog_refs (ref) select r.ref from ${added} as r where true
        returning id, ref as name`.execute(trx)
      return rows
    },
  })
  for (const [ref, id] of ids) refIds.set(ref, id)
  return refIds
}

/** The names of refs known by id. */
export async function refNames({ trx, dialect }: WriteContext, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; ref: string }>`
    select t.id, t.ref from ${dialect.rows(
      ids.map((id) => [id]),
      { id: 'int' },
    )} as r
    join catalog_refs t on t.id = r.id`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.ref]))
}

export function internRelationTypes(context: WriteContext, types: Iterable<string>) {
  const { trx, dialect } = context
  const columns = { type: 'text' } as const
  return intern(context.memory.relationTypes, types, {
    async find(missing) {
      const wanted = dialect.rows(missing.map(one), columns)
      const { rows } = await sql<{ id: number; name: string }>`
        select t.id, t.type as name from ${wanted} as r
        join catalog_relation_types t on t.type = r.type`.execute(trx)
      return rows
    },
    async insert(missing) {
      const added = dialect.rows(missing.map(one), columns)
      const { rows } = await sql<{ id: number; name: string }>`
        insert into catalog_relation_types (type) select r.type from ${added} as r where true
        returning id, type as name`.execute(trx)
      return rows
    },
  })
}

/** Ids of terms in the form of `termName`. Call once per transaction: see `Memory`. */
export function internTerms(context: WriteContext, terms: Iterable<string>): Promise<Map<string, number>> {
  const { trx, dialect } = context
  return intern(context.memory.terms, terms, {
    async find(missing) {
      const wanted = dialect.rows(missing.map(termKey), { key: 'text', original: 'text', is_null: 'int' })
      const { rows } = await sql<{ id: number; key: string; original: string; is_null: number }>`
        select t.id, t.key, t.original, t.is_null from ${wanted} as r join catalog_terms t
        on t.key = r.key and t.original = r.original and t.is_null = r.is_null`.execute(trx)
      return rows.map((row) => ({ id: row.id, name: termName(row.key, row.original, row.is_null === 1) }))
    },
    async insert(missing) {
      const values = missing.map((name) => {
        const [key, original, isNull] = termKey(name)
        return [key, original.toLowerCase(), original, isNull]
      })
      const added = dialect.rows(values, { key: 'text', value: 'text', original: 'text', is_null: 'int' })
      const { rows } = await sql<{ id: number; key: string; original: string; is_null: number }>`
        insert into catalog_terms (key, value, original, is_null)
        select r.key, r.value, r.original, r.is_null from ${added} as r where true
        returning id, key, original, is_null`.execute(trx)
      return rows.map((row) => ({ id: row.id, name: termName(row.key, row.original, row.is_null === 1) }))
    },
  })
}

/** A term as one string, the key of maps: `0<key>\0<original>`, or `1<key>\0` when only existence counts. */
export function termName(key: string, original: string, isNull: boolean): string {
  return isNull ? `1${key}\0` : `0${key}\0${original}`
}

function termKey(name: string): [key: string, original: string, isNull: number] {
  const end = name.indexOf('\0')
  return [name.slice(1, end), name.slice(end + 1), name.startsWith('1') ? 1 : 0]
}

interface Table {
  find(names: string[]): Promise<{ id: number; name: string }[]>
  insert(names: string[]): Promise<{ id: number; name: string }[]>
}

async function intern(known: Map<string, number>, names: Iterable<string>, table: Table) {
  const ids = new Map<string, number>()
  const unknown = new Set<string>()
  for (const name of names) {
    const id = known.get(name)
    if (id === undefined) unknown.add(name)
    else ids.set(name, id)
  }
  if (unknown.size === 0) return ids
  if (known.size + unknown.size > memoryLimit) known.clear()
  for (const { id, name } of await table.find([...unknown])) {
    ids.set(name, id)
    known.set(name, id)
    unknown.delete(name)
  }
  if (unknown.size === 0) return ids
  for (const { id, name } of await table.insert([...unknown])) ids.set(name, id)
  return ids
}

const one = (value: string): [string] => [value]
