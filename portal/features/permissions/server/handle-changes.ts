/** Changes of what is made in the portal. */
import { actorOf, type Handlers, PortalError, type RequestContext } from '@callboard/sdk'
import type { PermissionsApi, PolicyChange } from '../api.ts'
import { checkedChange } from './change-policy.ts'
import type { HandlerDeps } from './handlers.ts'
import { importOf, readRbac } from './import-policy.ts'
import type { PolicyInUse } from './policy-in-use.ts'
import { mergeChange } from './store.ts'

type ChangeRoutes =
  | 'putRole'
  | 'deleteRole'
  | 'putAssignment'
  | 'deleteAssignment'
  | 'putDefaultRoles'
  | 'applyPolicyChange'
  | 'restorePolicyVersion'
  | 'importPolicy'

export function changeHandlers(deps: HandlerDeps): Pick<Handlers<PermissionsApi>, ChangeRoutes> {
  const { inUse, store, resources, known } = deps

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
