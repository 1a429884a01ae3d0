/**
 * `:memory:` needs two connections on one database, so it is a file in a private temporary folder, removed
 * when it is closed or the process exits, and by the next start when the process was killed.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

// Containers share pids and, sometimes, /tmp: only folders of this host are judged.
const prefix = `callboard-memory-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`
const mine = new Set<string>()
let removesAtExit = false

export interface TemporaryFile {
  path: string
  remove(): void
}

export function temporaryFile(): TemporaryFile {
  sweep()
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  mine.add(folder)
  if (!removesAtExit) process.on('exit', removeAll)
  removesAtExit = true
  return { path: join(folder, 'callboard.db'), remove: () => removeFolder(folder) }
}

function removeFolder(folder: string): void {
  mine.delete(folder)
  rmSync(folder, { recursive: true, force: true })
}

function removeAll(): void {
  for (const folder of [...mine]) removeFolder(folder)
}

/** Removes what killed processes left behind. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const folder = join(tmpdir(), name)
    const pid = Number(name.slice(prefix.length).split('-')[0])
    const stale = pid === process.pid ? !mine.has(folder) : !isAlive(pid)
    if (stale) rmSync(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
