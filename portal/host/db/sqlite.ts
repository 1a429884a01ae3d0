import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Log, PortalError, reasonOf } from '@callboard/sdk'
import { sqliteDialect } from './dialect.ts'
import { toDatabaseError } from './faults.ts'
import type { OpenDatabase } from './open.ts'
import type { SqliteSettings } from './settings.ts'
import { sqliteCheckpoints } from './sqlite-checkpoints.ts'
import { sqliteConnection } from './sqlite-connection.ts'
import { type TemporaryFile, temporaryFile } from './temporary-file.ts'
import { withRetries } from './transaction.ts'

/** Opens one file twice: a writer, and a reader that never waits for a transaction (WAL). */
export function openSqlite(settings: SqliteSettings, log: Log): OpenDatabase {
  const temporary = settings.file === null ? temporaryFile() : undefined
  const path = settings.file ?? temporary!.path
  if (temporary) log.warn('the database is in memory: everything is lost at restart', { path })
  const describe = temporary ? 'sqlite::memory:' : `sqlite:${path}`
  try {
    createPrivately(path)
    const writer = openWriter(path, temporary)
    const reader = openReader(path)
    return database({ writer, reader, path, describe, temporary })
  } catch (thrown) {
    temporary?.remove()
    throw new PortalError(
      'unavailable',
      `${describe}: ${reasonOf(thrown)}`,
      { reason: reasonOf(thrown) },
      thrown,
    )
  }
}

/** The file holds signing keys and token hashes: nobody else on the machine reads it. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, 'a', 0o600))
}

function openWriter(path: string, temporary: TemporaryFile | undefined): DatabaseSync {
  // The wait blocks the whole process, so it is short; transactions are retried without blocking.
  const writer = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: 1_000 })
  writer.exec(`
    pragma journal_mode = wal;
    pragma synchronous = ${temporary ? 'off' : 'normal'};
    pragma temp_store = memory;
    pragma cache_size = -64000;
    pragma journal_size_limit = 67108864;`)
  return writer
}

function openReader(path: string): DatabaseSync {
  const reader = new DatabaseSync(path, { enableForeignKeyConstraints: false, timeout: 1_000 })
  reader.exec(`
    pragma query_only = on;
    pragma temp_store = memory;
    pragma cache_size = -8000;
    pragma mmap_size = 33554432;`)
  return reader
}

interface Parts {
  writer: DatabaseSync
  reader: DatabaseSync
  path: string
  describe: string
  temporary: TemporaryFile | undefined
}

function database({ writer, reader, path, describe, temporary }: Parts): OpenDatabase {
  const write = sqliteConnection(writer)
  const read = sqliteConnection(reader)
  const checkpoints = sqliteCheckpoints(writer, path)
  const all = (text: string, params: readonly unknown[] = []) => read.all(text, params)
  return {
    describe,
    dialect: sqliteDialect,
    read: read.kysely,
    write: write.kysely,
    async all<T>(text: string, params?: readonly unknown[]) {
      return all(text, params) as T[]
    },
    async get<T>(text: string, params?: readonly unknown[]) {
      return all(text, params)[0] as T | undefined
    },
    async transaction(fn) {
      await checkpoints.ready()
      const result = await withRetries(() => write.kysely.transaction().execute(fn))
      checkpoints.committed()
      return result
    },
    async ping() {
      all('select 1 as one')
    },
    async size() {
      const [found] = all(
        'select page_count * page_size as size from pragma_page_count(), pragma_page_size()',
      )
      return (found as { size: number }).size
    },
    async close() {
      await checkpoints.close()
      // Through Kysely, so that a running transaction ends first.
      await write.kysely.connection().execute(async () => closeQuietly(writer, reader))
      temporary?.remove()
    },
  }
}

/** The reader first, so that the writer is the last one and folds the WAL into the file. */
function closeQuietly(writer: DatabaseSync, reader: DatabaseSync): void {
  try {
    if (reader.isOpen) reader.close()
    if (writer.isOpen) writer.close()
  } catch (thrown) {
    throw toDatabaseError(thrown)
  }
}
