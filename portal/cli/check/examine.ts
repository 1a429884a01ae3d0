import type { ConfigReader } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import type { LoadedConfig } from '../../host/config/load-config.ts'
import type { Environment } from '../../host/config/substitute.ts'
import { checkAccess } from './access.ts'
import { checkBranding } from './branding.ts'
import { checkDatabase } from './database.ts'
import { checkIntegrations } from './integrations.ts'
import { checkLocations } from './locations.ts'
import { checkNetwork } from './network.ts'
import { checkPolicy } from './policy.ts'
import { checkPort } from './port.ts'
import { checkSignIn } from './sign-in.ts'
import { checkUnused } from './unused.ts'

/** What a check of the config doctor is given. */
export interface Examination {
  config: LoadedConfig
  /** Where the portal would be started. */
  folder: string
  env: Environment
  dataDir: string
  /** Nothing is asked outside this machine's files. */
  isOffline: boolean
}

/**
 * The doctor's questions beyond syntax and types: would what the config names work? Each check stands alone,
 * and one that fails itself is a problem of its own.
 */
const checks: readonly ((examination: Examination) => Problem[] | Promise<Problem[]>)[] = [
  checkNetwork,
  checkAccess,
  checkIntegrations,
  checkLocations,
  checkSignIn,
  checkPolicy,
  checkUnused,
  checkBranding,
  checkDatabase,
  checkPort,
]

export async function examine(examination: Examination): Promise<Problem[]> {
  const found = await Promise.all(checks.map(async (check) => check(examination)))
  return found.flat()
}

/** A problem that stands at a key of the config. */
export function problemAt(
  reader: ConfigReader,
  key: string,
  severity: Problem['severity'],
  message: string,
  hint: string,
): Problem {
  const at = placeOf(reader, key)
  return { severity, name: 'ConfigError', message, hint, ...(at ? { at } : {}) }
}

/** Where a key stands, or, when it is not written, the nearest one above it that is. */
function placeOf(reader: ConfigReader, key: string): ReturnType<ConfigReader['origin']> {
  const at = reader.origin(key)
  if (at) return at
  const above = key.replace(/(\.[^.[]+|\[\d+\])$/, '')
  return above === key ? undefined : placeOf(reader, above)
}

/** A list of the config whose items are mappings, each with its key. */
export function itemsAt(reader: ConfigReader, key: string): { key: string; item: Record<string, unknown> }[] {
  const value = reader.get(key)
  if (!Array.isArray(value)) return []
  return value.flatMap((item: unknown, index) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? [{ key: `${key}[${index}]`, item: item as Record<string, unknown> }]
      : [],
  )
}
