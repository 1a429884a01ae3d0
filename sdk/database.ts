import type { Kysely, RawBuilder, Transaction } from 'kysely'

/** What a raw statement may be given. */
export type SqlValue = string | number | null

/**
 * What differs between the two databases, as capabilities. Nothing outside the host may ask for the name.
 */
export interface Dialect {
  /** Several processes may claim work at once: `for update skip locked` on Postgres, nothing on SQLite. */
  readonly skipLocked: RawBuilder<unknown>
  /** True when several processes may share this database. */
  readonly shared: boolean
  /** Column type for JSON text, for an integer primary key, and for 64-bit integers, for migrations. */
  readonly types: { identity: string; bigint: string; bytes: string }
  /** Clause that ends a `create table` whose primary key is its storage order (`without rowid` on SQLite). */
  readonly keyOrdered: string
  /**
   * A table expression with one row per array in `rows`, sent as ONE parameter: bulk inserts and lookups
   * with a constant SQL text. Columns are named and typed in order. On SQLite an `insert … select … from rows
   * on conflict` needs a `where true` before `on conflict`.
   *
   * @example
   * sql`insert into t (id, name) select id, name from ${dialect.rows([[1, 'a'], [2, 'b']], { id: 'int', name: 'text' })} as r`
   */
  rows(rows: readonly (readonly SqlValue[])[], columns: Record<string, 'int' | 'text'>): RawBuilder<unknown>
  /**
   * The same table expression for `Database.all`: SQL text with one `?`, to be given `rowsValue(rows)`.
   *
   * @example
   * const wanted = dialect.rowsText({ id: 'int' })
   * db.all(`select e.ref from ${wanted} as w join catalog_entities e on e.id = w.id`, [dialect.rowsValue([[1], [2]])])
   */
  rowsText(columns: Record<string, 'int' | 'text'>): string
  rowsValue(rows: readonly (readonly SqlValue[])[]): string
  /** `json_group_array` / `json_agg`: see host/db/dialect.ts for the fragments. */
  jsonArray(value: RawBuilder<unknown>): RawBuilder<string>
  jsonObject(entries: Record<string, RawBuilder<unknown>>): RawBuilder<unknown>
}

// biome-ignore lint/suspicious/noExplicitAny: each feature types its own tables with db.read.withTables<...>()
type AnyTables = any

/**
 * The portal's one database. Every feature prefixes its tables with its id and reads only its own.
 * On SQLite `read` is a connection of its own, so that reads never wait for a transaction.
 */
export interface Database {
  readonly dialect: Dialect
  readonly read: Kysely<AnyTables>
  readonly write: Kysely<AnyTables>
  /**
   * Runs a hand-written read on the read connection, without the query builder's cost (1 µs against 37 µs).
   * Placeholders are `?` on both databases. Keep the text constant: statements are prepared once and kept.
   *
   * @example
   * const rows = await db.all<{ body: string }>('select body from catalog_entities where ref = ?', [ref])
   */
  all<T>(text: string, params?: readonly SqlValue[]): Promise<T[]>
  /** The first row of `all`, or undefined. */
  get<T>(text: string, params?: readonly SqlValue[]): Promise<T | undefined>
  /**
   * Runs `fn` in one transaction. Deadlocks and serialisation failures are retried: `fn` must be able to run
   * again. Never await the network inside, and never use `write` inside (it waits for the same connection).
   */
  transaction<T>(fn: (trx: Transaction<AnyTables>) => Promise<T>): Promise<T>
}

/** One forward step of the schema. `id` orders all migrations of all features, e.g. `2026-11-21-catalog-01`. */
export interface Migration {
  id: string
  up(trx: Transaction<AnyTables>, dialect: Dialect): Promise<void>
}
