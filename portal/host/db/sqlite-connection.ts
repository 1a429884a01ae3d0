/**
 * One node:sqlite connection: statements are prepared once and kept, rows are plain objects, and Kysely's own
 * SQLite dialect runs on it. Rows are read as arrays and named here, which is faster than node's objects
 * (200 against 300 µs for 20,000 rows) and gives them the ordinary prototype.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { toDatabaseError } from './faults.ts'

const keptStatements = 300

export interface SqliteConnection {
  // biome-ignore lint/suspicious/noExplicitAny: features type their own tables
  kysely: Kysely<any>
  all(text: string, params: readonly unknown[]): unknown[]
}

interface Prepared extends SqliteStatement {
  /** Oldest first out; touched on use. */
  statement: StatementSync
}

export function sqliteConnection(db: DatabaseSync): SqliteConnection {
  const kept = new Map<string, Prepared>()
  const prepare = (text: string): Prepared => {
    const known = kept.get(text)
    if (known) {
      kept.delete(text)
      kept.set(text, known)
      return known
    }
    const made = guarded(() => prepared(db, text))
    kept.set(text, made)
    if (kept.size > keptStatements) kept.delete(kept.keys().next().value as string)
    return made
  }
  const database: SqliteDatabase = {
    close: () => {},
    prepare(text) {
      // Taking the write lock at once: a transaction that reads first could never get it later.
      if (text === 'begin') return prepare('begin immediate')
      // SQLite has already rolled back by itself, e.g. when the disk is full.
      if (text === 'rollback' && !db.isTransaction) return nothing
      return prepare(text)
    },
  }
  return {
    kysely: new Kysely({ dialect: new SqliteDialect({ database }) }),
    all: (text, params) => prepare(text).all(params),
  }
}

const nothing: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [][Symbol.iterator](),
}

function prepared(db: DatabaseSync, text: string): Prepared {
  const statement = db.prepare(text)
  statement.setReturnArrays(true)
  let names = statement.columns().map((column) => column.name)
  const named = (values: unknown[]) => {
    // The schema changed since: `select *` has other columns now.
    if (values.length !== names.length) names = statement.columns().map((column) => column.name)
    const row: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) row[names[i]!] = values[i]
    return row
  }
  return {
    statement,
    reader: names.length > 0,
    all: (params) => guarded(() => (statement.all(...bound(params)) as unknown as unknown[][]).map(named)),
    run: (params) => guarded(() => statement.run(...bound(params))),
    *iterate(params) {
      // A statement of its own: the kept one may be used while the caller is still iterating.
      const own = db.prepare(text)
      own.setReturnArrays(true)
      for (const values of own.iterate(...bound(params))) yield named(values as unknown as unknown[])
    },
  }
}

function bound(params: readonly unknown[]): SQLInputValue[] {
  for (const param of params) {
    if (typeof param === 'boolean' || param === undefined) return params.map(bindable)
  }
  return params as SQLInputValue[]
}

function bindable(param: unknown): SQLInputValue {
  if (typeof param === 'boolean') return param ? 1 : 0
  return (param ?? null) as SQLInputValue
}

function guarded<T>(fn: () => T): T {
  try {
    return fn()
  } catch (thrown) {
    throw toDatabaseError(thrown)
  }
}
