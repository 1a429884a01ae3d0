import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

/** For tests: a new empty folder that goes away with the process, also when the test fails. */
export function temporaryFolder(name: string): string {
  if (made.length === 0) process.on('exit', removeAll)
  const folder = mkdtempSync(join(tmpdir(), `callboard-${name}-`))
  made.push(folder)
  return folder
}

function removeAll(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
