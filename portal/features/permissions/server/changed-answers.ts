import type { Criteria, Decision } from '@callboard/sdk'
import { type Asked, type Caller, decide } from './evaluate.ts'
import type { Policy } from './policy.ts'

/**
 * Which answers change for people with these roles, whoever they are: as long as nobody is put into the
 * conditions, equal roles give equal answers, and many people cost as much as a few.
 */
export function createChangedFor(before: Policy, after: Policy, questions: readonly Asked[]) {
  const made = new Map<string, Asked[]>()
  return (was: Caller, is: Caller): Asked[] => {
    const key = `${keyOf(was)} ${keyOf(is)}`
    let changed = made.get(key)
    if (!changed) {
      const [from, to] = [unnamed(was), unnamed(is)]
      changed = questions.filter(
        (asked) => !sameAnswer(decide(before, from, asked), decide(after, to, asked)),
      )
      made.set(key, changed)
    }
    return changed
  }
}

function keyOf({ roles, adminBy, policyAdminBy }: Caller): string {
  return JSON.stringify([roles.map(({ name }) => name), adminBy !== null, policyAdminBy !== null])
}

function unnamed(caller: Caller): Caller {
  return { ...caller, ref: '$currentUser', ownershipRefs: ['$ownerRefs'] }
}

function sameAnswer(a: Decision, b: Decision): boolean {
  return a.result === b.result && JSON.stringify(criteriaOf(a)) === JSON.stringify(criteriaOf(b))
}

/** What a thing must be like for the decision to allow it: conditions, or any thing, or none. */
export function criteriaOf(decision: Decision): Criteria | boolean {
  return decision.result === 'CONDITIONAL' ? decision.conditions : decision.result === 'ALLOW'
}
