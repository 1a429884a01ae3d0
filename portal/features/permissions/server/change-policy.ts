/** Changes of what is made in the portal, checked before they are written. */
import { PortalError } from '@callboard/sdk'
import { type AssignmentInput, type PolicyChange, policyChange } from '../api.ts'
import { principalRef } from './config-policy.ts'
import { originText, type Policy } from './policy.ts'
import type { Resources } from './resources.ts'

/**
 * The change with full refs.
 *
 * @throws `forbidden` for a role that config says, `input` for conditions and names that are wrong,
 * `not_found` for taking away what is not there.
 */
export function checkedChange(change: PolicyChange, policy: Policy, resources: Resources): PolicyChange {
  const read = policyChange.safeParse(change)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new PortalError('input', `${issue?.path.join('.')}: ${issue?.message}`)
  }
  for (const [name, role] of Object.entries(change.roles ?? {})) {
    const known = policy.roles.get(name)
    if (known && known.origin.from !== 'database') {
      throw new PortalError(
        'forbidden',
        `The role '${name}' is ${originText(known.origin)} and cannot be changed in the portal; make another one`,
      )
    }
    if (role === null && !known) throw new PortalError('not_found', `There is no role '${name}'`)
    if (role) resources.checkRules(role.rules, name)
  }
  const assignments: NonNullable<PolicyChange['assignments']> = {}
  for (const [name, given] of Object.entries(change.assignments ?? {})) {
    const exists = change.roles?.[name] !== undefined ? change.roles[name] !== null : policy.roles.has(name)
    if (given && !exists) throw new PortalError('input', `There is no role '${name}'`)
    assignments[name] = given && withFullRefs(given)
  }
  for (const name of change.default ?? []) {
    if (!change.roles?.[name] && !policy.roles.has(name))
      throw new PortalError('input', `There is no role '${name}'`)
  }
  if (change.default !== undefined && policy.default.origin.from === 'config') {
    throw new PortalError(
      'forbidden',
      `The roles that everybody has are written ${originText(policy.default.origin)} and cannot be changed in the portal`,
    )
  }
  return { ...change, ...(change.assignments && { assignments }) }
}

function withFullRefs(given: AssignmentInput): AssignmentInput {
  const unique = (refs: readonly string[], kind: 'user' | 'group') => [
    ...new Set(refs.map((ref) => ofKind(principalRef(ref, kind), kind))),
  ]
  return { ...given, users: unique(given.users, 'user'), groups: unique(given.groups, 'group') }
}

function ofKind(ref: string, kind: string): string {
  if (ref.startsWith(`${kind}:`)) return ref
  throw new PortalError('input', `'${ref}' is not a ${kind}`)
}
