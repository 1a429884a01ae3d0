/** What a change of the policy does to people, on the catalog as it is. */
import { setImmediate } from 'node:timers/promises'
import { type Criteria, type Decision, permissionAction } from '@callboard/sdk'
import type { Effect, Simulation } from '../api.ts'
import { callerOf, type Facts } from './caller.ts'
import { type Asked, decide } from './evaluate.ts'
import type { KnownPermissions } from './known-permissions.ts'
import type { People } from './people.ts'
import type { Policy } from './policy.ts'
import type { Resources } from './resources.ts'

export interface SimulateDeps {
  people: People
  known: KnownPermissions
  resources: Resources
}

const most = { users: 2_000, effects: 200, samples: 20 }
const none = { count: 0, sample: [] }

export async function simulate(
  { people, known, resources }: SimulateDeps,
  before: Policy,
  after: Policy,
  users: readonly string[],
): Promise<Simulation> {
  const questions = known.all.map(
    ({ name, action, resourceType }): Asked => ({
      permission: name,
      action: action ?? permissionAction({ permission: name }),
      resourceType,
    }),
  )
  const compare = createComparison(resources)
  const effects: Effect[] = []
  let affected = 0
  let left = 0
  const looked = users.slice(0, most.users)
  for (const [index, user] of looked.entries()) {
    const facts: Facts = await people.factsOfRef(user)
    const callers = { before: callerOf(before, facts), after: callerOf(after, facts) }
    let isAffected = false
    for (const asked of questions) {
      const was = decide(before, callers.before, asked)
      const is = decide(after, callers.after, asked)
      if (sameAnswer(was, is)) continue
      if (effects.length >= most.effects) {
        left += 1
        isAffected = true
        continue
      }
      const effect = await compare(asked, was, is)
      if (effect === null) continue
      isAffected = true
      effects.push({ user, permission: asked.permission, ...effect })
    }
    if (isAffected) affected += 1
    if (index % 50 === 49) await setImmediate()
  }
  return {
    users: { considered: looked.length, affected, truncated: users.length > looked.length || left > 0 },
    effects,
    warnings: after.warnings,
  }
}

function sameAnswer(a: Decision, b: Decision): boolean {
  return a.result === b.result && JSON.stringify(criteriaOf(a)) === JSON.stringify(criteriaOf(b))
}

/** Whoever has the same conditions sees the same: many users cost as much as a few. */
function createComparison(resources: Resources) {
  const made = new Map<string, Promise<Omit<Effect, 'user' | 'permission'> | null>>()
  return (asked: Asked, was: Decision, is: Decision): Promise<Omit<Effect, 'user' | 'permission'> | null> => {
    const { resourceType } = asked
    if (resourceType === undefined || !resources.has(resourceType)) {
      const of = ({ result }: Decision) => ({ result, count: null })
      return Promise.resolve({ before: of(was), after: of(is), gained: none, lost: none })
    }
    const [from, to] = [criteriaOf(was), criteriaOf(is)]
    const key = JSON.stringify([resourceType, was.result, from, is.result, to])
    let one = made.get(key)
    if (!one) {
      one = resources
        .of(resourceType)
        .compare(from, to, most.samples)
        .then(({ before, after, gained, lost }) =>
          gained.count + lost.count === 0 && was.result === is.result
            ? null
            : {
                before: { result: was.result, count: before },
                after: { result: is.result, count: after },
                gained,
                lost,
              },
        )
      made.set(key, one)
    }
    return one
  }
}

function criteriaOf(decision: Decision): Criteria | boolean {
  return decision.result === 'CONDITIONAL' ? decision.conditions : decision.result === 'ALLOW'
}
