/** What each role may do by itself, permission by permission. */
import { permissionAction } from '@callboard/sdk'
import type { Matrix } from '../api.ts'
import { decide } from './evaluate.ts'
import type { KnownPermissions } from './known-permissions.ts'
import type { Policy } from './policy.ts'
import type { Resources } from './resources.ts'

/** Conditions are shown as they are written, so nobody is put in their place. */
const nobodyYet = {
  ref: '$currentUser',
  ownershipRefs: ['$ownerRefs'],
  adminBy: null,
  policyAdminBy: null,
}

export function matrixOf(policy: Policy, known: KnownPermissions, resources: Resources): Matrix {
  const cells: Matrix['cells'] = {}
  for (const name of policy.roles.keys()) {
    const caller = { ...nobodyYet, roles: [{ name, by: 'everyone' }] }
    cells[name] = Object.fromEntries(
      known.all.map((info) => {
        const action = info.action ?? permissionAction({ permission: info.name })
        const asked = { permission: info.name, action, resourceType: info.resourceType }
        const { result, because } = decide(policy, caller, asked)
        return [info.name, { result, because }]
      }),
    )
  }
  return {
    permissions: [...known.all],
    rules: [...resources.rules],
    roles: [...policy.roles.values()].map(({ name, title, origin }) => ({
      name,
      ...(title !== undefined && { title }),
      origin,
    })),
    cells,
  }
}
