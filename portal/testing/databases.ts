/**
 * Runs the same tests on both databases. Where Postgres cannot start, its half is skipped with the reason;
 * in CI (`CI=true`) that is a failure.
 */
import { after, describe } from 'node:test'
import type { Log, Migration } from '@callboard/sdk'
import { migrate } from '../host/db/migrate.ts'
import { type OpenDatabase, openDatabase } from '../host/db/open.ts'
import type { DatabaseSettings } from '../host/db/settings.ts'
import { sharedPostgres, type TestPostgres } from './postgres.ts'

/** A log that keeps quiet. */
export const silentLog: Log = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silentLog,
}

/** Opens an empty database, migrated when migrations are given. Closed after the tests. */
export type OpenTestDatabase = (migrations?: readonly Migration[]) => Promise<OpenDatabase>

const postgres = await available()

/**
 * @example
 * forEachDatabase((name, open) => {
 *   test('a saved file is found again', async () => {
 *     const db = await open(catalogMigrations)
 *   })
 * })
 */
export function forEachDatabase(tests: (name: 'sqlite' | 'postgres', open: OpenTestDatabase) => void): void {
  describe('on sqlite', () => {
    tests(
      'sqlite',
      opener(async () => ({ client: 'better-sqlite3', connection: ':memory:' })),
    )
  })
  const skip = typeof postgres === 'string' ? postgres : false
  describe('on postgres', { skip }, () => {
    if (typeof postgres === 'string') return
    tests(
      'postgres',
      opener(async () => ({ client: 'pg', connection: postgres.url(await postgres.createDatabase()) })),
    )
  })
}

function opener(settings: () => Promise<DatabaseSettings>): OpenTestDatabase {
  const opened: OpenDatabase[] = []
  after(() => Promise.all(opened.map((db) => db.close())))
  return async (migrations = []) => {
    const db = await openDatabase(await settings(), { dataDir: '.', log: silentLog })
    opened.push(db)
    await migrate(db, migrations, silentLog)
    return db
  }
}

async function available(): Promise<TestPostgres | string> {
  try {
    return await sharedPostgres()
  } catch (thrown) {
    if (process.env.CI === 'true') throw thrown
    const reason = `Postgres is not available here: ${thrown instanceof Error ? thrown.message : String(thrown)}`
    console.log(reason)
    return reason
  }
}
