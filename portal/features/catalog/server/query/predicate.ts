import { PortalError } from '@callboard/sdk'
import { allOf, anyOf, type Condition, exists, not, oneOf, relation, startsWith } from './condition.ts'

// A question this big is a mistake or an attack; real ones have a handful of parts.
const maxParts = 2000
const maxDepth = 64

/**
 * Reads the `query` of a POST body (contract: rest-api §2) into the same `Condition` as `filter=`.
 *
 * @example
 * parsePredicate({ kind: 'Component', 'spec.type': { $in: ['service', 'website'] } })
 *
 * @throws `input` with `Invalid query: …` naming the place that is wrong.
 */
export function parsePredicate(query: unknown): Condition {
  const budget = { parts: 0 }
  return parseNode(query, '', 0, budget)
}

function parseNode(node: unknown, at: string, depth: number, budget: { parts: number }): Condition {
  budget.parts += 1
  if (budget.parts > maxParts) throw invalid(at, `has more than ${maxParts} parts`)
  if (depth > maxDepth) throw invalid(at, `is nested deeper than ${maxDepth} levels`)
  if (!isObject(node)) throw invalid(at, `must be an object, got ${describe(node)}`)
  const keys = Object.keys(node)
  const operator = keys.find((key) => key.startsWith('$'))
  if (operator === undefined)
    return allOf(keys.map((key) => parseField(key, node[key], join(at, key), budget)))
  if (operator !== '$all' && operator !== '$any' && operator !== '$not') {
    throw invalid(join(at, operator), 'is not an operator that may stand here; use $all, $any or $not')
  }
  if (keys.length !== 1) {
    throw invalid(join(at, operator), 'must be the only key of its object; wrap the rest in $all')
  }
  const operand = node[operator]
  if (operator === '$not') return not(parseNode(operand, join(at, '$not'), depth + 1, budget))
  if (!Array.isArray(operand)) throw invalid(join(at, operator), `must be a list, got ${describe(operand)}`)
  const parts = operand.map((part, index) =>
    parseNode(part, `${join(at, operator)}[${index}]`, depth + 1, budget),
  )
  return operator === '$all' ? allOf(parts) : anyOf(parts)
}

function parseField(key: string, value: unknown, at: string, budget: { parts: number }): Condition {
  budget.parts += 1
  if (isPrimitive(value)) return oneOf(key, [String(value)])
  if (!isObject(value)) throw invalid(at, `must be a value or an operator, got ${describe(value)}`)
  // In this order, and the first one counts: that is how the reference reads a value with two operators.
  if ('$exists' in value) return parseExists(key, value.$exists, at)
  if ('$in' in value) return oneOf(key, primitives(value.$in, join(at, '$in')))
  if ('$contains' in value) return parseContains(key, value.$contains, join(at, '$contains'))
  if ('$hasPrefix' in value) {
    if (typeof value.$hasPrefix !== 'string') throw invalid(join(at, '$hasPrefix'), 'must be a string')
    return startsWith(key, value.$hasPrefix)
  }
  throw invalid(at, 'must have one of $exists, $in, $contains, $hasPrefix')
}

function parseExists(key: string, wanted: unknown, at: string): Condition {
  if (typeof wanted !== 'boolean') throw invalid(join(at, '$exists'), 'must be true or false')
  return wanted ? exists(key) : not(exists(key))
}

function parseContains(key: string, wanted: unknown, at: string): Condition {
  if (isPrimitive(wanted)) return oneOf(key, [String(wanted)])
  if (key.toLowerCase() !== 'relations') {
    throw invalid(at, 'must be a string, number or boolean (objects are supported for the key relations)')
  }
  if (!isObject(wanted))
    throw invalid(at, `must be an object with type and targetRef, got ${describe(wanted)}`)
  for (const name of Object.keys(wanted)) {
    if (name !== 'type' && name !== 'targetRef')
      throw invalid(join(at, name), 'is not known; use type and targetRef')
  }
  if (wanted.type === undefined) throw invalid(join(at, 'type'), 'is required')
  const types = strings(wanted.type, join(at, 'type'))
  const targets = wanted.targetRef === undefined ? null : strings(wanted.targetRef, join(at, 'targetRef'))
  return relation(types, targets)
}

function strings(value: unknown, at: string): string[] {
  if (typeof value === 'string') return [value]
  if (isObject(value) && '$in' in value) return primitives(value.$in, join(at, '$in'))
  throw invalid(at, 'must be a string or {"$in": [...]}')
}

function primitives(value: unknown, at: string): string[] {
  if (!Array.isArray(value)) throw invalid(at, `must be a list, got ${describe(value)}`)
  return value.map((item, index) => {
    if (!isPrimitive(item)) throw invalid(`${at}[${index}]`, 'must be a string, number or boolean')
    return String(item)
  })
}

function isPrimitive(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value
}

function join(at: string, key: string): string {
  return at ? `${at}.${key}` : key
}

function invalid(at: string, what: string): PortalError {
  return new PortalError('input', `Invalid query: ${at || 'it'} ${what}`)
}
