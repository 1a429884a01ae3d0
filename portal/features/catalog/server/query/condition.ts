/**
 * The one form every question about entities takes: `filter=` parameters, POST predicates and permission
 * conditions all become a `Condition`, which is answered from sets (`select.ts`) or evaluated in memory
 * (`matches.ts`). Keys and values are lower-cased on the way in, because matching ignores case.
 */
import { storable } from '../store/storable.ts'

export type Condition =
  | { is: 'all'; of: Condition[] }
  | { is: 'any'; of: Condition[] }
  | { is: 'not'; of: Condition }
  | { is: 'exists'; key: string }
  | { is: 'in'; key: string; values: string[] }
  | { is: 'prefix'; key: string; prefix: string }
  | { is: 'text'; keys: string[]; term: string; by?: Condition }
  | RelationCondition

/** `null` stands for "any type" or "any target". */
export interface RelationCondition {
  is: 'relation'
  types: string[] | null
  targets: string[] | null
  prefix?: string
  /** Only relations that entities declare which it selects. */
  by?: Condition
}

export const everything: Condition = { is: 'all', of: [] }
export const nothing: Condition = { is: 'any', of: [] }

const relationKey = 'relations.'

/** The key is there, whatever its value. */
export function exists(key: string): Condition {
  const lower = lowered(key)
  if (lower === 'relations') return { is: 'relation', types: null, targets: null }
  if (lower.startsWith(relationKey)) return relation([lower.slice(relationKey.length)], null)
  return { is: 'exists', key: lower }
}

/** The key has one of the values. */
export function oneOf(key: string, values: readonly string[]): Condition {
  const lower = lowered(key)
  const unique = [...new Set(values.map(lowered))]
  if (lower.startsWith(relationKey)) return relation([lower.slice(relationKey.length)], unique)
  return { is: 'in', key: lower, values: unique }
}

export function startsWith(key: string, prefix: string): Condition {
  const lower = lowered(key)
  if (lower.startsWith(relationKey)) {
    return {
      is: 'relation',
      types: [lower.slice(relationKey.length)],
      targets: null,
      prefix: lowered(prefix),
    }
  }
  return { is: 'prefix', key: lower, prefix: lowered(prefix) }
}

/** Some value of one of the keys contains the term. */
export function contains(keys: readonly string[], term: string): Condition {
  return { is: 'text', keys: [...new Set(keys.map(lowered))], term: lowered(term) }
}

export function relation(types: readonly string[] | null, targets: readonly string[] | null): Condition {
  return {
    is: 'relation',
    types: types ? types.map(lowered) : null,
    targets: targets ? targets.map(lowered) : null,
  }
}

/** ANDs conditions, flattened; one that is `everything` disappears, one that is `nothing` wins. */
export function allOf(conditions: readonly (Condition | null | undefined)[]): Condition {
  const parts: Condition[] = []
  for (const condition of conditions) {
    if (!condition) continue
    if (condition.is === 'all') parts.push(...condition.of)
    else parts.push(condition)
  }
  if (parts.some(isNothing)) return nothing
  return parts.length === 1 && parts[0] ? parts[0] : { is: 'all', of: parts }
}

/** ORs conditions, flattened; alternatives on the same key become one list of values. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const parts: Condition[] = []
  const values = new Map<string, Extract<Condition, { is: 'in' }>>()
  for (const part of conditions.flatMap((c) => (c.is === 'any' ? c.of : [c]))) {
    if (isEverything(part)) return everything
    if (part.is !== 'in') {
      parts.push(part)
      continue
    }
    const known = values.get(part.key)
    if (known) {
      known.values = [...new Set([...known.values, ...part.values])]
      continue
    }
    const copy = { ...part }
    values.set(part.key, copy)
    parts.push(copy)
  }
  return parts.length === 1 && parts[0] ? parts[0] : { is: 'any', of: parts }
}

export function not(condition: Condition): Condition {
  if (condition.is === 'not') return condition.of
  if (isEverything(condition)) return nothing
  if (isNothing(condition)) return everything
  return { is: 'not', of: condition }
}

/** The condition with only those relations counting that entities declare which `by` selects. */
export function declaredBy(condition: Condition, by: Condition): Condition {
  if (condition.is === 'all' || condition.is === 'any') {
    return { is: condition.is, of: condition.of.map((part) => declaredBy(part, by)) }
  }
  if (condition.is === 'not') return { is: 'not', of: declaredBy(condition.of, by) }
  const isAboutRelations =
    condition.is === 'relation' ||
    (condition.is === 'text' && condition.keys.some((key) => key.startsWith(relationKey)))
  return isAboutRelations ? { ...condition, by } : condition
}

export function isEverything(condition: Condition): boolean {
  return condition.is === 'all' && condition.of.length === 0
}

export function isNothing(condition: Condition): boolean {
  return condition.is === 'any' && condition.of.length === 0
}

/** Lower-cased, and as every database can take it: Postgres refuses NUL and half surrogates in text. */
function lowered(text: string): string {
  return storable(text).toLowerCase()
}
