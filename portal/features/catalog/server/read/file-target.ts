import { statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { globBase, isGlob } from './glob-pattern.ts'
import { hasMatch } from './walk.ts'

/** Where a `file` target of the configuration was found. */
export interface ResolvedFileTarget {
  /** Absolute; still holds the globs of the target. When nothing exists: below the first root. */
  path: string
  exists: boolean
  /** The root that was chosen, for the log; null for an absolute target. */
  root: string | null
  /** Everything that was tried, in order. */
  tried: string[]
}

/**
 * The folders a relative `file` target is tried in: the working directory, the folders of the config
 * files (the last one given first), and `packages/backend` beside each, where Backstage runs.
 */
export function fileRootsOf(options: { cwd: string; folders: string[] }): string[] {
  const folders = options.folders.map((folder) => resolve(options.cwd, folder)).reverse()
  const backends = folders.map((folder) => join(folder, 'packages', 'backend'))
  return [...new Set([resolve(options.cwd), ...folders, ...backends])]
}

/** The first root below which the target exists; for a pattern, below which it matches something. */
export function resolveFileTarget(target: string, roots: string[], maxEntries = 200_000): ResolvedFileTarget {
  if (isAbsolute(target)) {
    return { path: target, exists: doesMatch(target, maxEntries), root: null, tried: [target] }
  }
  const tried = roots.map((root) => under(root, target))
  const index = tried.findIndex((path) => doesMatch(path, maxEntries))
  const chosen = Math.max(index, 0)
  return {
    path: tried[chosen] ?? target,
    exists: index !== -1,
    root: roots[chosen] ?? null,
    tried,
  }
}

/** The folder a target may not leave by symlinks: where its wildcards begin, or the one it stands in. */
export function folderOf(path: string): string {
  return resolve(globBase(path) || '/')
}

/** Not `path.join` alone: it would fold `**` + `..`, and patterns keep their own segments. */
function under(root: string, target: string): string {
  const base = isGlob(target) ? globBase(target) : target
  const rest = isGlob(target) ? target.slice(base === '' ? 0 : base.length + 1) : ''
  const folder = join(root, base)
  return rest ? join(folder, '/').concat(rest) : folder
}

function doesMatch(path: string, maxEntries: number): boolean {
  if (isThere(path)) return true
  if (!isGlob(path) || !isThere(globBase(path) || '/')) return false
  try {
    return hasMatch('', path, maxEntries)
  } catch {
    return true
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}
