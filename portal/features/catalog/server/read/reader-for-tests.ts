import type { Log } from '@callboard/sdk'
import { createReader } from './reader.ts'
import { defaultLimits } from './reader-settings.ts'
import { wellKnownHosts } from './scm-url.ts'
import type { Reader, ReaderSettings } from './types.ts'

/** A log that keeps its lines, for tests. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = []
  const keep = (message: string, fields?: object) =>
    void lines.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log = { lines, error: keep, warn: keep, info: keep, debug: keep, child: () => log }
  return log
}

/** Complete reader settings around the few that a test is about. */
export function settingsFor(some: Partial<ReaderSettings> = {}): ReaderSettings {
  return {
    allow: [],
    github: [],
    hosts: wellKnownHosts,
    fileRoots: [process.cwd()],
    trustedFolders: [],
    ...some,
    limits: { ...defaultLimits, ...some.limits },
  }
}

/** A real reader with the settings a test is about. */
export function readerFor(some: Partial<ReaderSettings> = {}, now?: () => number): Reader {
  return createReader(settingsFor(some), { fetch, log: keptLog(), ...(now ? { now } : {}) })
}
