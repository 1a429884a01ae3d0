import type { Dialect } from '@callboard/sdk'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { createMemory, type Memory } from './memory.ts'
import type { CatalogTables } from './tables.ts'

/** Everything a write of the catalog needs. Made anew for each transaction, also when one is retried. */
export interface WriteContext {
  trx: Transaction<CatalogTables>
  dialect: Dialect
  memory: Memory
  /** Ids of refs met in this transaction; they may still be rolled back, so they stay out of `memory`. */
  refIds: Map<string, number>
  /** Set once the transaction has its turn; see `beginChange`. */
  revision: number | null
  /** How many rows were inserted, updated or deleted. */
  written: { rows: number }
  /** Where the files written in this transaction came from, for the history. */
  origins: Map<number, { etag: string | null; revision: string | null }>
  /** Milliseconds since 1970, the same for all rows of the transaction. */
  now: number
  /** Who caused the change, for the history: `catalog`, a user ref, `external:<subject>`. */
  actor: string
  /** What becomes of an entity that no file declares any more. */
  orphans: 'delete' | 'keep'
}

const idColumn = { id: 'int' } as const

/** A table `r (id)` of ids, as one parameter. */
export function idRows(dialect: Dialect, ids: number[]): RawBuilder<unknown> {
  return dialect.rows(
    ids.map((id) => [id]),
    idColumn,
  )
}

/** Runs a statement that writes, and counts its rows. */
export async function write<T>(context: WriteContext, statement: RawBuilder<T>): Promise<T[]> {
  const { rows, numAffectedRows } = await statement.execute(context.trx)
  context.written.rows += Number(numAffectedRows ?? rows.length)
  return rows
}

/** A context for one transaction. `actor` is `catalog` and orphans go unless told. */
export function writeContext(
  given: Pick<WriteContext, 'trx' | 'dialect' | 'now'> & Partial<WriteContext>,
): WriteContext {
  const { memory = createMemory(), actor = 'catalog', orphans = 'delete' } = given
  return {
    ...given,
    memory,
    actor,
    orphans,
    refIds: new Map(),
    origins: new Map(),
    revision: null,
    written: { rows: 0 },
  }
}

/**
 * Begins a change of the catalog: the row lock makes writers of several processes take turns, so that every
 * decision about who owns a ref sees all earlier ones. Nothing may be written before it.
 */
export async function beginChange(context: WriteContext): Promise<number> {
  if (context.revision !== null) return context.revision
  const rows = await write(
    context,
    sql<{ value: number }>`
      update catalog_meta set value = value + 1 where key = 'revision' returning value`,
  )
  context.revision = Number(rows[0]?.value ?? 0)
  return context.revision
}
