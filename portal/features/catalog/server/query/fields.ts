import { PortalError } from '@callboard/sdk'
import type { JsonObject, JsonValue } from '@callboard/sdk/model'

/**
 * Which parts of an entity an answer keeps, read from `fields=kind,metadata.name`.
 * Null means everything.
 *
 * @throws `input` for a path with `[`.
 */
export function parseFields(fields: readonly string[] | undefined): string[] | null {
  const paths = (fields ?? []).flatMap((field) => field.split(',')).map((path) => path.trim())
  const wanted = [...new Set(paths.filter(Boolean))]
  for (const path of wanted) {
    if (path.includes('[')) {
      throw new PortalError('input', `Invalid field "${path}", array type fields are not supported`)
    }
  }
  return wanted.length === 0 ? null : wanted
}

/** True when an answer limited to `fields` shows the root key, e.g. `relations`; false saves its query. */
export function wantsRoot(fields: readonly string[] | null, root: string): boolean {
  return fields === null || fields.some((field) => field === root || field.startsWith(`${root}.`))
}

/**
 * Keeps only the named paths. Keys may contain dots themselves: at each level the shortest part that is a
 * key is taken, so `metadata.annotations.github.com/project-slug` finds its annotation.
 */
export function project(entity: JsonObject, fields: readonly string[]): JsonObject {
  const output: JsonObject = {}
  for (const field of fields) {
    const found = resolve(entity, field)
    if (found) place(output, found.path, found.value)
  }
  return output
}

function resolve(entity: JsonObject, field: string): { path: string[]; value: JsonValue } | null {
  const path: string[] = []
  let at: JsonValue = entity
  let key = ''
  for (const part of field.split('.')) {
    key = key ? `${key}.${part}` : part
    if (!isObject(at) || !Object.hasOwn(at, key)) continue
    path.push(key)
    at = at[key] as JsonValue
    key = ''
  }
  return key || path.length === 0 ? null : { path, value: at }
}

function place(output: JsonObject, path: readonly string[], value: JsonValue): void {
  let at = output
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(at, key) ? at[key] : undefined
    // A branch that stands in the output as a whole belongs to the entity: copy it before adding to it.
    const branch: JsonObject = isObject(next) ? { ...next } : {}
    define(at, key, branch)
    at = branch
  }
  define(at, path[path.length - 1] as string, value)
}

// `__proto__` may be a key of a hostile file: it must become a plain key.
function define(target: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
