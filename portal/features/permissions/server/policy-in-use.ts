/** Keeps the policy in use up to date: with the config, its files, and what was made in the portal. */
import { type ConfigReader, type Log, reasonOf } from '@callboard/sdk'
import type { PolicyChange } from '../api.ts'
import type { CurrentPolicy } from './answerer.ts'
import { builtInLayer } from './built-in.ts'
import { type PermissionSettings, permissionSettings } from './config-policy.ts'
import type { KnownPermissions } from './known-permissions.ts'
import { mergePolicy, type Policy } from './policy.ts'
import { readPolicyFiles } from './policy-files.ts'
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

/** @throws `input` when the config's own policy is wrong. */
export function createPolicyInUse(deps: PolicyInUseDeps): PolicyInUse {
  const { store, resources, log } = deps
  let config = deps.config
  let settings = checked(config)
  let files = readPolicyFiles(settings.files, config, deps)
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

  deps.config.onChange((next) => {
    try {
      const read = checked(next)
      files = readPolicyFiles(read.files, next, deps)
      settings = read
      config = next
      changed()
      void tell()
    } catch (error) {
      log.error('the changed policy is not used', { reason: reasonOf(error) })
    }
  })
  const timer = setInterval(() => {
    if (!settings.files.reload || !files.haveChanged()) return
    files = readPolicyFiles(settings.files, config, deps)
    changed()
    void tell()
  }, lookEveryMs)
  timer.unref()
  deps.signal.addEventListener('abort', () => clearInterval(timer))

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
