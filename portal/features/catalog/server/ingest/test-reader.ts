import { createReader } from '../read/reader.ts'
import type { Reader } from '../read/types.ts'

/** A real reader for tests: files below one folder, and the hosts that are allowed. */
export function readerAt(folder: string, allow: string[] = []): Reader {
  const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log }
  return createReader(
    {
      allow: allow.map((host) => ({ host })),
      github: [],
      hosts: [{ kind: 'github', host: 'github.com' }],
      fileRoots: [folder],
      trustedFolders: [folder],
      limits: { maxBytes: 10_000_000, timeoutMs: 5_000, maxRedirects: 5, maxGlobEntries: 100_000 },
    },
    { fetch, log },
  )
}
