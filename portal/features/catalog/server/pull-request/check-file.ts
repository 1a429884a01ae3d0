/** What the portal commits in its own name must be a catalog file that it could read. */
import { PortalError } from '@callboard/sdk'
import { processFile } from '../ingest/process.ts'
import type { Reader } from '../read/types.ts'

const everyKind = { isAllowed: () => true }
const largest = 64 * 1024

/** @throws input with the problems of the file: their lines are those of the text. */
export async function checkFile(
  reader: Reader,
  fileName: string,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  if (Buffer.byteLength(text) > largest) throw new PortalError('too_large', 'The file is larger than 64 kB')
  const location = { type: 'url' as const, target: fileName }
  const file = { location, text, etag: null, revision: null }
  const result = await processFile({ reader, rules: everyKind, origin: location, signal }, file)
  const own = result.entities.flatMap((entity) => entity.problems)
  const problems = [...result.problems, ...own].filter(({ severity }) => severity === 'error')
  const [first] = problems
  if (first) throw new PortalError('input', first.message, { problems })
  if (result.entities.length > 0) return
  throw new PortalError('input', `There is no entity in the ${fileName} to add`)
}
