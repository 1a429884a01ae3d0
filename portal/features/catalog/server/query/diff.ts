import type { JsonObject, JsonValue } from '@callboard/sdk/model'

/** One changed value. `before` is absent when it was not there, `after` when it is gone. */
export interface Change {
  /** JSON pointer, e.g. `/metadata/annotations/github.com~1project-slug`. */
  path: string
  before?: JsonValue
  after?: JsonValue
}

/** What changed from one JSON value to another, field by field; a list of plain values counts as one field. */
export function diff(before: JsonValue, after: JsonValue, path = ''): Change[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap((key) => diffKey(before, after, key, `${path}/${pointer(key)}`))
  }
  if (Array.isArray(before) && Array.isArray(after) && sameShape(before, after)) {
    return before.flatMap((item, index) => diff(item, after[index] as JsonValue, `${path}/${index}`))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }]
}

function diffKey(before: JsonObject, after: JsonObject, key: string, path: string): Change[] {
  const had = Object.hasOwn(before, key)
  const has = Object.hasOwn(after, key)
  if (had && has) return diff(before[key] as JsonValue, after[key] as JsonValue, path)
  return has ? [{ path, after: after[key] as JsonValue }] : [{ path, before: before[key] as JsonValue }]
}

function sameShape(before: readonly JsonValue[], after: readonly JsonValue[]): boolean {
  return before.length === after.length && before.length > 0 && [...before, ...after].every(isObject)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
