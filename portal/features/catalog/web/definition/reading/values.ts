/** Reads of a parsed definition that never trust its shape: definitions are written by anyone. */
export type Json = Record<string, unknown>

export function objectIn(value: unknown): Json {
  return isObject(value) ? value : {}
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** Longest text that is shown of any one field. */
const longest = 20_000

// Marks that turn the direction of the text after them.
const turns = /[\u202a-\u202e\u2066-\u2069]/g

export function textIn(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, longest).replace(turns, '').trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** A value in one line: `"NORTHPIER"` is NORTHPIER, objects are JSON, all of it cut at `length`. */
export function inline(value: unknown, length = 200): string {
  const text = typeof value === 'string' ? value : (safeJson(value) ?? String(value))
  const flat = text.replace(turns, '').replace(/\s+/g, ' ')
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat
}

/** JSON over several lines; undefined for what refers to itself. */
export function safeJson(value: unknown, indent?: number): string | undefined {
  try {
    return JSON.stringify(value, null, indent)
  } catch {
    return undefined
  }
}
