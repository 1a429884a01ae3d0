/** What the `permission` section of the config says (docs/permissions.md). */
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { parseRef, stringifyRef } from '@callboard/sdk/model'
import type { z } from 'zod'
import type { Origin, Rule } from '../api.ts'
import { permissionSection } from './config-schema.ts'
import {
  adminRole,
  type PolicyAssignment,
  type PolicyLayer,
  type PolicyRole,
  policyAdminRole,
} from './policy.ts'

export interface PermissionSettings {
  enabled: boolean
  layer: PolicyLayer
  /** Files of the RBAC plugin, as the config names them. */
  files: { csv: string | undefined; conditions: string | undefined; reload: boolean }
  /** The config speaks the RBAC plugin's language, in which nothing is allowed unless said. */
  asRbac: boolean
}

type Section = z.output<typeof permissionSection>
type PlaceOf = (path: string) => Origin

/** @throws `input` when the section has the wrong shape, naming the key. */
export function permissionSettings(config: ConfigReader): PermissionSettings {
  const read = permissionSection.nullish().safeParse(config.get('permission'))
  if (!read.success) throw invalid(read.error, config)
  const section = read.data ?? {}
  const { enabled, policy, rbac } = section
  const at: PlaceOf = (path) => {
    const place = config.origin(`permission.${path}`)
    return { from: 'config', ...(place && { file: place.file, line: place.line }) }
  }
  return {
    enabled: enabled ?? false,
    layer: {
      roles: rolesOf(section, at),
      assignments: [...adminsOfConfig(section, at), ...assignmentsOf(section, at)],
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

function rolesOf({ policy }: Section, at: PlaceOf): PolicyRole[] {
  return Object.entries(policy?.roles ?? {}).map(([name, role]) => ({
    ...role,
    name,
    rules: role.rules.map((rule: Rule, index) => ({
      ...rule,
      at: at(`policy.roles.${name}.rules[${index}]`),
    })),
    origin: at(`policy.roles.${name}`),
  }))
}

function adminsOfConfig({ policy, rbac }: Section, at: PlaceOf): PolicyAssignment[] {
  const names = (list: { name: string }[] | null | undefined) => (list ?? []).map(({ name }) => name)
  const given = [
    { role: adminRole, path: 'policy.admins', refs: policy?.admins ?? [] },
    { role: adminRole, path: 'rbac.admin.superUsers', refs: names(rbac?.admin?.superUsers) },
    { role: policyAdminRole, path: 'rbac.admin.users', refs: names(rbac?.admin?.users) },
  ]
  return given
    .filter(({ refs }) => refs.length > 0)
    .map(({ role, path, refs }) => ({
      ...nobody,
      role,
      ...principals({ users: refs }, path),
      origin: at(path),
    }))
}

function assignmentsOf({ policy }: Section, at: PlaceOf): PolicyAssignment[] {
  return (policy?.assignments ?? []).map((given, index) => {
    const path = `policy.assignments[${index}]`
    return {
      role: given.role,
      ...principals(given, path),
      claims: given.claims ?? [],
      everyone: given.everyone ?? false,
      guests: given.guests ?? false,
      services: given.services ?? [],
      origin: at(path),
    }
  })
}

interface Named {
  users?: string[] | null | undefined
  groups?: string[] | null | undefined
}

/** Full refs, each in the list of its kind, wherever it was written. */
function principals({ users, groups }: Named, path: string): { users: string[]; groups: string[] } {
  const key = `permission.${path}`
  const refs = [
    ...(users ?? []).map((ref) => configRef(ref, 'user', key)),
    ...(groups ?? []).map((ref) => configRef(ref, 'group', key)),
  ]
  const other = refs.find((ref) => !/^(user|group):/.test(ref))
  if (other !== undefined)
    throw new PortalError('input', `'${key}': ${other} is neither a user nor a group`, { key })
  return {
    users: refs.filter((ref) => ref.startsWith('user:')),
    groups: refs.filter((ref) => ref.startsWith('group:')),
  }
}

function configRef(ref: string, kind: 'user' | 'group', key: string): string {
  try {
    return principalRef(ref, kind)
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    throw new PortalError('input', `'${key}': ${thrown.message}`, { key })
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
