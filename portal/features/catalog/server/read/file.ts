import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'
import { decodeText } from './decode-text.ts'
import { resolveFileTarget } from './file-target.ts'
import { isGlob } from './glob-pattern.ts'
import { sizeText } from './http-get.ts'
import { readError } from './read-error.ts'
import { isInside } from './resolve.ts'
import type { ReaderSettings } from './types.ts'
import { walk } from './walk.ts'

/**
 * Reads a file of this machine. Calls are synchronous on purpose: they run in a worker thread, where they
 * are several times cheaper than promises, and 10,000 unchanged files are 10,000 `stat` calls.
 *
 * @throws not_found | forbidden | too_large | input | upstream_failed
 */
export function readFile(
  target: string,
  known: { etag: string | null },
  settings: ReaderSettings,
): SourceFile | 'unchanged' {
  const path = pathOf(target, settings.fileRoots)
  const stat = onDisk(target, () => statSync(path, { bigint: true, throwIfNoEntry: false }))
  if (!stat) throw noSuchFile(target)
  const etag = `${stat.mtimeNs}-${stat.size}-${stat.ino}`
  if (etag === known.etag) return 'unchanged'
  if (!stat.isFile()) throw notAFile(target, stat.isDirectory())
  const real = onDisk(target, () => realpathSync.native(path))
  refuseWayOut(target, path, real, settings.trustedFolders)
  return onDisk(target, () => readOpened(target, real, settings.limits.maxBytes))
}

/** `file` locations of a target with globs, sorted. Relative targets stay relative to the working directory. */
export function expandFiles(
  target: string,
  settings: ReaderSettings,
): { locations: LocationRef[]; skipped: { folder: string; reason: string }[] } {
  if (!isGlob(target)) return { locations: [{ type: 'file', target }], skipped: [] }
  const { limits, fileRoots } = settings
  const chosen = resolveFileTarget(target, fileRoots, limits.maxGlobEntries)
  // A file may really be called `[id].yaml`.
  if (statSync(chosen.path, { throwIfNoEntry: false })?.isFile()) {
    return { locations: [{ type: 'file', target }], skipped: [] }
  }
  const { files, skipped } = walk('', chosen.path, limits.maxGlobEntries)
  const workingFolder = fileRoots[0]
  const prefix = chosen.root !== null && chosen.root === workingFolder ? `${workingFolder}/` : null
  const locations = files.map((file) => ({
    type: 'file',
    target: prefix && file.startsWith(prefix) ? file.slice(prefix.length) : file,
  }))
  return { locations, skipped }
}

function pathOf(target: string, roots: string[]): string {
  if (target.includes('\0')) throw readError('input', 'file target holds a zero byte')
  if (target.startsWith('/')) return target
  return resolveFileTarget(target, roots).path
}

/** What is opened is the real path, and it is looked at again once open: nothing swaps it in between. */
function readOpened(target: string, real: string, maxBytes: number): SourceFile {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW
  const handle = openSync(real, flags)
  try {
    const stat = fstatSync(handle, { bigint: true })
    if (!stat.isFile()) throw notAFile(target, stat.isDirectory())
    if (stat.size > maxBytes) throw tooLarge(target, Number(stat.size), maxBytes)
    const text = decodeText(readAll(handle, Number(stat.size), target, maxBytes))
    if (text === null) {
      throw readError('input', `file ${target} could not be read, it is not text`, {
        hint: 'Point at the YAML file itself.',
      })
    }
    const etag = `${stat.mtimeNs}-${stat.size}-${stat.ino}`
    return { location: { type: 'file', target }, text, etag, revision: null }
  } finally {
    closeSync(handle)
  }
}

/** Files that are being written grow: reads until the end, not until the size that was announced. */
function readAll(handle: number, expected: number, target: string, maxBytes: number): Uint8Array {
  let buffer = Buffer.allocUnsafe(expected + 1)
  let size = 0
  for (;;) {
    const count = readSync(handle, buffer, size, buffer.length - size, null)
    if (count === 0) return buffer.subarray(0, size)
    size += count
    if (size > maxBytes) throw tooLarge(target, size, maxBytes)
    if (size === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2)
  }
}

function refuseWayOut(target: string, path: string, real: string, trusted: string[]): void {
  const full = resolve(path)
  if (real === full) return
  const around = trusted.filter((folder) => isInside(full, folder))
  const folders = around.length > 0 ? around : [dirname(full)]
  const isIn = folders.some((folder) =>
    isInside(
      real,
      onDisk(target, () => realpathSync.native(folder)),
    ),
  )
  if (isIn) return
  throw readError('forbidden', `file ${target} is a symbolic link that leads out of its folder`, {
    hint: 'Copy the file into the folder, or point the location at the real file.',
  })
}

function onDisk<T>(target: string, act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    if (thrown instanceof PortalError) throw thrown
    throw diskError(target, thrown as NodeJS.ErrnoException)
  }
}

function diskError(target: string, error: NodeJS.ErrnoException): PortalError {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return noSuchFile(target)
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return readError('forbidden', `file ${target} could not be read, permission denied`, {
      hint: 'Give the user that the portal runs as the right to read it.',
    })
  }
  const reason = error.code === 'ELOOP' ? 'its symbolic links go in a circle' : (error.code ?? error.message)
  return readError('upstream_failed', `file ${target} could not be read, ${reason}`, {}, error)
}

function noSuchFile(target: string): PortalError {
  return readError('not_found', `file ${target} does not exist`)
}

function notAFile(target: string, isFolder: boolean): PortalError {
  const what = isFolder ? 'it is a folder' : 'it is not a regular file'
  return readError('input', `file ${target} could not be read, ${what}`, {
    hint: isFolder
      ? `Name a file in it, or use a pattern such as ${target.replace(/\/$/, '')}/*.yaml.`
      : 'Pipes, sockets and devices are not read.',
  })
}

function tooLarge(target: string, size: number, maxBytes: number): PortalError {
  return readError(
    'too_large',
    `file ${target} could not be read, it has ${sizeText(size)} and the limit is ${sizeText(maxBytes)}`,
    { hint: 'Split the file: catalog files are small.' },
  )
}
