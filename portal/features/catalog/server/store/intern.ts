import { sql } from 'kysely'
import type { Known } from './memory.ts'
import { idRows, type WriteContext, write } from './write-context.ts'

/** Ids of refs; unknown refs get a row. Answers every ref met in this transaction. */
export async function internRefs(
  context: WriteContext,
  refs: Iterable<string>,
): Promise<Map<string, number>> {
  const { trx, dialect, refIds, memory } = context
  const unmet = [...refs].filter((ref) => !refIds.has(ref))
  const ids = await intern(memory.refs, unmet, {
    async find(missing) {
      const wanted = dialect.rows(missing.map(placed), wantedName)
      const { rows } = await sql<Found>`
        select r.place, t.id from ${wanted} as r join catalog_refs t on t.ref = r.name`.execute(trx)
      return rows
    },
    async lastId() {
      return lastId(await sql<{ id: number | null }>`select max(id) as id from catalog_refs`.execute(trx))
    },
    async insert(named) {
      await write(
        context,
        sql`
        insert into catalog_refs (id, ref)
        select r.id, r.name from ${dialect.rows(named, newName)} as r where true`,
      )
    },
  })
  for (const [ref, id] of ids) refIds.set(ref, id)
  return refIds
}

/** The names of refs known by id. */
export async function refNames({ trx, dialect }: WriteContext, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; ref: string }>`
    select t.id, t.ref from ${idRows(dialect, ids)} as r
    join catalog_refs t on t.id = r.id`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.ref]))
}

export function internRelationTypes(context: WriteContext, types: Iterable<string>) {
  const { trx, dialect, memory } = context
  return intern(memory.relationTypes, types, {
    async find(missing) {
      const wanted = dialect.rows(missing.map(placed), wantedName)
      const { rows } = await sql<Found>`
        select r.place, t.id from ${wanted} as r
        join catalog_relation_types t on t.type = r.name`.execute(trx)
      return rows
    },
    async lastId() {
      return lastId(
        await sql<{ id: number | null }>`select max(id) as id from catalog_relation_types`.execute(trx),
      )
    },
    async insert(named) {
      await write(
        context,
        sql`
        insert into catalog_relation_types (id, type)
        select r.id, r.name from ${dialect.rows(named, newName)} as r where true`,
      )
    },
  })
}

/** Ids of terms in the form of `termName`. */
export function internTerms(context: WriteContext, terms: Iterable<string>) {
  const { trx, dialect, memory } = context
  return intern(memory.terms, terms, {
    async find(missing) {
      const rows = missing.map((name, place) => [place, ...termRow(name)])
      const found = await sql<Found>`
        select r.place, t.id from ${dialect.rows(rows, wantedTerm)} as r join catalog_terms t
        on t.key = r.key and t.value = r.value and t.original = r.original
        and t.is_null = r.is_null`.execute(trx)
      return found.rows
    },
    async lastId() {
      return lastId(await sql<{ id: number | null }>`select max(id) as id from catalog_terms`.execute(trx))
    },
    async insert(named) {
      const rows = named.map(([id, name]) => [id, ...termRow(name)])
      await write(
        context,
        sql`
        insert into catalog_terms (id, key, value, original, is_null)
        select r.id, r.key, r.value, r.original, r.is_null
        from ${dialect.rows(rows, newTerm)} as r where true`,
      )
    },
  })
}

/** A term as one string, the key of maps: `0<key>\0<original>`, or `1<key>\0` when only existence counts. */
export function termName(key: string, original: string, isNull: boolean): string {
  return isNull ? `1${key}\0` : `0${key}\0${original}`
}

/** A term that is found by words in its text and by nothing else: `1<key>\0<text>`. */
export function textName(key: string, text: string): string {
  return `1${key}\0${text}`
}

function termRow(name: string): [key: string, value: string, original: string, isNull: number] {
  const end = name.indexOf('\0')
  const [key, original] = [name.slice(1, end), name.slice(end + 1)]
  return name.startsWith('1') ? [key, original, '', 1] : [key, original.toLowerCase(), original, 0]
}

const wantedName = { place: 'int', name: 'text' } as const
const newName = { id: 'int', name: 'text' } as const
const termColumns = { key: 'text', value: 'text', original: 'text', is_null: 'int' } as const
const wantedTerm = { place: 'int', ...termColumns } as const
const newTerm = { id: 'int', ...termColumns } as const

interface Found {
  /** Index in what was asked for. */
  place: number
  id: number
}

interface Table {
  find(names: string[]): Promise<Found[]>
  lastId(): Promise<number>
  insert(named: [id: number, name: string][]): Promise<void>
}

/** Ids are given out here, in one statement for many: `beginChange` lets only one writer in at a time. */
async function intern(known: Known, names: Iterable<string>, table: Table) {
  const ids = new Map<string, number>()
  const unknown = new Set<string>()
  for (const name of names) {
    const id = known.get(name)
    if (id === undefined) unknown.add(name)
    else ids.set(name, id)
  }
  if (unknown.size === 0) return ids
  const asked = [...unknown]
  for (const { place, id } of await table.find(asked)) {
    const name = asked[place]!
    ids.set(name, id)
    known.set(name, id)
    unknown.delete(name)
  }
  if (unknown.size === 0) return ids
  let next = await table.lastId()
  const added = [...unknown].map((name): [number, string] => [++next, name])
  await table.insert(added)
  for (const [id, name] of added) {
    ids.set(name, id)
    known.set(name, id)
  }
  return ids
}

function lastId({ rows }: { rows: { id: number | null }[] }): number {
  return rows[0]?.id ?? 0
}

function placed(name: string, place: number): [number, string] {
  return [place, name]
}
