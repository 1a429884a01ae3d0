/** What we connect to and, when that fails, a sentence that says which object or right is missing. */
import { PortalError, reasonOf } from '@callboard/sdk'
import pg from 'pg'
import { codeOf, shortReason } from './faults.ts'
import type { PostgresSettings } from './settings.ts'

interface Target {
  host: string
  port: number
  user: string
  database: string
  /** False when `database` is only what Postgres takes by default. */
  named: boolean
}

/** What pg will connect to: settings, then PG* variables, then its defaults. */
function targetOf(settings: PostgresSettings): Target {
  const { host, port, user, database } = new pg.Client(settings.client)
  const inUrl = settings.client.connectionString
    ? new URL(settings.client.connectionString, 'postgres://local').pathname.length > 1
    : false
  const named = Boolean(settings.client.database ?? process.env.PGDATABASE) || inUrl
  return { host, port, user: user ?? '', database: database ?? user ?? '', named }
}

/** For logs: no password. */
export function describe(settings: PostgresSettings): string {
  const { host, port, user, database } = targetOf(settings)
  return `postgres://${user}@${host}:${port}/${database}`
}

/** Says which right or which object is missing, where Postgres alone is too terse. */
export function connectError(settings: PostgresSettings, thrown: unknown): PortalError {
  const reason = missing(settings, thrown) ?? shortReason(thrown)
  return new PortalError('unavailable', `${describe(settings)}: ${reason}`, { reason }, thrown)
}

function missing(settings: PostgresSettings, thrown: unknown): string | undefined {
  const { database, user } = targetOf(settings)
  const code = codeOf(thrown)
  if (code === '3D000') {
    return `the database "${database}" does not exist; create it with: create database "${database}" owner "${user}"`
  }
  if (code !== '42501' || !reasonOf(thrown).includes('for database')) return undefined
  const isConnect = thrown instanceof Error && 'detail' in thrown && String(thrown.detail).includes('CONNECT')
  if (isConnect) return `the user "${user}" lacks the CONNECT right on database "${database}"`
  return `the user "${user}" lacks the CREATE right on database "${database}", needed for schema "${settings.schema}"`
}

/** Only when nobody named a database, and the user's own is missing or closed to them. */
export function mayChoose(settings: PostgresSettings, thrown: unknown): boolean {
  const target = targetOf(settings)
  if (target.named || target.database === settings.fallbackDatabase) return false
  const code = codeOf(thrown)
  return code === '3D000' || code === '42501'
}
