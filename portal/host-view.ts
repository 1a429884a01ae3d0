/** What the admin feature is given of the program: see features/admin/server/host-view.ts. */
import { join } from 'node:path'
import type { RunningFeature } from './features/admin/api.ts'
import type { HostView } from './features/admin/server/index.ts'
import { type LoadedConfig, loadConfig } from './host/config/index.ts'
import type { LoadOptions } from './host/config/load-config.ts'
import type { OpenDatabase } from './host/db/open.ts'
import type { HostLog } from './host/log/log.ts'
import { programRoot, programVersion } from './host/program.ts'
import type { PortalOptions } from './main.ts'

interface Parts {
  config: LoadedConfig
  options: PortalOptions
  dataDir: string
  log: HostLog
  database(): OpenDatabase | undefined
  features(): Promise<RunningFeature[]>
}

/** Where the config of a portal started with these options comes from. */
export function configSources({ configFiles, cwd, env, port, host }: PortalOptions): LoadOptions {
  return {
    files: configFiles,
    cwd,
    env,
    defaultFile: join(programRoot, 'default-config.yaml'),
    flags: { ...(port !== undefined && { port }), ...(host !== undefined && { host }) },
  }
}

export function createHostView({ config, options, dataDir, log, database, features }: Parts): HostView {
  let inUse = config
  config.reader.onChange(() => {
    loadConfig(configSources(options)).then(
      (next) => {
        log.redactor.add(next.secrets())
        inUse = next
      },
      (error: unknown) => log.warn('the changed config cannot be shown', { error }),
    )
  })
  return {
    version: programVersion(),
    startedAt: Date.now(),
    folder: options.cwd,
    config: () => ({ ...inUse, origin: inUse.reader.origin }),
    async examine() {
      // The doctor is of use twice: on the command line, and on a page that few open.
      const { examine } = await import('./cli/check/examine.ts')
      const { cwd: folder, env } = options
      return examine({ config: inUse, folder, env, dataDir, isOffline: true })
    },
    features,
    database,
    redact: log.redactor.redact,
  }
}
