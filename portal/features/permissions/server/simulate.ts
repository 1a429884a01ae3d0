/** What a change of the policy does to people, on the catalog as it is. */
import { setImmediate } from 'node:timers/promises'
import { type Criteria, type Decision, permissionAction } from '@callboard/sdk'
import type { Effect, Simulation } from '../api.ts'
import { callerOf } from './caller.ts'
import { type Asked, type Caller, decide } from './evaluate.ts'
import type { KnownPermissions } from './known-permissions.ts'
import type { People } from './people.ts'
import type { Policy } from './policy.ts'
import type { Resources } from './resources.ts'

export interface SimulateDeps {
  people: People
  known: KnownPermissions
  resources: Resources
}

interface Changed {
  user: string
  before: Caller
  after: Caller
  asked: Asked
}

const most = { users: 2_000, effects: 200, samples: 20 }
const none = { count: 0, sample: [] }

export async function simulate(
  { people, known, resources }: SimulateDeps,
  before: Policy,
  after: Policy,
  users: readonly string[],
): Promise<Simulation> {
  const isAboutThings = ({ resourceType }: Asked) => resourceType !== undefined && resources.has(resourceType)
  const questions = known.all
    .map(
      ({ name, action, resourceType }): Asked => ({
        permission: name,
        action: action ?? permissionAction({ permission: name }),
        resourceType,
      }),
    )
    // What people see and change comes first; of the rest there may be too much to tell.
    .toSorted((a, b) => Number(isAboutThings(b)) - Number(isAboutThings(a)))
  const changedFor = createChangedFor(before, after, questions)
  const looked = users.slice(0, most.users)
  const changes: Changed[] = []
  for (const [index, user] of looked.entries()) {
    const facts = await people.factsOfRef(user)
    const callers = { before: callerOf(before, facts), after: callerOf(after, facts) }
    for (const asked of changedFor(callers.before, callers.after)) changes.push({ user, ...callers, asked })
    if (index % 20 === 19) await setImmediate()
  }
  const order = new Map(questions.map((asked, place) => [asked, place]))
  changes.sort((a, b) => (order.get(a.asked) ?? 0) - (order.get(b.asked) ?? 0))
  const compare = createComparison(resources)
  const effects: Effect[] = []
  const affected = new Set<string>()
  let left = 0
  for (const { user, asked, ...callers } of changes) {
    if (effects.length >= most.effects) {
      affected.add(user)
      left += 1
      continue
    }
    const was = decide(before, callers.before, asked)
    const is = decide(after, callers.after, asked)
    const effect = await compare(asked, was, is)
    if (effect === null) continue
    affected.add(user)
    effects.push({ user, permission: asked.permission, ...effect })
  }
  return {
    users: {
      considered: looked.length,
      affected: affected.size,
      truncated: users.length > looked.length || left > 0,
    },
    effects,
    warnings: after.warnings,
  }
}

/**
 * Which answers change for people with these roles, whoever they are: as long as nobody is put into the
 * conditions, equal roles give equal answers, and many people cost as much as a few.
 */
function createChangedFor(before: Policy, after: Policy, questions: readonly Asked[]) {
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

type Difference = Omit<Effect, 'user' | 'permission'>

/** Whoever has the same conditions sees the same. Null when nothing is different in the end. */
function createComparison(resources: Resources) {
  const made = new Map<string, Promise<Difference | null>>()
  return (asked: Asked, was: Decision, is: Decision): Promise<Difference | null> => {
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
