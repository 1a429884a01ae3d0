/**
 * Policy files of the community RBAC plugin: `p, role, permission or resource type, action, effect` lines are
 * rules, `g, user or group, role` lines give a role. What cannot be understood is a problem with its line; a
 * rule whose effect is not clear denies.
 */
import type { PermissionAction } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import { roleName } from '../api.ts'
import { nobody, principalRef } from './config-policy.ts'
import type { PolicyAssignment, PolicyRole } from './policy.ts'

export interface FileProblem {
  /** In which of the two texts. */
  from: 'csv' | 'conditions'
  line: number
  severity: 'error' | 'warning'
  message: string
}

export interface RbacPolicy {
  roles: Map<string, PolicyRole>
  assignments: Map<string, PolicyAssignment>
  problems: FileProblem[]
}

const actions: ReadonlySet<string> = new Set(['create', 'read', 'update', 'delete'])
/** Names of the plugin's own permissions, and ours. */
const renamed: Record<string, string> = {
  'policy-entity': 'permission.policy.*',
  'policy.entity.read': 'permission.policy.read',
  'policy.entity.create': 'permission.policy.update',
  'policy.entity.update': 'permission.policy.update',
  'policy.entity.delete': 'permission.policy.update',
}

export function readRbacCsv(text: string, file: string | undefined): RbacPolicy {
  const policy: RbacPolicy = { roles: new Map(), assignments: new Map(), problems: [] }
  const lines = text.split(/\r\n|\r|\n/)
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const place = { from: 'file', ...(file !== undefined && { file }), line: index + 1 } as const
    try {
      const [type, ...fields] = fieldsOf(line)
      if (type === 'p') addRule(policy, fields, place)
      else if (type === 'g') addMember(policy, fields, place)
      else throw new PortalError('input', `A line starts with 'p' or 'g', not '${type ?? ''}'`)
    } catch (thrown) {
      if (!(thrown instanceof PortalError)) throw thrown
      policy.problems.push({ from: 'csv', line: index + 1, severity: 'error', message: thrown.message })
    }
  }
  return policy
}

/** The role with this ref, made when it is new. @throws `input` when the ref is not one of a role. */
export function roleOf(policy: RbacPolicy, ref: string, origin: PolicyRole['origin']): PolicyRole {
  const name = ref.toLowerCase()
  if (!name.startsWith('role:') || !roleName.safeParse(name).success) {
    throw new PortalError('input', `'${ref}' is not a role, such as role:default/developer`)
  }
  const known = policy.roles.get(name)
  if (known) return known
  const made: PolicyRole = { name, rules: [], origin }
  policy.roles.set(name, made)
  return made
}

type Place = PolicyRole['origin'] & { line: number }

function addRule(policy: RbacPolicy, fields: string[], at: Place): void {
  const [ref = '', name = '', action = '', effect = ''] = fields
  if (fields.length < 4 || name === '') {
    throw new PortalError('input', "A rule is 'p, role, permission, action, allow or deny'")
  }
  const role = roleOf(policy, ref, {
    from: at.from,
    ...(at.file !== undefined && { file: at.file }),
    line: at.line,
  })
  const warn = (message: string): void => {
    policy.problems.push({ from: 'csv', line: at.line, severity: 'warning', message })
  }
  const word = effect.toLowerCase()
  if (word !== 'allow' && word !== 'deny')
    warn(`The effect '${effect}' is neither allow nor deny: taken as deny`)
  const verb = action.toLowerCase()
  if (verb !== '' && verb !== 'use' && verb !== '*' && !actions.has(verb)) {
    warn(`The action '${action}' is not known: the rule counts for every action`)
  }
  const known = renamed[name]
  // Names of permissions have dots, kinds of things have not.
  const isName = known !== undefined || name.includes('.') || name.includes('*')
  if (!isName && word === 'allow' && !actions.has(verb)) {
    warn(`No permission of '${name}' goes without an action here: the line is left out`)
    return
  }
  const what = isName ? { permissions: [known ?? name] } : { resourceTypes: [name] }
  role.rules.push({
    effect: word === 'allow' ? 'allow' : 'deny',
    ...what,
    // Our names say the action themselves.
    ...(actions.has(verb) && known === undefined && { actions: [verb as PermissionAction] }),
    at,
  })
}

function addMember(policy: RbacPolicy, fields: string[], at: Place): void {
  const [ref = '', role = ''] = fields
  if (fields.length < 2 || ref === '') throw new PortalError('input', "A member is 'g, user or group, role'")
  if (!/^(user|group):/i.test(ref)) {
    throw new PortalError('input', `'${ref}' is neither a user nor a group, such as user:default/ada`)
  }
  const full = principalRef(ref, 'user')
  const name = role.toLowerCase()
  if (!name.startsWith('role:') || !roleName.safeParse(name).success) {
    throw new PortalError('input', `'${role}' is not a role, such as role:default/developer`)
  }
  const known = policy.assignments.get(name) ?? { ...nobody, role: name, origin: at }
  const list = full.startsWith('group:') ? 'groups' : 'users'
  policy.assignments.set(name, { ...known, [list]: [...new Set([...known[list], full])] })
}

/** Fields between commas; quoted ones may hold commas. */
function fieldsOf(line: string): string[] {
  return line
    .split(',')
    .reduce<string[]>((fields, part) => {
      const last = fields.at(-1)
      if (last?.startsWith('"') && !/[^"]"$|^""$/.test(last)) fields[fields.length - 1] = `${last},${part}`
      else fields.push(part.trim())
      return fields
    }, [])
    .map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replaceAll('""', '"'),
    )
}
