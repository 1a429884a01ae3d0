import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The program's own folder (`portal/`), the same from the sources and from the bundle in `dist/`. */
export const programRoot: string = findUp(dirname(fileURLToPath(import.meta.url)), 'default-config.yaml')

/** Version as in package.json. */
export function programVersion(): string {
  const manifest = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}

function findUp(folder: string, file: string): string {
  if (existsSync(join(folder, file))) return folder
  const parent = dirname(folder)
  return parent === folder ? process.cwd() : findUp(parent, file)
}
