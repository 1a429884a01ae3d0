/**
 * Forward steps of the schema. Safe when several processes start together: each step is one transaction that
 * takes a lock first and looks again whether somebody else has done it.
 */
import { type Log, type Migration, PortalError, reasonOf } from '@callboard/sdk'
import type { OpenDatabase } from './open.ts'

const table = 'portal_migrations'

/**
 * Brings the schema up to date; does nothing, and logs nothing, when it is.
 *
 * @throws `conflict` when a newer version of the program has changed the schema, `forbidden` when the database
 * user lacks a right.
 */
export async function migrate(db: OpenDatabase, migrations: readonly Migration[], log: Log): Promise<void> {
  const ordered = [...migrations].sort((a, b) => (a.id < b.id ? -1 : 1))
  refuseDoubles(ordered)
  const applied = await appliedIds(db)
  refuseNewer(applied, ordered, log)
  const missing = ordered.filter((m) => !applied.has(m.id))
  if (missing.length === 0) return
  log.info('Performing database migration', { steps: missing.length, database: db.describe })
  try {
    await createTable(db)
    for (const migration of missing) await apply(db, migration)
  } catch (thrown) {
    const sentence = await db.dialect.missingRight(db.read, thrown)
    if (sentence) throw new PortalError('forbidden', sentence, {}, thrown)
    throw thrown
  }
}

async function createTable(db: OpenDatabase): Promise<void> {
  if (await db.dialect.tableExists(db.write, table)) return
  await db.transaction(async (trx) => {
    await db.dialect.lock(trx, 'migrate')
    await db.dialect.withByteOrder(trx, () =>
      trx.schema
        .createTable(table)
        .ifNotExists()
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('applied_at', 'bigint', (c) => c.notNull())
        .execute(),
    )
  })
}

async function apply(db: OpenDatabase, migration: Migration): Promise<void> {
  await db.transaction(async (trx) => {
    await db.dialect.lock(trx, 'migrate')
    const done = await trx.selectFrom(table).where('id', '=', migration.id).select('id').executeTakeFirst()
    if (done) return
    try {
      await db.dialect.withByteOrder(trx, () => migration.up(trx, db.dialect))
    } catch (thrown) {
      if (thrown instanceof Error) thrown.message = `migration ${migration.id}: ${reasonOf(thrown)}`
      throw thrown
    }
    await trx.insertInto(table).values({ id: migration.id, applied_at: Date.now() }).execute()
  })
}

async function appliedIds(db: OpenDatabase): Promise<Set<string>> {
  if (!(await db.dialect.tableExists(db.read, table))) return new Set()
  const rows = await db.all<{ id: string }>(`select id from ${table}`)
  return new Set(rows.map((row) => row.id))
}

function refuseDoubles(ordered: readonly Migration[]): void {
  const double = ordered.find((m, i) => ordered[i + 1]?.id === m.id)
  if (double) throw new Error(`Two migrations are called ${double.id}`)
}

/** `2026-11-21-catalog-01` → `catalog`. */
function featureOf(id: string): string {
  return id.replace(/^\d{4}-\d{2}-\d{2}-/, '').replace(/-\d+$/, '')
}

/** A step of a feature that is switched off is left alone; one of a feature we have means a newer program. */
function refuseNewer(applied: Set<string>, ordered: readonly Migration[], log: Log): void {
  const known = new Set(ordered.map((m) => m.id))
  const features = new Set(ordered.map((m) => featureOf(m.id)))
  const unknown = [...applied].filter((id) => !known.has(id)).sort()
  const newer = unknown.filter((id) => features.has(featureOf(id)))
  if (newer.length > 0) {
    throw new PortalError(
      'conflict',
      `The database was changed by a newer version of Callboard (it has ${newer.join(', ')}, unknown to this one). ` +
        'Start that version, or restore a backup made before the update.',
      { unknown: newer },
    )
  }
  if (unknown.length > 0)
    log.debug('the database has tables of features that are off', { migrations: unknown })
}
