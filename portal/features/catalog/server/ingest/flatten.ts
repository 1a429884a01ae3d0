/**
 * The searchable keys and values of an entity (contract: catalog-model §12). Used for stored terms, for
 * filters on entities of the past, and for the rule that keys must not differ in letter case only.
 */
import type { EntityView } from '@callboard/sdk/model'

export interface FlatValue {
  /** Lower-cased dotted path; array indexes never appear. */
  key: string
  /** Lower-cased value; '' when `isNull`. */
  value: string
  /** The value as written; '' when `isNull`. */
  original: string
  /** Only existence can be matched: null, or longer than 200 characters. */
  isNull: boolean
  /** Of a description that is too long to be matched: the text in which words are looked for. */
  text?: string
}

const maxLength = 200

/** What an index of Postgres takes of one value. */
const longestText = 2_000

/** Paths that are left out of the walk; name, namespace, uid and relations are then added by rule. */
const skipped = new Set([
  'attachments',
  'relations',
  'status',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.etag',
])

/**
 * Every (key, value) an entity can be found by. Pairs may repeat.
 *
 * @example
 * flatten(entity).some((flat) => flat.key === 'metadata.tags.java' && flat.value === 'true')
 */
export function flatten(entity: EntityView): FlatValue[] {
  const flat: FlatValue[] = []
  visit(entity, (path, value) => push(flat, path, value))
  push(flat, 'metadata.name', entity.metadata.name)
  push(flat, 'metadata.namespace', entity.metadata.namespace ?? 'default')
  if (entity.metadata.uid !== undefined) push(flat, 'metadata.uid', entity.metadata.uid)
  for (const { type, targetRef } of entity.relations ?? []) push(flat, `relations.${type}`, targetRef)
  return flat
}

/** The key that an entity holds twice, in different letter case, or undefined. */
export function findCaseClash(entity: EntityView): string | undefined {
  const seen = new Map<string, string>()
  let clash: string | undefined
  visit(entity, (path) => {
    const key = path.toLowerCase()
    const first = seen.get(key)
    if (first === undefined) seen.set(key, path)
    else if (first !== path) clash ??= key
  })
  return clash
}

function push(flat: FlatValue[], path: string, scalar: unknown): void {
  const key = path.toLowerCase()
  if (key.length > maxLength) return
  const original = scalar === null ? '' : String(scalar)
  const value = original.toLowerCase()
  if (scalar !== null && value.length <= maxLength) flat.push({ key, value, original, isNull: false })
  else if (key !== 'metadata.description') flat.push({ key, value: '', original: '', isNull: true })
  else flat.push({ key, value: '', original: '', isNull: true, text: searchedText(original) })
}

/** As much of a long text as is searched: the first 2,000 bytes. */
export function searchedText(text: string): string {
  const lower = text.slice(0, longestText).toLowerCase()
  const cut = Buffer.from(lower).subarray(0, longestText).toString()
  return cut.replace(/\ufffd$/, '')
}

function visit(entity: EntityView, found: (path: string, scalar: unknown) => void): void {
  for (const [key, value] of Object.entries(entity)) {
    if (skipped.has(key)) continue
    if (key !== 'metadata') visitValue(key, value, found)
    else for (const field in value) visitMetadata(field, value[field], found)
  }
}

function visitMetadata(field: string, value: unknown, found: (path: string, scalar: unknown) => void): void {
  const path = `metadata.${field}`
  if (!skipped.has(path)) visitValue(path, value, found)
}

function visitValue(path: string, value: unknown, found: (path: string, scalar: unknown) => void): void {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) {
    found(path, value)
    return
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      visitValue(path, item, found)
      if (typeof item === 'string') found(`${path}.${item}`, true)
    }
    return
  }
  for (const [key, child] of Object.entries(value)) visitValue(`${path}.${key}`, child, found)
}
