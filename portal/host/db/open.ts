import type { Database, Log } from '@callboard/sdk'
import type { HostDialect } from './dialect.ts'
import { type DatabaseSettings, parseSettings } from './settings.ts'
import { openSqlite } from './sqlite.ts'

/** The database as the host holds it: features get the `Database` part only. */
export interface OpenDatabase extends Database {
  readonly dialect: HostDialect
  /** Without secrets: `sqlite:/data/callboard.db`, `postgres://user@host:5432/name`. */
  readonly describe: string
  /** @throws `unavailable` when a query cannot be answered now. */
  ping(): Promise<void>
  /** Bytes on disk of our tables. */
  size(): Promise<number>
  close(): Promise<void>
}

export interface OpenOptions {
  /** Where the SQLite file lies when the config names none. */
  dataDir: string
  log: Log
  signal?: AbortSignal
}

/**
 * Opens the database that `backend.database` describes and proves that it answers.
 *
 * @throws `unavailable` when it does not (`connectWithRetry` tries again); `input` when the settings are wrong.
 */
export async function openDatabase(settings: DatabaseSettings, options: OpenOptions): Promise<OpenDatabase> {
  const parsed = parseSettings(settings, options.dataDir)
  if (parsed.type === 'sqlite') return openSqlite(parsed, options.log)
  // Imported only when used: a start on SQLite need not pay for it.
  const { openPostgres } = await import('./postgres.ts')
  return openPostgres(parsed, options.log)
}
