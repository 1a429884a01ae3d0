/** The kinds of things that conditions can be about. */
import { type ConditionRule, type Criteria, PortalError, type ProtectedResources } from '@callboard/sdk'
import { originText, type PlacedRule } from './policy.ts'
import { resourceTypesOf, substitute } from './substitute.ts'

export interface Resources {
  all: readonly ProtectedResources[]
  rules: readonly ConditionRule[]
  /** @throws `not_found` when nothing has such things. */
  of(resourceType: string): ProtectedResources
  has(resourceType: string): boolean
  /** @throws `input`, or `not_found` when nothing here has the kind of thing they are about. */
  check(criteria: Criteria): void
  /** @throws `input` with the position of the rule that is wrong. */
  checkRules(rules: readonly PlacedRule[], role: string): void
}

const somebody = { ref: 'user:default/somebody', ownershipRefs: ['user:default/somebody'] }

export function createResources(all: readonly ProtectedResources[]): Resources {
  const byType = new Map(all.map((one) => [one.resourceType, one]))
  const of: Resources['of'] = (resourceType) => {
    const found = byType.get(resourceType)
    if (found) return found
    const known = [...byType.keys()].map((type) => `'${type}'`).join(', ')
    throw new PortalError(
      'not_found',
      `Conditions about '${resourceType}' cannot be told here; there are ${known || 'none'}`,
    )
  }
  const check: Resources['check'] = (criteria) => {
    const types = [...resourceTypesOf(criteria)]
    if (types.length !== 1) {
      throw new PortalError('input', `Conditions are about one kind of thing, not ${types.join(' and ')}`)
    }
    of(types[0] as string).check(substitute(criteria, somebody))
  }
  return {
    all,
    rules: all.flatMap(({ rules }) => rules),
    of,
    has: (resourceType) => byType.has(resourceType),
    check,
    checkRules(rules, role) {
      for (const [index, { conditions, at }] of rules.entries()) {
        if (!conditions) continue
        try {
          check(conditions as Criteria)
        } catch (thrown) {
          if (!(thrown instanceof PortalError)) throw thrown
          const place = at ? ` (${originText(at)})` : ''
          throw new PortalError(
            'input',
            `Rule ${index + 1} of the role '${role}'${place}: ${thrown.message}`,
            thrown.details,
          )
        }
      }
    },
  }
}
