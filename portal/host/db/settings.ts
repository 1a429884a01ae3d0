/**
 * `backend.database` as people write it (contract: config, `backend.database`), turned into one of two plain
 * values. A key that means something else than it says is an error with a sentence, never a guess.
 */
import { join, resolve } from 'node:path'
import { PortalError } from '@callboard/sdk'
import type { ClientConfig } from 'pg'

/** The section as the config gives it. Unknown keys are ignored here; the config loader reports them. */
export interface DatabaseSettings {
  client?: string | undefined
  connection?: unknown
  /** Postgres schema for our tables. */
  schema?: string | undefined
  pluginDivisionMode?: string | undefined
  schemaPrefix?: string | undefined
  prefix?: string | undefined
  role?: string | undefined
  knexConfig?: unknown
}

export interface SqliteSettings {
  type: 'sqlite'
  /** Absolute path, or null for one that is thrown away at exit. */
  file: string | null
}

export interface PostgresSettings {
  type: 'postgres'
  /** Given to `pg` as it is. */
  client: ClientConfig
  schema: string | undefined
  role: string | undefined
  /** Tried when no database is named and the user's own does not exist. */
  fallbackDatabase: string
  poolSize: number
}

const sqliteClients = new Set(['better-sqlite3', 'sqlite3', 'sqlite', 'node:sqlite'])
const postgresClients = new Set(['pg', 'postgres', 'postgresql'])

/** @throws `input` for a client or a connection that cannot work whatever happens outside. */
export function parseSettings(
  settings: DatabaseSettings,
  dataDir: string,
): SqliteSettings | PostgresSettings {
  const client = settings.client ?? (typeof settings.connection === 'string' ? 'pg' : 'better-sqlite3')
  if (sqliteClients.has(client)) return parseSqlite(settings.connection, dataDir)
  if (postgresClients.has(client)) return parsePostgres(settings)
  throw new PortalError(
    'input',
    `backend.database.client "${client}" is not supported: use "pg" for Postgres or "better-sqlite3" for a file`,
  )
}

function parseSqlite(connection: unknown, dataDir: string): SqliteSettings {
  const at = (file: string): SqliteSettings => ({
    type: 'sqlite',
    file: file === ':memory:' ? null : resolve(file.replace(/^file:(\/\/)?/, '')),
  })
  if (connection === undefined || connection === null) return at(join(dataDir, 'callboard.db'))
  if (typeof connection === 'string') return at(connection)
  if (isRecord(connection)) {
    if (typeof connection.filename === 'string') return at(connection.filename)
    if (typeof connection.directory === 'string') return at(join(connection.directory, 'callboard.db'))
    if (Object.keys(connection).length === 0) return at(join(dataDir, 'callboard.db'))
  }
  throw new PortalError(
    'input',
    'backend.database.connection for SQLite must be a path, ":memory:", {directory: <path>} or {filename: <path>}',
  )
}

function parsePostgres(settings: DatabaseSettings): PostgresSettings {
  const { connection } = settings
  const pool =
    isRecord(settings.knexConfig) && isRecord(settings.knexConfig.pool) ? settings.knexConfig.pool : {}
  return {
    type: 'postgres',
    client: clientConfig(connection),
    schema: schemaOf(settings),
    role: settings.role,
    fallbackDatabase: `${settings.prefix ?? 'backstage_plugin_'}catalog`,
    poolSize: Math.max(2, Number(pool.max) || 10),
  }
}

function clientConfig(connection: unknown): ClientConfig {
  if (typeof connection === 'string') {
    if (URL.canParse(connection)) return { connectionString: connection }
    throw new PortalError(
      'input',
      'backend.database.connection is not a URL like postgres://user:password@host:5432/name',
    )
  }
  if (!isRecord(connection)) {
    if (connection === undefined || connection === null) return {}
    throw new PortalError('input', 'backend.database.connection for Postgres must be a URL or an object')
  }
  const { type, port, filename, directory, ...rest } = connection
  if (filename !== undefined || directory !== undefined) {
    throw new PortalError(
      'input',
      'backend.database.connection.directory and filename need client better-sqlite3',
    )
  }
  if (type !== undefined && type !== 'default') {
    throw new PortalError(
      'input',
      `backend.database.connection.type "${String(type)}" is not supported: give host, port, user and password`,
    )
  }
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== ''))
  if (port === undefined || port === null || port === '') return given
  const number = Number(port)
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new PortalError('input', `backend.database.connection.port "${String(port)}" is not a port number`)
  }
  return { ...given, port: number }
}

function schemaOf(settings: DatabaseSettings): string | undefined {
  if (settings.schema) return settings.schema
  const searchPath = isRecord(settings.knexConfig) ? settings.knexConfig.searchPath : undefined
  const first: unknown = Array.isArray(searchPath) ? searchPath[0] : searchPath
  if (typeof first === 'string' && first) return first
  return settings.pluginDivisionMode === 'schema' ? `${settings.schemaPrefix ?? ''}callboard` : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
