/**
 * From what somebody recorded to what is kept: bounded in size, without secrets, in characters that every
 * database can keep. Whoever records may hand over what a caller sent; nothing here trusts it.
 */
import type { AuditEntry, SqlValue } from '@callboard/sdk'

export type Severity = NonNullable<AuditEntry['severity']>

/** Takes the secrets of the config, and what looks like one, out of a text. */
export type Redact = (text: string) => string

export interface Recorded {
  at: number
  entry: AuditEntry
}

/** In the order of the row. */
export const columns = {
  at: 'int',
  action: 'text',
  outcome: 'text',
  actor: 'text',
  subject: 'text',
  severity: 'text',
  via: 'text',
  request_id: 'text',
  ip: 'text',
  user_agent: 'text',
  detail: 'text',
} as const

const longest = { word: 200, subject: 1_000, text: 2_000, detail: 8_000 }
const deepest = 6
const mostItems = 100
const hidden = '***'
/** Names under which no value is kept, whatever it is. */
const secretNames =
  /passw|secret|authorization|cookie|credential|private.?key|api.?key|^token$|access.?token/i

/** An event as its row, with detail kept apart for the log. */
export function rowOf({ at, entry }: Recorded, redact: Redact): SqlValue[] {
  const text = (value: string | undefined, length: number): string | null =>
    value === undefined ? null : cut(redact(value), length)
  return [
    at,
    cut(redact(entry.action), longest.word),
    entry.outcome,
    cut(redact(entry.actor), longest.subject),
    text(entry.subject, longest.subject),
    entry.severity ?? 'low',
    viaOf(entry),
    text(entry.requestId, longest.word),
    text(entry.ip, longest.word),
    text(entry.userAgent, longest.subject),
    detailText(entry, redact),
  ]
}

function detailText({ detail }: AuditEntry, redact: Redact): string {
  const clean = cleaned(detail ?? {}, redact, 0) as Record<string, unknown>
  const text = JSON.stringify(clean)
  if (text.length <= longest.detail) return text
  // What is short says who and what; the long parts are left out by name.
  const short = Object.entries(clean)
    .slice(0, 20)
    .map(([name, value]) => [name, (JSON.stringify(value)?.length ?? 0) <= longest.word ? value : '…'])
  return JSON.stringify(Object.fromEntries(short))
}

/** The caller's way in when nobody said: a call with a browser's name, another call, or no call at all. */
function viaOf({ via, ip, requestId, userAgent }: AuditEntry): string {
  if (via) return via
  if (ip === undefined && requestId === undefined) return 'system'
  return userAgent?.startsWith('Mozilla/') ? 'ui' : 'api'
}

function cleaned(value: unknown, redact: Redact, depth: number): unknown {
  if (typeof value === 'string') return cut(redact(value), longest.text)
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '…'
  if (Array.isArray(value)) {
    return value.slice(0, mostItems).map((item) => cleaned(item, redact, depth + 1))
  }
  const entries = Object.entries(value).slice(0, mostItems)
  return Object.fromEntries(
    entries.map(([name, item]) => [
      cut(redact(name), longest.word),
      secretNames.test(name) && item !== null && item !== undefined
        ? hidden
        : cleaned(item, redact, depth + 1),
    ]),
  )
}

/** Redacting comes before cutting: half a secret is not recognised any more. */
function cut(text: string, length: number): string {
  const sound = text.toWellFormed().replaceAll('\0', '\ufffd')
  return sound.length <= length ? sound : `${sound.slice(0, length - 1).toWellFormed()}…`
}
