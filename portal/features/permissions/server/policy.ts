/** The policy in use: what is built in, what config and its files say, and what was made in the portal. */
import type { AssignmentInput, Origin, RoleInput, Rule } from '../api.ts'

export interface PlacedRule extends Rule {
  at?: Origin | undefined
}

export interface PolicyRole extends Omit<RoleInput, 'rules'> {
  name: string
  rules: PlacedRule[]
  origin: Origin
}

export interface PolicyAssignment extends AssignmentInput {
  role: string
  origin: Origin
}

/** One source of the policy. */
export interface PolicyLayer {
  roles: PolicyRole[]
  assignments: PolicyAssignment[]
  /** Roles of every signed-in user; undefined leaves it to the layer below. */
  default?: { roles: string[]; origin: Origin } | undefined
  problems: string[]
}

export interface Policy {
  roles: Map<string, PolicyRole>
  assignments: PolicyAssignment[]
  default: { roles: string[]; origin: Origin }
  warnings: string[]
}

export const adminRole = 'admin'
export const policyAdminRole = 'policy-admin'

/** Roles of config that no rule can take anything from. */
const protectedRoles: ReadonlySet<string> = new Set([adminRole, policyAdminRole])

const precedence = { 'built-in': 0, config: 1, file: 2, database: 3 }

/**
 * Puts the layers together, the weakest first. A role stands in one of them: what config says is not changed
 * in the portal, and only config may say what `viewer` and `member` are.
 */
export function mergePolicy(layers: readonly PolicyLayer[]): Policy {
  const roles = new Map<string, PolicyRole>()
  const warnings = layers.flatMap((layer) => layer.problems)
  let defaults: Policy['default'] = { roles: [], origin: { from: 'built-in' } }
  for (const layer of layers) {
    for (const role of layer.roles) {
      const known = roles.get(role.name)
      const redefined = known?.origin.from === 'built-in' && role.origin.from === 'config'
      if (known && (!redefined || protectedRoles.has(role.name))) {
        warnings.push(
          `The role '${role.name}' ${originText(role.origin)} is left out: it is ${originText(known.origin)} already.`,
        )
        continue
      }
      roles.set(role.name, role)
    }
    const { from } = defaults.origin
    if (layer.default && (from === 'built-in' || precedence[layer.default.origin.from] < precedence[from])) {
      defaults = layer.default
    }
  }
  const assignments = layers.flatMap((layer) => layer.assignments)
  for (const name of new Set([...defaults.roles, ...assignments.map((assignment) => assignment.role)])) {
    if (!roles.has(name)) warnings.push(`The role '${name}' is given to somebody, but there is no such role.`)
  }
  return {
    roles,
    assignments,
    default: defaults,
    warnings: [...new Set([...warnings, ...dangers(assignments, defaults)])],
  }
}

function dangers(assignments: readonly PolicyAssignment[], defaults: Policy['default']): string[] {
  const dangers: string[] = []
  const admins = assignments.filter(({ role }) => role === adminRole)
  if (admins.every(isNobody)) {
    dangers.push(
      "Nobody is admin: name one in 'permission.policy.admins', or the policy can only be changed in config.",
    )
  } else if (admins.filter(({ origin }) => origin.from !== 'database').every(isNobody)) {
    dangers.push(
      "Config names no admin: should the portal's own admins lose the role, add one to 'permission.policy.admins'.",
    )
  }
  if (admins.some(({ everyone, guests }) => everyone || guests) || defaults.roles.includes(adminRole)) {
    dangers.push('Everybody who can sign in is admin.')
  }
  if (defaults.roles.length === 0 && assignments.every(isNobody)) {
    dangers.push('Nobody has a role: every user is locked out.')
  }
  return dangers
}

function isNobody({ users, groups, claims, everyone, guests }: PolicyAssignment): boolean {
  return users.length + groups.length + claims.length === 0 && !everyone && !guests
}

/** `built in`, `in app-config.yaml:12`, `made in the portal`. */
export function originText(origin: Origin): string {
  if (origin.from === 'built-in') return 'built in'
  if (origin.from === 'database') return 'made in the portal'
  const file = origin.file?.split('/').at(-1) ?? 'the config'
  return origin.line === undefined ? `in ${file}` : `in ${file}:${origin.line}`
}

/** Users and groups with the role of an admin, for "ask …". Those of config come first. */
export function adminsOf({ assignments }: Policy, from: 'config' | 'all'): string[] {
  const rank = (assignment: PolicyAssignment) => Number(assignment.origin.from === 'database')
  const given = assignments.filter(
    ({ role, origin }) => role === adminRole && (from === 'all' || origin.from !== 'database'),
  )
  return [
    ...new Set(
      given.toSorted((a, b) => rank(a) - rank(b)).flatMap(({ users, groups }) => [...users, ...groups]),
    ),
  ]
}
