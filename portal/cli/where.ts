import { join } from 'node:path'
import { PortalError } from '@callboard/sdk'
import { typedFolder } from '../host/config/files.ts'
import { type LoadedConfig, loadConfig } from '../host/config/load-config.ts'
import { programRoot } from '../host/program.ts'
import { type CommandInput, textFlag, textFlags } from './flags.ts'

/** The folder relative flags start from: where the user typed the command. */
export function commandFolder(): string {
  return typedFolder(process.env, process.cwd())
}

/** `--port` as a number. @throws `input` when it is none. */
export function portFlag(input: CommandInput): number | undefined {
  const text = textFlag(input, 'port')
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new PortalError('input', `--port must be a number between 0 and 65535, not '${text}'`)
}

/** The config that `serve` would use with the same flags. */
export async function commandConfig(input: CommandInput): Promise<LoadedConfig> {
  const port = portFlag(input)
  return loadConfig({
    files: textFlags(input, 'config'),
    cwd: commandFolder(),
    env: process.env,
    defaultFile: join(programRoot, 'default-config.yaml'),
    flags: port === undefined ? {} : { port },
  })
}
