/** Contract → verbs. */
import { actorOf, type Handlers, PortalError, type RequestContext } from '@callboard/sdk'
import { parseRef, stringifyRef } from '@callboard/sdk/model'
import type { PermissionsApi, PolicyAnswer, PolicyChange } from '../api.ts'
import type { Answerer } from './answerer.ts'
import { authorize } from './authorize.ts'
import { callerOf } from './caller.ts'
import { checkedChange } from './change-policy.ts'
import { explain } from './explain.ts'
import { importOf, readRbac } from './import-policy.ts'
import type { KnownPermissions } from './known-permissions.ts'
import { matrixOf } from './matrix.ts'
import type { People } from './people.ts'
import { adminsOf, type Policy } from './policy.ts'
import type { PolicyInUse } from './policy-in-use.ts'
import type { Resources } from './resources.ts'
import { simulate } from './simulate.ts'
import { mergeChange, type PolicyStore } from './store.ts'

export interface HandlerDeps {
  answerer: Answerer
  inUse: PolicyInUse
  store: PolicyStore
  resources: Resources
  known: KnownPermissions
  people: People
  /** Refs of the users of the catalog. */
  users(): Promise<string[]>
}

export function permissionHandlers(deps: HandlerDeps): Handlers<PermissionsApi> {
  const { answerer, inUse, store, resources, known, people } = deps

  const change = async (
    request: RequestContext,
    made: PolicyChange,
    summary: string,
    basedOn?: number,
  ): Promise<{ version: number; warnings: string[] }> => {
    refuseWhenOff(inUse)
    const { policy } = await inUse.current()
    const good = checkedChange(made, policy, resources)
    const text = summary.toWellFormed().replaceAll('\0', ' ')
    const by = { actor: actorOf(request.credentials), summary: text, basedOn }
    const { version, document } = await store.write((before) => mergeChange(before, good), by)
    request.about(summary, { version, change: JSON.parse(JSON.stringify(good)) })
    return { version, warnings: inUse.with(document).warnings }
  }

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
    putRole: (request, { params: { name }, body }) =>
      change(request, { roles: { [name]: body } }, `Role '${name}' set`),
    deleteRole: (request, { params: { name } }) =>
      change(request, { roles: { [name]: null } }, `Role '${name}' removed`),
    putAssignment: (request, { params: { name }, body }) =>
      change(request, { assignments: { [name]: body } }, `Said who has the role '${name}'`),
    deleteAssignment: (request, { params: { name } }) =>
      change(request, { assignments: { [name]: null } }, `Role '${name}' taken from everyone`),
    putDefaultRoles: (request, { body: { roles } }) =>
      change(request, { default: roles }, `Said which roles everybody has`),
    applyPolicyChange: (request, { body }) =>
      change(request, body.change, body.summary ?? 'Changed several things', body.basedOn),
    listPolicyVersions: async () => ({ items: await store.list() }),
    async restorePolicyVersion(request, { params }) {
      refuseWhenOff(inUse)
      const version = Number(params.version)
      const found = (await store.list()).find((one) => one.version === version)
      if (!found) throw new PortalError('not_found', `There is no version ${version} of the policy`)
      const summary = `Restored version ${version}`
      const by = { actor: actorOf(request.credentials), summary }
      const made = await store.write(() => found.policy, by)
      request.about(summary, { version: made.version })
      return { version: made.version, warnings: inUse.with(made.document).warnings }
    },
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
    async importPolicy(request, { body }) {
      const { policy, made } = await inUse.current()
      const read = readRbac({ csv: body.csv, conditions: body.conditions }, resources, known)
      const result = importOf(read, policy, made.document)
      const errors = result.problems.filter(({ severity }) => severity === 'error')
      if (body.dryRun) return { ...result, dryRun: true, version: made.version }
      if (errors.length > 0) {
        const first = errors.map(({ line, message }) => `line ${line}: ${message}`).slice(0, 5)
        throw new PortalError('input', `Nothing was imported. ${first.join('; ')}`, { problems: errors })
      }
      const { version } = await change(request, result.change, 'Imported roles of the RBAC plugin')
      return { ...result, dryRun: false, version }
    },
  }
}

/** A policy that is not in force would otherwise be prepared by anybody, who then had it once it is. */
function refuseWhenOff(inUse: PolicyInUse): void {
  if (inUse.enabled()) return
  throw new PortalError(
    'conflict',
    "Permissions are switched off: set 'permission.enabled: true' in config to change the policy here",
  )
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
