import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type LoadedConfig, type LoadOptions, loadConfig } from '../host/config/load-config.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** For tests: a folder with these files in it. */
export function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder('config')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** For tests: loads `app-config.yaml` with this text, or the given files of it. */
export function loadText(
  text: string,
  options: Partial<LoadOptions> & { beside?: Record<string, string> } = {},
): Promise<LoadedConfig> {
  const { beside, ...rest } = options
  const cwd = folderWith({ 'app-config.yaml': text, ...beside })
  return loadConfig({ files: [], cwd, env: {}, ...rest })
}

export function errorsOf(config: LoadedConfig): string[] {
  return config.problems.flatMap((problem) => (problem.severity === 'error' ? [problem.message] : []))
}
