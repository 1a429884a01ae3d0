/** Who asks, put into the conditions of a rule. */
import type { Criteria } from '@callboard/sdk'

export interface Person {
  ref: string
  ownershipRefs: readonly string[]
}

const me = '$currentUser'
const mine = '$ownerRefs'

/**
 * Replaces `$currentUser` and `$ownerRefs` wherever they stand in params; in a list the latter become items of
 * it. Ownership without claims asks for the caller's own.
 */
export function substitute(criteria: Criteria, person: Person): Criteria {
  if ('allOf' in criteria) return { allOf: criteria.allOf.map((part) => substitute(part, person)) }
  if ('anyOf' in criteria) return { anyOf: criteria.anyOf.map((part) => substitute(part, person)) }
  if ('not' in criteria) return { not: substitute(criteria.not, person) }
  const { rule, resourceType } = criteria
  const params = criteria.params ?? {}
  const isBare = rule === 'IS_ENTITY_OWNER' && params.claims === undefined
  const given = isBare ? { ...params, claims: [mine] } : params
  return {
    rule,
    resourceType,
    params: Object.fromEntries(Object.entries(given).map(([key, value]) => [key, replaced(value, person)])),
  }
}

function replaced(value: unknown, person: Person): unknown {
  if (value === me) return person.ref
  if (value === mine) return [...person.ownershipRefs]
  if (Array.isArray(value)) {
    return value.flatMap((item): unknown[] =>
      item === mine ? [...person.ownershipRefs] : [replaced(item, person)],
    )
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaced(child, person)]))
}

/** The kinds of things that conditions speak of. */
export function resourceTypesOf(criteria: Criteria): Set<string> {
  if ('allOf' in criteria) return new Set(criteria.allOf.flatMap((part) => [...resourceTypesOf(part)]))
  if ('anyOf' in criteria) return new Set(criteria.anyOf.flatMap((part) => [...resourceTypesOf(part)]))
  if ('not' in criteria) return resourceTypesOf(criteria.not)
  return new Set([criteria.resourceType])
}
