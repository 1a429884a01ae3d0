/** What is wrong with the policy of a config and its files, for the config check: nothing is started. */
import { type ConfigReader, type Criteria, PortalError, type ProtectedResources } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import { builtInLayer } from './built-in.ts'
import { type PermissionSettings, permissionSettings } from './config-policy.ts'
import { type KnownPermissions, knownPermissions } from './known-permissions.ts'
import { mergePolicy } from './policy.ts'
import { readPolicyFiles } from './policy-files.ts'
import { createResources, type Resources } from './resources.ts'
import { fitsPattern } from './wildcard.ts'

export interface PolicyProblem {
  /** Key of the config that it is about. */
  key: string
  severity: Problem['severity']
  message: string
  hint: string
}

/** The first is about keys of the config, the second about lines of the files it names. */
export function policyProblems(
  config: ConfigReader,
  kinds: readonly ProtectedResources[],
): { config: PolicyProblem[]; files: Problem[] } {
  const resources = createResources(kinds)
  const known = knownPermissions([])
  let settings: PermissionSettings
  try {
    settings = permissionSettings(config)
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    const key = typeof thrown.details.key === 'string' ? thrown.details.key : 'permission'
    const hint = 'The portal does not start with it: see docs/permissions.md'
    return { config: [{ key, severity: 'error', message: thrown.message, hint }], files: [] }
  }
  const { layer, problems } = readPolicyFiles(settings.files, config, { resources, known })
  const policy = mergePolicy([builtInLayer(settings.asRbac), settings.layer, { ...layer, problems: [] }])
  const dangers = settings.enabled ? policy.warnings : []
  return {
    config: [
      ...unusedKeys(config),
      ...wrongRules(settings, resources, known),
      ...dangers.map(
        (message): PolicyProblem => ({
          key: 'permission',
          severity: 'warning',
          message,
          hint: 'What is made in the portal counts, too, and is not looked at here',
        }),
      ),
    ],
    files: problems,
  }
}

/** Keys of the RBAC plugin that mean nothing here. */
const unused = {
  pluginsWithPermission: 'every part of the portal says its permissions itself',
  maxDepth: 'roles reach through any number of groups',
  database: 'what is made in the portal is in its own database',
  providers: 'roles come from config, its files and the portal',
}

function unusedKeys(config: ConfigReader): PolicyProblem[] {
  return Object.entries(unused).flatMap(([name, why]): PolicyProblem[] => {
    const key = `permission.rbac.${name}`
    if (config.get(key) === undefined) return []
    return [
      { key, severity: 'info', message: `'${key}' has no effect: ${why}`, hint: 'It can stay in the file' },
    ]
  })
}

function wrongRules({ layer }: PermissionSettings, resources: Resources, known: KnownPermissions) {
  return layer.roles.flatMap((role) =>
    role.rules.flatMap(({ conditions, permissions = [] }, index): PolicyProblem[] => {
      const key = `permission.policy.roles.${role.name}.rules[${index}]`
      const wrong = conditions ? reasonAgainst(conditions, resources) : null
      const strange = permissions.filter((name) => isStrange(name, known))
      return [
        ...(wrong === null
          ? []
          : [{ key, severity: 'error' as const, message: wrong, hint: 'The portal does not start with it' }]),
        ...strange.map((name) => ({
          key,
          severity: 'warning' as const,
          message: `No permission is called '${name}'`,
          hint: 'docs/permissions.md and the matrix in the portal list them all',
        })),
      ]
    }),
  )
}

function reasonAgainst(conditions: Criteria, resources: Resources): string | null {
  try {
    resources.check(conditions)
    return null
  } catch (thrown) {
    if (thrown instanceof PortalError) return thrown.message
    throw thrown
  }
}

/** Of a part of this portal, and no permission of it: other parts may come with permissions of their own. */
function isStrange(pattern: string, { all }: KnownPermissions): boolean {
  const part = pattern.slice(0, pattern.indexOf('.') + 1)
  return (
    all.some(({ name }) => part !== '' && name.startsWith(part)) &&
    !all.some(({ name }) => fitsPattern(pattern, name))
  )
}
