import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { compileGlob, globBase, reach, type Segment, step } from './glob-pattern.ts'
import { readError } from './read-error.ts'
import { isInside } from './resolve.ts'

/**
 * Files below a folder that match a glob, sorted. Folders that cannot be listed are left out and named.
 * Symlinked folders are entered only when they stay below the folder where the wildcards begin, and
 * never by `**`: no circle, and no way out.
 */
export interface Walked {
  files: string[]
  /** Folders that were left out, with the reason. */
  skipped: { folder: string; reason: string }[]
}

/** @throws input when more than `maxEntries` names would have to be looked at. */
export function walk(root: string, pattern: string, maxEntries: number): Walked {
  return search(root, pattern, { maxEntries, most: Number.POSITIVE_INFINITY })
}

/** Whether anything matches; looks no further than the first. */
export function hasMatch(root: string, pattern: string, maxEntries: number): boolean {
  return search(root, pattern, { maxEntries, most: 1 }).files.length > 0
}

function search(root: string, pattern: string, bounds: { maxEntries: number; most: number }): Walked {
  const files = new Set<string>()
  const { maxEntries, most } = bounds
  const run: Run = { files, skipped: [], entriesLeft: maxEntries, most, pattern, bound: '' }
  for (const segments of compileGlob(pattern)) {
    // The literal start of the pattern is one jump, not a listing of every folder on the way.
    const literals = segments.findIndex((segment) => segment.kind !== 'literal')
    if (literals === -1) {
      const path = join(root, segments.map(nameOf).join('/'))
      if (isFileLike(path)) files.add(path)
      continue
    }
    const start = join(root, segments.slice(0, literals).map(nameOf).join('/'))
    run.bound = realFolder(join(root, globBase(pattern))) ?? ''
    if (run.bound && isFolder(start) && staysInside(start, run)) {
      visit(start, segments, reach(segments, [literals]), run)
    }
  }
  return { files: [...files].sort(), skipped: run.skipped }
}

interface Run {
  files: Set<string>
  skipped: Walked['skipped']
  entriesLeft: number
  /** Enough files to stop at. */
  most: number
  pattern: string
  /** Real path that nothing found may lie outside of. */
  bound: string
}

function visit(folder: string, segments: Segment[], states: number[], run: Run): void {
  const literals = states.map((state) => segments[state]).filter((segment) => segment !== undefined)
  if (literals.every((segment) => segment.kind === 'literal')) {
    for (const name of new Set(literals.map(nameOf))) visitName(folder, name, segments, states, run)
    return
  }
  for (const entry of list(folder, run)) {
    if (run.files.size >= run.most) return
    if (run.entriesLeft-- <= 0) {
      throw readError('input', `The pattern '${run.pattern}' would look at too many files`, {
        hint: 'Start the pattern in a narrower folder.',
      })
    }
    visitEntry(folder, entry, segments, states, run)
  }
}

function visitEntry(folder: string, entry: Dirent, segments: Segment[], states: number[], run: Run): void {
  const path = join(folder, entry.name)
  const kind = entry.isSymbolicLink() ? linkKind(path) : entry.isDirectory() ? 'folder' : 'file'
  if (kind === 'file') {
    if (step(segments, states, entry.name, true).includes(segments.length)) run.files.add(path)
    return
  }
  const open = entry.isSymbolicLink() ? states.filter((state) => segments[state]?.kind !== 'deep') : states
  const next = step(segments, open, entry.name, false)
  if (next.length === 0) return
  if (entry.isSymbolicLink() && !staysInside(path, run)) return
  visit(path, segments, next, run)
}

function visitName(folder: string, name: string, segments: Segment[], states: number[], run: Run): void {
  const path = join(folder, name)
  if (name === '..') {
    visit(path, segments, step(segments, states, name, false), run)
    return
  }
  const kind = linkKind(path, 'missing')
  if (kind === 'missing') return
  if (kind === 'file') {
    if (step(segments, states, name, true).includes(segments.length)) run.files.add(path)
    return
  }
  const next = step(segments, states, name, false)
  if (next.length > 0 && staysInside(path, run)) visit(path, segments, next, run)
}

function staysInside(path: string, run: Run): boolean {
  const real = realFolder(path)
  if (real !== null && isInside(real, run.bound)) return true
  run.skipped.push({ folder: path, reason: 'it is a symbolic link that leads out of the folder' })
  return false
}

function list(folder: string, run: Run): Dirent[] {
  try {
    return readdirSync(folder || '/', { withFileTypes: true })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      run.skipped.push({ folder, reason: code === 'EACCES' ? 'permission denied' : (code ?? 'unreadable') })
    }
    return []
  }
}

/** What a path leads to. A link to nowhere counts as a file, so that reading it reports it. */
function linkKind(path: string, missing: 'file' | 'missing' = 'file'): 'file' | 'folder' | 'missing' {
  try {
    const stat = statSync(path || '/', { throwIfNoEntry: false })
    if (!stat) return missing
    return stat.isDirectory() ? 'folder' : 'file'
  } catch {
    return missing
  }
}

function isFolder(path: string): boolean {
  return linkKind(path, 'missing') === 'folder'
}

function isFileLike(path: string): boolean {
  return linkKind(path, 'missing') === 'file'
}

function realFolder(path: string): string | null {
  try {
    return realpathSync.native(path || '/')
  } catch {
    return null
  }
}

function nameOf(segment: Segment): string {
  return segment.kind === 'literal' ? segment.name : ''
}

function join(folder: string, name: string): string {
  if (folder === '') return name.startsWith('/') || name === '' ? name : `/${name}`
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}
