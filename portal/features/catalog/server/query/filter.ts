import { PortalError } from '@callboard/sdk'
import { allOf, anyOf, type Condition, everything, exists, oneOf } from './condition.ts'

/**
 * Reads `filter` parameters: statements of one parameter are ANDed, parameters are ORed, and a key
 * repeated within one parameter takes any of its values. A parameter without statements says nothing.
 *
 * @example
 * parseFilters(['kind=component,spec.type', 'kind=user'])
 *
 * @throws `input` for a statement without a key.
 */
export function parseFilters(filters: readonly string[]): Condition {
  const sets = filters.map(parseFilterSet).filter((set) => set !== null)
  return sets.length === 0 ? everything : anyOf(sets)
}

function parseFilterSet(filter: string): Condition | null {
  const byKey = new Map<string, { key: string; values: string[] | null }>()
  for (const part of filter.split(',')) {
    const statement = part.trim()
    if (!statement) continue
    const { key, value } = parseStatement(statement)
    const known = byKey.get(key.toLowerCase())
    if (!known) byKey.set(key.toLowerCase(), { key, values: value === null ? null : [value] })
    else if (value !== null) known.values = [...(known.values ?? []), value]
  }
  if (byKey.size === 0) return null
  return allOf([...byKey.values()].map(({ key, values }) => (values ? oneOf(key, values) : exists(key))))
}

function parseStatement(statement: string): { key: string; value: string | null } {
  const equals = statement.indexOf('=')
  const key = (equals === -1 ? statement : statement.slice(0, equals)).trim()
  if (!key) {
    throw new PortalError(
      'input',
      `Invalid filter, '${statement}' is not a valid statement (expected a string on the form a=b or a= or a)`,
    )
  }
  return { key, value: equals === -1 ? null : statement.slice(equals + 1).trim() }
}
