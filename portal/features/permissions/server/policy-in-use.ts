/** Keeps the policy in use up to date: with the config, its files, and what was made in the portal. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { type ConfigReader, type Log, reasonOf } from '@callboard/sdk'
import type { PolicyChange } from '../api.ts'
import type { CurrentPolicy } from './answerer.ts'
import { builtInLayer } from './built-in.ts'
import { type PermissionSettings, permissionSettings } from './config-policy.ts'
import { readRbac } from './import-policy.ts'
import type { KnownPermissions } from './known-permissions.ts'
import { mergePolicy, type Policy, type PolicyLayer } from './policy.ts'
import type { Resources } from './resources.ts'
import { layerOf, type MadePolicy, type PolicyStore } from './store.ts'

export interface PolicyInUse {
  enabled(): boolean
  current(): Promise<CurrentPolicy & { made: MadePolicy }>
  /** The policy as it would be with another document made in the portal. */
  with(document: PolicyChange): Policy
  /** Logs what is dangerous about the policy. */
  tell(): Promise<void>
}

export interface PolicyInUseDeps {
  config: ConfigReader
  store: PolicyStore
  resources: Resources
  known: KnownPermissions
  log: Log
  signal: AbortSignal
}

const lookEveryMs = 2_000
const largestFile = 8 * 1024 * 1024

/** @throws `input` when the config's own policy is wrong. */
export function createPolicyInUse(deps: PolicyInUseDeps): PolicyInUse {
  const { store, resources, log } = deps
  let config = deps.config
  let settings = checked(config)
  let files = readFiles(settings, config)
  let epoch = 0
  let latest: (CurrentPolicy & { made: MadePolicy }) | undefined

  const merged = (document: PolicyChange): Policy =>
    mergePolicy([builtInLayer(settings.asRbac), settings.layer, files.layer, layerOf(document)])

  const changed = () => {
    epoch += 1
    latest = undefined
  }

  function checked(reader: ConfigReader): PermissionSettings {
    const read = permissionSettings(reader)
    for (const role of read.layer.roles) resources.checkRules(role.rules, role.name)
    return read
  }

  function readFiles({ files: named }: PermissionSettings, reader: ConfigReader) {
    const paths = [named.csv, named.conditions].map((path) =>
      path === undefined ? undefined : locate(path, reader),
    )
    const problems: string[] = []
    const [csv, conditions] = paths.map((path) => (path === undefined ? undefined : read(path, problems)))
    const [csvFile, conditionsFile] = paths
    const rbac = readRbac({ csv, csvFile, conditions, conditionsFile }, resources, deps.known)
    const layer: PolicyLayer = {
      roles: [...rbac.roles.values()],
      assignments: [...rbac.assignments.values()],
      problems: [
        ...problems,
        ...rbac.problems.map(({ line, message }) => `Policy file, line ${line}: ${message}.`),
      ],
    }
    return { layer, seen: seenOf(paths), paths }
  }

  deps.config.onChange((next) => {
    try {
      const read = checked(next)
      files = readFiles(read, next)
      settings = read
      config = next
      changed()
      void tell()
    } catch (error) {
      log.error('the changed policy is not used', { reason: reasonOf(error) })
    }
  })
  const timer = setInterval(() => {
    if (!settings.files.reload || seenOf(files.paths) === files.seen) return
    files = readFiles(settings, config)
    changed()
    void tell()
  }, lookEveryMs)
  timer.unref()
  deps.signal?.addEventListener('abort', () => clearInterval(timer))

  const current: PolicyInUse['current'] = async () => {
    const version = await store.version()
    if (latest?.made.version === version) return latest
    const asked = epoch
    const made = await store.read()
    const fresh = { policy: merged(made.document), stamp: `${asked}.${made.version}`, made }
    if (asked === epoch) latest = fresh
    return fresh
  }

  async function tell(): Promise<void> {
    if (!settings.enabled) return
    try {
      const { policy } = await current()
      for (const warning of policy.warnings) log.warn(warning)
    } catch (error) {
      log.debug('the policy could not be looked at', { reason: reasonOf(error) })
    }
  }

  return { enabled: () => settings.enabled, current, with: merged, tell }
}

/** Relative to the folder of the last config file, then to the working directory. */
function locate(path: string, config: ConfigReader): string {
  if (isAbsolute(path)) return path
  const place = config.origin('permission.rbac')?.file
  const folders = [...(place ? [dirname(place)] : []), ...config.folders.toReversed(), process.cwd()]
  const candidates = folders.map((folder) => join(folder, path))
  return (
    candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })) ??
    (candidates[0] as string)
  )
}

function read(path: string, problems: string[]): string | undefined {
  try {
    if (statSync(path).size > largestFile) throw new Error('it is too large')
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(
      `The policy file ${path} cannot be read, so that its roles are missing: ${reasonOf(error)}.`,
    )
    return undefined
  }
}

function seenOf(paths: readonly (string | undefined)[]): string {
  return paths
    .map((path) => {
      const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
      return stat ? `${stat.mtimeMs}-${stat.size}-${stat.ino}` : ''
    })
    .join(' ')
}
