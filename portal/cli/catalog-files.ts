import { type Dirent, globSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Problem } from '@callboard/sdk/model'

/**
 * Files, folders and patterns → files to validate. A file that is named is always taken; below a folder only
 * those that look like catalog files, because a repository holds much other YAML.
 */
export interface FoundFiles {
  files: string[]
  problems: Problem[]
}

const skippedFolders = new Set(['node_modules', '.git', '.yarn', 'dist', 'build'])
const maxFiles = 200_000
const maxLookBytes = 10_000_000

export function findCatalogFiles(operands: readonly string[], folder: string): FoundFiles {
  const files = new Set<string>()
  const problems: Problem[] = []
  for (const operand of operands) {
    const path = resolve(folder, operand)
    const info = statSync(path, { throwIfNoEntry: false })
    if (info?.isFile()) files.add(path)
    else if (info?.isDirectory()) addBelow(path, files)
    else if (!addMatches(operand, folder, files)) problems.push(nothingFound(operand))
  }
  return { files: [...files], problems }
}

function addMatches(pattern: string, folder: string, files: Set<string>): boolean {
  if (!/[*?[{]/.test(pattern)) return false
  const exclude = (entry: Dirent | string) =>
    skippedFolders.has(typeof entry === 'string' ? basename(entry) : entry.name)
  const before = files.size
  for (const match of globSync(pattern, { cwd: folder, exclude }).sort()) {
    const path = resolve(folder, match)
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) files.add(path)
  }
  return files.size > before
}

function addBelow(folder: string, files: Set<string>): void {
  const waiting = [folder]
  for (let next = waiting.pop(); next !== undefined && files.size < maxFiles; next = waiting.pop()) {
    const entries = readdirSync(next, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    const folders: string[] = []
    for (const entry of entries) {
      const path = join(next, entry.name)
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) folders.push(path)
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name) && looksLikeCatalogFile(path)) files.add(path)
    }
    waiting.push(...folders.reverse())
  }
}

function looksLikeCatalogFile(path: string): boolean {
  if (/^catalog-info.*\.ya?ml$/.test(basename(path))) return true
  try {
    if (statSync(path).size > maxLookBytes) return false
    return /^\s*apiVersion:\s*['"]?[\w.-]*backstage\.io\//m.test(readFileSync(path, 'utf8'))
  } catch {
    return false
  }
}

function nothingFound(operand: string): Problem {
  const message = /[*?[{]/.test(operand) ? `No file matches '${operand}'` : `'${operand}' does not exist`
  return { severity: 'error', name: 'NotFoundError', message, hint: 'Paths start from the folder you are in' }
}
