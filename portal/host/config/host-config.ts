import { resolve } from 'node:path'
import { type ConfigReader, PortalError } from '@callboard/sdk'
import type { JsonValue, Problem } from '@callboard/sdk/model'
import { type DatabaseSettings, parseSettings } from '../db/settings.ts'
import { type HttpSettings, httpSettings } from '../http/settings.ts'
import type { Environment } from './substitute.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What the host itself needs from the config, read once. Features read their own sections. */
export interface HostConfig {
  app: { title: string; baseUrl: string; basePath: string }
  organization: { name: string | undefined }
  backend: {
    baseUrl: string
    listen: { host: string | undefined; port: number }
    logger: { level: LogLevel }
    reading: { allow: { host: string; paths?: string[] }[] }
    /** For `openDatabase`. */
    database: DatabaseSettings
    /** For `createHttp`. */
    http: HttpSettings
  }
}

/** @throws `input` naming the key that cannot be used. */
export function hostConfig(reader: ConfigReader, env: Environment = process.env): HostConfig {
  const http = httpSettings(reader)
  const database = databaseSettings(reader)
  // The folder does not matter for the question whether the section makes sense.
  parseSettings(database, '.')
  return Object.freeze({
    app: Object.freeze({
      title: http.appTitle,
      baseUrl: textAt(reader, 'app.baseUrl') ?? '',
      basePath: http.basePath,
    }),
    organization: Object.freeze({ name: textAt(reader, 'organization.name') }),
    backend: Object.freeze({
      baseUrl: textAt(reader, 'backend.baseUrl') ?? '',
      listen: http.listen,
      logger: Object.freeze({ level: logLevel(env.LOG_LEVEL ?? textAt(reader, 'backend.logger.level')) }),
      reading: Object.freeze({ allow: readingAllowed(reader.get('backend.reading.allow')) }),
      database,
      http,
    }),
  })
}

/** The reasons why `hostConfig` would throw, one for each part, with their places. */
export function hostProblems(reader: ConfigReader): Problem[] {
  const parts = [
    { key: 'backend', read: () => void httpSettings(reader) },
    { key: 'backend.database', read: () => void parseSettings(databaseSettings(reader), '.') },
  ]
  return parts.flatMap(({ key, read }) => {
    try {
      read()
      return []
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      return [problemOf(reader, error, key)]
    }
  })
}

/** Where files are kept between starts: the flag, else CALLBOARD_DATA_DIR, else `data` in the folder. */
export function dataFolder(flag: string | undefined, env: Environment, folder: string): string {
  return resolve(folder, flag ?? (env.CALLBOARD_DATA_DIR || 'data'))
}

function problemOf(reader: ConfigReader, error: PortalError, part: string): Problem {
  const named = /\b((?:app|backend)(?:\.[A-Za-z]+)+)/.exec(error.message)?.[1]
  const key = typeof error.details.key === 'string' ? error.details.key : (named ?? part)
  const at = reader.origin(key) ?? reader.origin(part)
  const hint = databaseHint(reader, part)
  return {
    severity: 'error',
    name: 'ConfigError',
    message: error.message,
    ...(hint ? { hint } : {}),
    ...(at ? { at } : {}),
  }
}

function databaseHint(reader: ConfigReader, part: string): string | undefined {
  if (part !== 'backend.database') return undefined
  const client = reader.get('backend.database.client')
  if (client === 'embedded-postgres') {
    return "Remove 'backend.database' to use the SQLite file that needs no server, or give client: pg and your Postgres"
  }
  if (typeof client === 'string' && client.startsWith('mysql')) {
    return 'MySQL is not supported: use client: pg with a Postgres, or client: better-sqlite3 for one process'
  }
  return undefined
}

function databaseSettings(reader: ConfigReader): DatabaseSettings {
  return (reader.get('backend.database') ?? {}) as DatabaseSettings
}

function readingAllowed(value: unknown): { host: string; paths?: string[] }[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: JsonValue) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return []
    const { host, paths } = entry
    if (typeof host !== 'string') return []
    return [Array.isArray(paths) ? { host, paths: paths.map(String) } : { host }]
  })
}

function logLevel(name: string | undefined): LogLevel {
  if (name === 'debug' || name === 'info' || name === 'warn' || name === 'error') return name
  // Levels of the logger Backstage uses that we do not have.
  return name === 'verbose' || name === 'silly' ? 'debug' : 'info'
}

function textAt(reader: ConfigReader, key: string): string | undefined {
  const value = reader.get(key)
  return typeof value === 'string' && value !== '' ? value : undefined
}
