/** The files of the RBAC plugin that the config names, read as a layer of the policy. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { type ConfigReader, reasonOf } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import type { PermissionSettings } from './config-policy.ts'
import { readRbac } from './import-policy.ts'
import type { KnownPermissions } from './known-permissions.ts'
import type { PolicyLayer } from './policy.ts'
import type { Resources } from './resources.ts'

export interface PolicyFiles {
  layer: PolicyLayer
  problems: Problem[]
  /** True once one of them is another than it was. */
  haveChanged(): boolean
}

const largestFile = 8 * 1024 * 1024

export function readPolicyFiles(
  { csv, conditions }: PermissionSettings['files'],
  config: ConfigReader,
  { resources, known }: { resources: Resources; known: KnownPermissions },
): PolicyFiles {
  const paths = { csv: locate(csv, config), conditions: locate(conditions, config) }
  const stamp = stampOf(Object.values(paths))
  const problems: Problem[] = []
  const texts = { csv: read(paths.csv, problems), conditions: read(paths.conditions, problems) }
  const rbac = readRbac({ ...texts, csvFile: paths.csv, conditionsFile: paths.conditions }, resources, known)
  for (const { from, line, severity, message } of rbac.problems) {
    const file = paths[from] ?? ''
    problems.push({ severity, name: 'InputError', message, at: { file, line } })
  }
  return {
    layer: {
      roles: [...rbac.roles.values()],
      assignments: [...rbac.assignments.values()],
      problems: problems.map(({ message, at }) =>
        at?.line ? `${at.file}:${at.line}: ${message}.` : message,
      ),
    },
    problems,
    haveChanged: () => stampOf(Object.values(paths)) !== stamp,
  }
}

/** Relative to the folder of the last config file, then to the working directory. */
function locate(path: string | undefined, config: ConfigReader): string | undefined {
  if (path === undefined || isAbsolute(path)) return path
  const place = config.origin('permission.rbac')?.file
  const folders = [...(place ? [dirname(place)] : []), ...config.folders.toReversed(), process.cwd()]
  const candidates = folders.map((folder) => join(folder, path))
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })) ?? candidates[0]
}

function read(path: string | undefined, problems: Problem[]): string | undefined {
  if (path === undefined) return undefined
  try {
    if (statSync(path).size > largestFile) throw new Error('it is too large')
    return readFileSync(path, 'utf8')
  } catch (error) {
    const message = `The policy file ${path} cannot be read, so that its roles are missing: ${reasonOf(error)}.`
    problems.push({ severity: 'error', name: 'NotFoundError', message, at: { file: path } })
    return undefined
  }
}

function stampOf(paths: readonly (string | undefined)[]): string {
  return paths
    .map((path) => {
      const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
      return stat ? `${stat.mtimeMs}-${stat.size}-${stat.ino}` : ''
    })
    .join(' ')
}
