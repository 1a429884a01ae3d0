/**
 * Postgres through one `pg` pool. A lost connection makes queries fail with `unavailable` and nothing else:
 * the pool opens new ones when the server is back.
 */
import { type Log, reasonOf } from '@callboard/sdk'
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { postgresDialect, storable } from './dialect.ts'
import { codeOf, shortReason, toDatabaseError } from './faults.ts'
import type { OpenDatabase } from './open.ts'
import { numbered } from './placeholders.ts'
import { connectError, describe, mayChoose } from './postgres-target.ts'
import type { PostgresSettings } from './settings.ts'
import { withRetries } from './transaction.ts'

const { int8, numeric } = { int8: 20, numeric: 1700 }

// Counts, sums and our ids fit a JS number; pg's default is text.
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
  },
}

/** Connects, choosing the database when none is named, and proves the connection with a query. */
export async function openPostgres(settings: PostgresSettings, log: Log): Promise<OpenDatabase> {
  const first = await tryOpen(settings, log)
  if (first.database) return first.database
  if (!mayChoose(settings, first.thrown)) throw first.thrown
  const chosen = { ...settings, client: { ...settings.client, database: settings.fallbackDatabase } }
  const second = await tryOpen(chosen, log)
  if (!second.database) throw first.thrown
  log.info('no database is named and the default one cannot be used, using another', {
    database: settings.fallbackDatabase,
    reason: reasonOf(first.thrown),
  })
  return second.database
}

async function tryOpen(
  settings: PostgresSettings,
  log: Log,
): Promise<{ database: OpenDatabase; thrown?: never } | { database?: never; thrown: unknown }> {
  const pool = openPool(settings, log)
  try {
    if (settings.schema) await createSchema(pool, settings.schema)
    await pool.query('select 1')
    return { database: database(pool, describe(settings)) }
  } catch (thrown) {
    await pool.end()
    return { thrown: connectError(settings, thrown) }
  }
}

function openPool(settings: PostgresSettings, log: Log): pg.Pool {
  const setup = sessionSetup(settings)
  const options: pg.PoolConfig = {
    application_name: 'callboard',
    keepAlive: true,
    ...settings.client,
    types,
    max: settings.poolSize,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
    onConnect: async (client) => {
      await client.query(setup)
    },
  }
  const pool = new pg.Pool(options)
  // An idle connection that dies is replaced when the next query needs one.
  pool.on('error', (thrown) => log.debug('a database connection was lost', { reason: shortReason(thrown) }))
  // A connection in use reports through its query; without a listener the event would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** As statements, not start-up parameters, which poolers in front of Postgres refuse. */
function sessionSetup(settings: PostgresSettings): string {
  const statements = ['set statement_timeout = 60000', 'set idle_in_transaction_session_timeout = 60000']
  if (settings.role) statements.push(`set role ${pg.escapeIdentifier(settings.role)}`)
  if (settings.schema) statements.push(`set search_path to ${pg.escapeIdentifier(settings.schema)}`)
  return statements.join('; ')
}

async function createSchema(pool: pg.Pool, schema: string): Promise<void> {
  const found = await pool.query('select 1 from pg_namespace where nspname = $1', [schema])
  if (found.rowCount) return
  await pool.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`)
}

function database(pool: pg.Pool, description: string): OpenDatabase {
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: kyselyPool(pool) }) })
  const all = preparedReader(pool)
  return {
    describe: description,
    dialect: postgresDialect,
    read: kysely,
    write: kysely,
    all: async <T>(text: string, params: readonly unknown[] = []) => (await all(text, params)) as T[],
    get: async <T>(text: string, params: readonly unknown[] = []) =>
      (await all(text, params))[0] as T | undefined,
    transaction: (fn) => withRetries(() => kysely.transaction().execute(fn)),
    async ping() {
      await all('select 1 as one', [])
    },
    async size() {
      const [found] = await all(
        `select coalesce(sum(pg_total_relation_size(c.oid)), 0) as size from pg_class c
         where c.relkind = 'r' and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())`,
        [],
      )
      return (found as { size: number }).size
    },
    close: () => (pool.ended || pool.ending ? Promise.resolve() : pool.end()),
  }
}

/** Kysely's view of the pool, with our errors and with text that Postgres can keep. */
function kyselyPool(pool: pg.Pool): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: {},
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch(rethrow)
      const known = wrapped.get(client)
      if (known) return known
      const made = {
        release: (destroy?: boolean) => client.release(destroy),
        query: (text: string, params: readonly unknown[]) =>
          client.query(text, params.map(storable)).catch(rethrow),
      } as unknown as PostgresPoolClient
      wrapped.set(client, made)
      return made
    },
  }
}

const keptStatements = 200
/** The statement was forgotten or exists already: a pooler in transaction mode, or `discard all`. */
const unpreparable = new Set(['26000', '42P05'])
/** `cached plan must not change result type`: a migration changed the table. */
const stalePlan = '0A000'

/** Runs reads as named statements, so that the server plans them once per connection. */
function preparedReader(pool: pg.Pool): (text: string, params: readonly unknown[]) => Promise<unknown[]> {
  const names = new Map<string, string>()
  let prepares = true
  const nameOf = (text: string): string | undefined => {
    if (!prepares) return undefined
    const known = names.get(text)
    if (known || names.size >= keptStatements) return known
    const name = `callboard_${names.size + 1}`
    names.set(text, name)
    return name
  }
  return async (text, params) => {
    const name = nameOf(text)
    const query = { text: numbered(text), values: params.map(storable) }
    try {
      return (await pool.query(name ? { ...query, name } : query)).rows
    } catch (thrown) {
      const code = codeOf(thrown)
      if (!name || !code || (code !== stalePlan && !unpreparable.has(code))) throw toDatabaseError(thrown)
      if (unpreparable.has(code)) prepares = false
      return (await pool.query(query).catch(rethrow)).rows
    }
  }
}

function rethrow(thrown: unknown): never {
  throw toDatabaseError(thrown)
}
