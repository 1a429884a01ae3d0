/** What the policy says, of whom, and what a change of it would do. */
import type { Handlers } from '@callboard/sdk'
import { parseRef, stringifyRef } from '@callboard/sdk/model'
import type { PermissionsApi, PolicyAnswer } from '../api.ts'
import { authorize } from './authorize.ts'
import { callerOf } from './caller.ts'
import { checkedChange } from './change-policy.ts'
import { explain } from './explain.ts'
import type { HandlerDeps } from './handlers.ts'
import { matrixOf } from './matrix.ts'
import { adminsOf, type Policy } from './policy.ts'
import { simulate } from './simulate.ts'
import { mergeChange } from './store.ts'

type QuestionRoutes =
  | 'authorize'
  | 'permissionHealth'
  | 'getPolicy'
  | 'listPolicyVersions'
  | 'getMatrix'
  | 'explain'
  | 'simulate'

export function questionHandlers(deps: HandlerDeps): Pick<Handlers<PermissionsApi>, QuestionRoutes> {
  const { answerer, inUse, store, resources, known, people } = deps
  return {
    authorize: async ({ credentials }, { body }) => ({
      items: await authorize(answerer, resources, credentials, body.items),
    }),
    permissionHealth: () => ({ status: 'ok' as const }),
    async getPolicy() {
      const { policy, made } = await inUse.current()
      return answerOf(policy, {
        enabled: inUse.enabled(),
        version: made.version,
        changedAt: made.at === null ? null : new Date(made.at).toISOString(),
        changedBy: made.actor,
      })
    },
    listPolicyVersions: async () => ({ items: await store.list() }),
    async getMatrix() {
      const { policy } = await inUse.current()
      return matrixOf(policy, known, resources)
    },
    async explain(_request, { body }) {
      const { policy } = await inUse.current()
      const ref = callerRef(body.user)
      const caller = callerOf(policy, await people.factsOfRef(ref))
      const asked = answerer.complete({ permission: body.permission })
      const explained = await explain(resources, {
        policy,
        caller,
        asked,
        info: known.of(body.permission),
        resourceRef: body.resourceRef === undefined ? null : fullRef(body.resourceRef),
      })
      if (inUse.enabled()) return explained
      const because = `Permissions are switched off, so everything is allowed. With them: ${explained.because}`
      return { ...explained, because }
    },
    async simulate(request, { body }) {
      const { policy, made } = await inUse.current()
      const after = inUse.with(mergeChange(made.document, checkedChange(body.change, policy, resources)))
      const users = body.user === undefined ? await everybody(policy, after, deps) : [callerRef(body.user)]
      const { offset, limit } = body
      const asked = { before: policy, after, users, offset, limit, signal: request.signal }
      return simulate({ people, known, resources }, asked)
    },
  }
}

function callerRef(text: string): string {
  if (/^service:[^/]+$/i.test(text)) return text
  return stringifyRef(parseRef(text, { kind: 'user' }))
}

function fullRef(text: string): string {
  return stringifyRef(parseRef(text))
}

async function everybody(before: Policy, after: Policy, { users }: HandlerDeps): Promise<string[]> {
  const named = [...before.assignments, ...after.assignments].flatMap((assignment) => assignment.users)
  return [...new Set([...named, ...(await users())])]
}

function answerOf(
  policy: Policy,
  about: Pick<PolicyAnswer, 'enabled' | 'version' | 'changedAt' | 'changedBy'>,
): PolicyAnswer {
  const editable = (origin: { from: string }) => origin.from === 'database'
  return {
    ...about,
    roles: [...policy.roles.values()].map((role) => ({ ...role, editable: editable(role.origin) })),
    assignments: policy.assignments.map((given) => ({ ...given, editable: editable(given.origin) })),
    default: { ...policy.default, editable: policy.default.origin.from !== 'config' },
    admins: adminsOf(policy, 'config'),
    warnings: policy.warnings,
  }
}
