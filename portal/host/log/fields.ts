/** Turns the facts of a log line into plain, small JSON: errors with their causes, no secrets, no cycles. */
import { redacted } from './redactor.ts'

const longest = 4_000
const deepest = 5
const most = 50

const secretNames =
  /^(proxy-)?authorization$|^(set-)?cookie$|^x-api-key$|passw(or)?d$|secret$|(^|access_?|refresh_?|id_?|api_?)token$|private_?key$/i

/** Names that pino writes itself. */
const reserved = new Set(['level', 'message', 'timestamp'])

export interface FieldsOptions {
  /** Stacks are for developers: debug level only. */
  stacks: boolean
}

export function plainFields(
  fields: Record<string, unknown>,
  options: FieldsOptions,
): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    plain[reserved.has(name) ? `${name}_` : name] = named(name, value, options, 0)
  }
  return plain
}

function named(name: string, value: unknown, options: FieldsOptions, depth: number): unknown {
  if (secretNames.test(name) && value !== null && typeof value !== 'boolean') return redacted
  return plainValue(value, options, depth)
}

function plainValue(value: unknown, options: FieldsOptions, depth: number): unknown {
  if (typeof value === 'string') return shortened(value)
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return '…'
  if (value instanceof Error) return plainError(value, options, depth)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof URL) return shortened(value.href)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (value instanceof Map || value instanceof Set) return plainValue([...value], options, depth)
  if (Array.isArray(value)) {
    const kept = value.slice(0, most).map((item) => plainValue(item, options, depth + 1))
    return value.length > most ? [...kept, `… ${value.length - most} more`] : kept
  }
  const entries = Object.entries(value).slice(0, most)
  return Object.fromEntries(entries.map(([name, item]) => [name, named(name, item, options, depth + 1)]))
}

/** `{ name, message, code?, cause?, stack? }`; the errors of an AggregateError are its causes. */
function plainError(error: Error, options: FieldsOptions, depth: number): Record<string, unknown> {
  const cause = error instanceof AggregateError ? error.errors : error.cause
  const plain: Record<string, unknown> = { name: error.name, message: shortened(error.message) }
  if ('code' in error && typeof error.code === 'string') plain.code = error.code
  if (cause !== undefined) plain.cause = plainValue(cause, options, depth + 1)
  if (options.stacks && error.stack) plain.stack = shortened(error.stack)
  return plain
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}… ${text.length - longest} more characters` : text
}
