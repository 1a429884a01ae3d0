/** Roles of a policy file of the RBAC plugin, as a change of what is made in the portal. */
import { type Criteria, PortalError } from '@callboard/sdk'
import type { ImportResult, PolicyChange } from '../api.ts'
import type { KnownPermissions } from './known-permissions.ts'
import type { Policy } from './policy.ts'
import { addRbacConditions } from './rbac-conditions.ts'
import { type RbacPolicy, readRbacCsv } from './rbac-csv.ts'
import type { Resources } from './resources.ts'

export interface RbacTexts {
  csv?: string | undefined
  csvFile?: string | undefined
  conditions?: string | undefined
  conditionsFile?: string | undefined
}

export function readRbac(texts: RbacTexts, resources: Resources, known: KnownPermissions): RbacPolicy {
  const policy = readRbacCsv(texts.csv ?? '', texts.csvFile)
  if (texts.conditions !== undefined) {
    addRbacConditions(policy, texts.conditions, texts.conditionsFile, {
      check: (criteria: Criteria) => resources.check(criteria),
      resourceTypeOf: (permission) => known.of(permission)?.resourceType,
    })
  }
  return policy
}

/** @throws `input` when there is nothing to import. */
export function importOf(
  read: RbacPolicy,
  current: Policy,
  made: PolicyChange,
): Pick<ImportResult, 'change' | 'created' | 'replaced' | 'problems'> {
  const roles: NonNullable<PolicyChange['roles']> = {}
  const assignments: NonNullable<PolicyChange['assignments']> = {}
  const problems = [...read.problems]
  for (const { name, rules, origin } of read.roles.values()) {
    const known = current.roles.get(name)
    if (known && known.origin.from !== 'database') {
      const message = `The role '${name}' is written in config or its files already: left out`
      problems.push({ from: 'csv', line: origin.line ?? 1, severity: 'warning', message })
      continue
    }
    roles[name] = { rules: rules.map(({ at: _at, ...rule }) => rule) }
  }
  for (const { role, origin, ...given } of read.assignments.values()) {
    if (!roles[role] && !current.roles.has(role)) {
      const message = `Somebody is given the role '${role}', for which there are no rules`
      problems.push({ from: 'csv', line: origin.line ?? 1, severity: 'warning', message })
      roles[role] = { rules: [] }
    }
    assignments[role] = given
  }
  if (Object.keys(roles).length + Object.keys(assignments).length === 0 && problems.length === 0) {
    throw new PortalError('input', 'There is nothing to import: give csv or conditions')
  }
  const names = Object.keys(roles)
  return {
    change: { roles, assignments },
    created: names.filter((name) => !made.roles?.[name]),
    replaced: names.filter((name) => made.roles?.[name]),
    problems: problems.sort((a, b) => a.line - b.line),
  }
}
