/**
 * What a provider gives goes through the same worker as files do, each entity as a file of its own: a bad one
 * becomes a problem and costs itself only.
 */
import type { LocationRef } from '@callboard/sdk/model'
import type { FileChange } from '../store/index.ts'
import type { IngestItem, IngestResult } from './ingest-files.ts'
import type { Pool } from './pool.ts'

/** One entity, not yet looked at. */
export interface GivenText {
  /** Under which it is stored. */
  location: string
  contentHash: string
  /** Where it says that it is managed, for messages. */
  file: LocationRef
  origin: LocationRef
  /** Its JSON. */
  text: string
}

/** Entities given to the worker at once: the first are few, so that storing begins while it warms up. */
const [first, most] = [50, 500]

/** Changes for the store, batch by batch; the worker is at the next one while a batch is stored. */
export async function* processGiven(pool: Pool, given: GivenText[]): AsyncGenerator<FileChange[]> {
  const batches = batchesOf(given)
  let next = ask(pool, batches[0])
  for (let index = 0; index < batches.length; index += 1) {
    const changes = await next
    next = ask(pool, batches[index + 1])
    yield changes
  }
}

function batchesOf(given: GivenText[]): GivenText[][] {
  const batches: GivenText[][] = []
  for (let start = 0, size = first; start < given.length; size = Math.min(most, size * 2)) {
    batches.push(given.slice(start, start + size))
    start += size
  }
  return batches
}

function ask(pool: Pool, batch: GivenText[] = []): Promise<FileChange[]> {
  const answer = changesOf(pool, batch)
  // Looked at in its turn; until then it must not count as unhandled.
  answer.catch(() => {})
  return answer
}

async function changesOf(pool: Pool, batch: GivenText[]): Promise<FileChange[]> {
  if (batch.length === 0) return []
  const results = await pool.ingest(batch.map(itemOf))
  const changes = batch.flatMap((given, place) => changeOf(given, results[place]!))
  const later = batch.filter((_, place) => results[place]?.outcome === 'later')
  return [...changes, ...(await changesOf(pool, later))]
}

function itemOf({ file, origin, text }: GivenText): IngestItem {
  return { location: file, origin, text, etag: null, contentHash: null, includes: [] }
}

function changeOf({ location, contentHash }: GivenText, result: IngestResult): FileChange[] {
  const change = { location, contentHash, etag: null, revision: null, state: 'ok' as const, parents: [] }
  if (result.outcome === 'failed') {
    return [{ ...change, targets: [], includes: [], documents: [], problems: [result.problem] }]
  }
  if (result.outcome !== 'read') return []
  const { includes, documents, problems } = result
  // The JSON of an entity is no file with lines that somebody could mend.
  const targets = result.targets.map(({ line: _line, column: _column, ...target }) => target)
  return [{ ...change, targets, includes, documents, problems }]
}
