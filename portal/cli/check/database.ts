import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import { openDatabase } from '../../host/db/open.ts'
import { type DatabaseSettings, parseSettings } from '../../host/db/settings.ts'
import { silentLog } from '../silent-log.ts'
import { type Examination, problemAt } from './examine.ts'

const key = 'backend.database'
const timeoutMs = 8_000

/** Really asks the database. Writes nothing: a missing SQLite file is not made, a missing schema neither. */
export async function checkDatabase({ config, dataDir, isOffline }: Examination): Promise<Problem[]> {
  const { reader } = config
  const settings = (reader.get(key) ?? {}) as DatabaseSettings
  let parsed: ReturnType<typeof parseSettings>
  try {
    parsed = parseSettings(settings, dataDir)
  } catch {
    // The reason is among the config's own problems.
    return []
  }
  if (parsed.type === 'sqlite') return checkSqlite(reader, parsed.file)
  if (isOffline) return []
  const reason = await tryPostgres(settings, dataDir)
  if (reason === undefined) return []
  const where = reader.origin(`${key}.connection`) ? `${key}.connection` : key
  return [problemAt(reader, where, 'error', `The database cannot be used: ${reason}`, hintFor(reason))]
}

function checkSqlite(reader: Examination['config']['reader'], file: string | null): Problem[] {
  if (file === null) {
    const message = "The database is ':memory:': everything is lost when the process ends"
    const hint = "Remove 'backend.database' to keep it in a file of the data folder"
    return [problemAt(reader, `${key}.connection`, 'warning', message, hint)]
  }
  const reason = existsSync(file) ? tryFile(file) : tryFolder(dirname(file))
  if (reason === undefined) return []
  return [
    problemAt(
      reader,
      key,
      'error',
      `The database ${file} cannot be used: ${reason}`,
      'Choose another with --data-dir',
    ),
  ]
}

function tryFile(file: string): string | undefined {
  try {
    if (statSync(file).isDirectory()) return 'it is a folder'
    accessSync(file, constants.R_OK | constants.W_OK)
    const db = new DatabaseSync(file, { readOnly: true })
    db.prepare('select count(*) from sqlite_master').get()
    db.close()
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function tryFolder(folder: string): string | undefined {
  try {
    if (!existsSync(folder))
      return dirname(folder) === folder ? 'there is no such folder' : tryFolder(dirname(folder))
    accessSync(folder, constants.W_OK)
    return undefined
  } catch {
    return `the folder ${folder} cannot be written`
  }
}

async function tryPostgres(settings: DatabaseSettings, dataDir: string): Promise<string | undefined> {
  // Without the schema keys opening only connects; with them it would create the schema.
  const { pluginDivisionMode, schema, schemaPrefix, ...plain } = settings
  const { searchPath, ...knexConfig } = (plain.knexConfig ?? {}) as Record<string, unknown>
  const opened = openDatabase({ ...plain, knexConfig }, { dataDir, log: silentLog })
    .then((db) => db.close())
    .then(() => undefined, reasonOf)
  const late = sleep(timeoutMs, `no answer within ${timeoutMs / 1000} s`, { ref: false })
  return Promise.race([opened, late])
}

function hintFor(reason: string): string {
  if (/password|authentication|role .* does not exist/i.test(reason))
    return 'Check user and password, and their variables'
  if (/database .* does not exist/i.test(reason))
    return "Create the database, or name one in 'connection.database'"
  if (/ECONNREFUSED|refused/i.test(reason))
    return 'Check host and port, and that Postgres runs and listens there'
  if (/ENOTFOUND|EAI_AGAIN|getaddrinfo/i.test(reason))
    return 'Check the host name, and from where this is run'
  if (/ssl|tls|certificate/i.test(reason))
    return "Check 'connection.ssl'; a private authority goes into ssl.ca"
  return 'The portal starts without it, answers that it is not ready, and tries again until it comes'
}
