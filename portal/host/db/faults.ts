/** What a database's error means for us: try again, say that it is away, or let it through as a bug. */
import { PortalError } from '@callboard/sdk'

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
])

/** Postgres: connection (08…), too many connections, shutting down or starting, read-only after a fail-over. */
const awayCodes = /^(08...|53300|57P0[1-5]|25006)$/
const awayMessages =
  /connection terminated|timeout exceeded when trying to connect|not queryable|cannot use a pool/i

const sqliteBusy = new Set([5, 6])
const sqliteFaults: Record<number, string> = {
  8: 'its file is read-only',
  10: 'its file cannot be read or written',
  13: 'the disk is full',
  14: 'its file cannot be opened',
}

/** Postgres SQLSTATE or network code of anything thrown, looking into causes. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  if (thrown instanceof PortalError) return codeOf(thrown.cause)
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0])
  return codeOf(thrown.cause)
}

/** Deadlocks, serialisation failures and a busy SQLite file: the whole transaction may run again. */
export function isRetryable(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (code === '40001' || code === '40P01' || code === '55P03') return true
  return sqliteBusy.has(sqliteCode(thrown) ?? -1)
}

/** Primary result code of a node:sqlite error. */
function sqliteCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number')
    return undefined
  return thrown.errcode & 0xff
}

/** True when the connection, not the statement, is at fault. */
export function isAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const code = codeOf(thrown)
  if (code !== undefined && (networkCodes.has(code) || awayCodes.test(code))) return true
  return awayMessages.test(thrown.message)
}

/** The same error, or `unavailable` with a sentence when the database is away, full or too slow. */
export function toDatabaseError(thrown: unknown): unknown {
  if (thrown instanceof PortalError) return thrown
  if (isAway(thrown)) {
    return new PortalError(
      'unavailable',
      'The database cannot be reached',
      { reason: shortReason(thrown) },
      thrown,
    )
  }
  const code = codeOf(thrown)
  if (code === '57014')
    return new PortalError('unavailable', 'The database took too long to answer', {}, thrown)
  if (code === '53100') {
    return new PortalError(
      'unavailable',
      "The database cannot be written: its server's disk is full",
      {},
      thrown,
    )
  }
  const sqlite = sqliteFaults[sqliteCode(thrown) ?? -1]
  if (sqlite) return new PortalError('unavailable', `The database cannot be used: ${sqlite}`, {}, thrown)
  return thrown
}

/** A few words for a log line: the network code when there is one, else the message. */
export function shortReason(thrown: unknown): string {
  const code = codeOf(thrown)
  if (code !== undefined && networkCodes.has(code)) return code
  if (thrown instanceof PortalError && typeof thrown.details.reason === 'string') return thrown.details.reason
  if (thrown instanceof Error) return thrown.message || thrown.name
  return String(thrown)
}
