/** What a change of the policy does to people, on the catalog as it is. */
import { setImmediate } from 'node:timers/promises'
import { type Decision, permissionAction } from '@callboard/sdk'
import type { Effect, Simulation } from '../api.ts'
import { callerOf } from './caller.ts'
import { createChangedFor, criteriaOf } from './changed-answers.ts'
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

export interface SimulateRequest {
  before: Policy
  after: Policy
  /** Refs of everybody who is asked about. */
  users: readonly string[]
  /** Which of the effects are told. */
  offset: number
  limit: number
  signal: AbortSignal
}

/** An answer that is another one after the change. */
interface Changed {
  user: string
  asked: Asked
  was: Decision
  is: Decision
}

const usersAtOnce = 20
const samples = 20
const none = { count: 0, sample: [] }

/** Everybody is looked at and every effect counted, however many; only a slice of them is told. */
export async function simulate(deps: SimulateDeps, request: SimulateRequest): Promise<Simulation> {
  const { users, offset, limit } = request
  const changes = await changesOf(deps, request)
  const differs = createDiffering(deps.resources)
  const different: Changed[] = []
  for (const change of changes) if (await differs(change)) different.push(change)
  const effects: Effect[] = []
  for (const change of different.slice(offset, offset + limit)) {
    effects.push({
      user: change.user,
      permission: change.asked.permission,
      ...(await effectOf(deps.resources, change)),
    })
  }
  return {
    users: { considered: users.length, affected: new Set(different.map(({ user }) => user)).size },
    total: different.length,
    effects,
    warnings: request.after.warnings,
  }
}

/** What people see and change comes first. */
async function changesOf(
  { people, known, resources }: SimulateDeps,
  { before, after, users, signal }: SimulateRequest,
): Promise<Changed[]> {
  const questions = known.all
    .map(
      ({ name, action, resourceType }): Asked => ({
        permission: name,
        action: action ?? permissionAction({ permission: name }),
        resourceType,
      }),
    )
    .toSorted((a, b) => Number(isAboutThings(b, resources)) - Number(isAboutThings(a, resources)))
  const changedFor = createChangedFor(before, after, questions)
  const changes = new Map(questions.map((asked): [Asked, Changed[]] => [asked, []]))
  for (let from = 0; from < users.length; from += usersAtOnce) {
    signal.throwIfAborted()
    const all = await Promise.all(
      users.slice(from, from + usersAtOnce).map((user) => people.factsOfRef(user)),
    )
    for (const facts of all) {
      const [was, is] = [callerOf(before, facts), callerOf(after, facts)]
      for (const asked of changedFor(was, is)) {
        const change = {
          user: facts.ref,
          asked,
          was: decide(before, was, asked),
          is: decide(after, is, asked),
        }
        changes.get(asked)?.push(change)
      }
    }
    await setImmediate()
  }
  return [...changes.values()].flat()
}

function isAboutThings({ resourceType }: Asked, resources: Resources): boolean {
  return resourceType !== undefined && resources.has(resourceType)
}

/**
 * Whether a change makes a difference on the catalog as it is. Whoever has the same conditions sees the same, and
 * is looked up once.
 */
function createDiffering(resources: Resources): (change: Changed) => Promise<boolean> {
  const known = new Map<string, boolean>()
  return async ({ asked, was, is }) => {
    if (!isAboutThings(asked, resources) || was.result !== is.result) return true
    const [from, to] = [criteriaOf(was), criteriaOf(is)]
    const key = JSON.stringify([asked.resourceType, from, to])
    let differs = known.get(key)
    if (differs === undefined) {
      const { gained, lost } = await resources.of(asked.resourceType ?? '').compare(from, to, 0)
      differs = gained.count + lost.count > 0
      known.set(key, differs)
    }
    return differs
  }
}

async function effectOf(resources: Resources, { asked, was, is }: Changed) {
  if (!isAboutThings(asked, resources)) {
    const of = ({ result }: Decision) => ({ result, count: null })
    return { before: of(was), after: of(is), gained: none, lost: none }
  }
  const { before, after, gained, lost } = await resources
    .of(asked.resourceType ?? '')
    .compare(criteriaOf(was), criteriaOf(is), samples)
  return {
    before: { result: was.result, count: before },
    after: { result: is.result, count: after },
    gained,
    lost,
  }
}
