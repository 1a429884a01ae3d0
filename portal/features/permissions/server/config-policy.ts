/** What the `permission` section of the config says (docs/permissions.md). */
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { parseRef, stringifyRef } from '@callboard/sdk/model'
import { z } from 'zod'
import { assignmentInput, type Origin, type Rule, roleInput, roleName, ruleSchema } from '../api.ts'
import { adminRole, type PolicyAssignment, type PolicyLayer, policyAdminRole } from './policy.ts'

const oneOrMore = <S extends z.ZodType>(item: S) =>
  z.preprocess(
    (value) => (value === undefined || value === null || Array.isArray(value) ? value : [value]),
    z.array(item).nullish(),
  )
const words = oneOrMore(z.string().trim().min(1))
const flag = flexibleBoolean.nullish()

/** `{ allow: catalog.*, conditions: … }` is short for `{ effect: allow, permissions: [catalog.*], conditions: … }`. */
const rule = z.preprocess((value): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const { allow, deny, ...rest } = value as Record<string, unknown>
  const short =
    allow === undefined
      ? deny === undefined
        ? {}
        : { effect: 'deny', permissions: deny }
      : { effect: 'allow', permissions: allow }
  const full: Record<string, unknown> = { ...rest, ...short }
  for (const key of ['permissions', 'except', 'actions', 'resourceTypes']) {
    if (typeof full[key] === 'string') full[key] = [full[key]]
  }
  return full
}, ruleSchema)

const assignment = z.strictObject({
  role: roleName,
  users: words,
  groups: words,
  claims: oneOrMore(assignmentInput.shape.claims.unwrap().element),
  everyone: flag,
  guests: flag,
  services: words,
})

const principals = oneOrMore(z.looseObject({ name: z.string().min(1) }))

const section = z.looseObject({
  enabled: flag,
  policy: z
    .strictObject({
      admins: words,
      default: oneOrMore(roleName),
      roles: z
        .record(roleName, roleInput.omit({ rules: true }).extend({ rules: z.array(rule).default([]) }))
        .nullish(),
      assignments: z.array(assignment).nullish(),
    })
    .nullish(),
  rbac: z
    .looseObject({
      admin: z.looseObject({ users: principals, superUsers: principals }).nullish(),
      'policies-csv-file': z.string().nullish(),
      conditionalPoliciesFile: z.string().nullish(),
      policyFileReload: flag,
    })
    .nullish(),
})

export interface PermissionSettings {
  enabled: boolean
  layer: PolicyLayer
  /** Files of the RBAC plugin, as the config names them. */
  files: { csv: string | undefined; conditions: string | undefined; reload: boolean }
  /** The config speaks the RBAC plugin's language, in which nothing is allowed unless said. */
  asRbac: boolean
}

/** @throws `input` when the section has the wrong shape, naming the key. */
export function permissionSettings(config: ConfigReader): PermissionSettings {
  const read = section.nullish().safeParse(config.get('permission'))
  if (!read.success) throw invalid(read.error, config)
  const { enabled, policy, rbac } = read.data ?? {}
  const at = (path: string): Origin => {
    const place = config.origin(`permission.${path}`)
    return { from: 'config', ...(place && { file: place.file, line: place.line }) }
  }
  const assignments: PolicyAssignment[] = []
  const give = (role: string, refs: readonly string[], origin: Origin) => {
    if (refs.length === 0) return
    const full = refs.map((ref) => principalRef(ref, 'user'))
    const isGroup = (ref: string) => ref.startsWith('group:')
    assignments.push({
      ...nobody,
      role,
      users: full.filter((ref) => !isGroup(ref)),
      groups: full.filter(isGroup),
      origin,
    })
  }
  give(adminRole, policy?.admins ?? [], at('policy.admins'))
  const names = (list: { name: string }[] | null | undefined) => (list ?? []).map(({ name }) => name)
  give(adminRole, names(rbac?.admin?.superUsers), at('rbac.admin.superUsers'))
  give(policyAdminRole, names(rbac?.admin?.users), at('rbac.admin.users'))
  for (const [index, given] of (policy?.assignments ?? []).entries()) {
    assignments.push({
      role: given.role,
      users: (given.users ?? []).map((ref) => principalRef(ref, 'user')),
      groups: (given.groups ?? []).map((ref) => principalRef(ref, 'group')),
      claims: given.claims ?? [],
      everyone: given.everyone ?? false,
      guests: given.guests ?? false,
      services: given.services ?? [],
      origin: at(`policy.assignments[${index}]`),
    })
  }
  const roles = Object.entries(policy?.roles ?? {}).map(([name, role]) => ({
    ...role,
    name,
    rules: role.rules.map((one: Rule, index) => ({ ...one, at: at(`policy.roles.${name}.rules[${index}]`) })),
    origin: at(`policy.roles.${name}`),
  }))
  return {
    enabled: enabled ?? false,
    layer: {
      roles,
      assignments,
      ...(policy?.default && { default: { roles: policy.default, origin: at('policy.default') } }),
      problems: [],
    },
    files: {
      csv: rbac?.['policies-csv-file'] ?? undefined,
      conditions: rbac?.conditionalPoliciesFile ?? undefined,
      reload: rbac?.policyFileReload ?? false,
    },
    asRbac: rbac !== undefined && rbac !== null,
  }
}

export const nobody = { users: [], groups: [], claims: [], everyone: false, guests: false, services: [] }

/** Full and in lower case: `ada` is `user:default/ada`. @throws `input` when it is no ref. */
export function principalRef(ref: string, kind: 'user' | 'group'): string {
  return stringifyRef(parseRef(ref, { kind }))
}

function invalid(error: z.ZodError, config: ConfigReader): PortalError {
  const [issue] = error.issues
  const path = ['permission', ...(issue?.path ?? [])].reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    '',
  )
  const place = config.origin(path)
  const where = place ? ` (${place.file}:${place.line})` : ''
  return new PortalError('input', `'${path}'${where}: ${issue?.message ?? 'is not valid'}`, { key: path })
}
