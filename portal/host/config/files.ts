import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Environment } from './substitute.ts'

/**
 * Which files are read, lowest priority first (config §1): those given with `--config` and only those, else
 * `app-config.yaml` and what overlays it in the folder.
 */
export function configFiles(given: readonly string[], folder: string, environment: Environment): string[] {
  if (given.length > 0)
    return given.map((file) => (isAbsolute(file) || isUrl(file) ? file : resolve(folder, file)))
  const environments = (environment.BACKSTAGE_ENV ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[\w.-]+$/.test(name))
  const overlays = [
    ...environments.map((name) => `app-config.${name}.yaml`),
    'app-config.local.yaml',
    ...environments.map((name) => `app-config.${name}.local.yaml`),
  ]
  return ['app-config.yaml', ...overlays].map((name) => join(folder, name)).filter((file) => existsSync(file))
}

export function isUrl(file: string): boolean {
  return /^https?:\/\//i.test(file)
}

/**
 * The folder the user typed the command in. npm runs scripts in the package's folder and keeps the real one
 * in INIT_CWD; without this `npm start -- --config app-config.yaml` would look in the wrong place. A process
 * that npm did not put into that folder (a test, a script's own child) stands where it stands.
 */
export function typedFolder(environment: Environment, cwd: string): string {
  const { INIT_CWD, npm_package_json } = environment
  return INIT_CWD && npm_package_json && dirname(npm_package_json) === cwd ? INIT_CWD : cwd
}
