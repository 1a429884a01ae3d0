/**
 * The part of ingestion that needs no database: files in, prepared documents out. Runs in the worker thread;
 * must never throw for what stands in a file, or for a file that cannot be read.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { PortalError } from '@callboard/sdk'
import { type LocationRef, type Problem, parseLocation } from '@callboard/sdk/model'
import { digest } from '../ingest/hash.ts'
import { placeOf } from '../ingest/location-targets.ts'
import { processFile } from '../ingest/process.ts'
import { refusalOf } from '../ingest/refusal.ts'
import type { Include, Processed, SourceFile } from '../ingest/types.ts'
import type { Reader } from '../read/types.ts'
import { type FileProblem, type Prepared, prepare, type StoredTarget, storable } from '../store/index.ts'
import { isKeepable, tooLong } from './keepable.ts'
import type { Pipeline } from './pipeline.ts'
import { readProblem } from './read-problem.ts'

/** A file to look at, with what is known from last time. */
export interface IngestItem {
  location: LocationRef
  /** The root it is read for. */
  origin: LocationRef
  /** null reads it whatever the other side says. */
  etag: string | null
  /** null processes it even when the content is the same. */
  contentHash: string | null
  includes: Include[]
  /** The content of what is given instead of read; rules are for what is read. */
  text?: string
}

export type IngestResult =
  | { outcome: 'unchanged' }
  /** Another validator for the same content. */
  | { outcome: 'touched'; etag: string | null; revision: string | null }
  | { outcome: 'failed'; missing: boolean; problem: Problem }
  /** Not looked at, as the others were large: ask again. */
  | { outcome: 'later' }
  | ReadResult

export interface ReadResult {
  outcome: 'read'
  etag: string | null
  revision: string | null
  contentHash: string
  documents: Prepared[]
  problems: (FileProblem & { document?: number })[]
  targets: StoredTarget[]
  includes: Include[]
}

/** Files read at once, and processed at once: enough to hide the latency of what they pull in. */
const concurrency = 16
/** Characters of documents in one answer, so that a folder of giants does not fill the memory. */
const mostChars = 16_000_000

export async function ingestFiles(
  pipeline: Pipeline,
  items: IngestItem[],
  signal?: AbortSignal,
): Promise<IngestResult[]> {
  const results: IngestResult[] = []
  let chars = 0
  // Unchanged files bring no content: many of them are asked for at once.
  const chunk = items.every((item) => item.etag !== null) ? items.length : concurrency
  for (let start = 0; start < items.length; start += chunk) {
    const some = items.slice(start, start + chunk)
    if (chars > mostChars) {
      for (const _ of some) results.push({ outcome: 'later' })
      continue
    }
    signal?.throwIfAborted()
    const contents = await contentsOf(pipeline.reader, some, signal)
    const ingested = await Promise.all(
      some.map((item, index) => ingestOne(pipeline, item, contents[index]!, signal)),
    )
    for (const result of ingested) chars += charsOf(result)
    results.push(...ingested)
    // Lets the thread say that it is alive.
    await nextTurn()
  }
  return results
}

async function contentsOf(
  reader: Reader,
  items: IngestItem[],
  signal: AbortSignal | undefined,
): Promise<(SourceFile | 'unchanged' | PortalError)[]> {
  const unread = items.filter((item) => item.text === undefined)
  const read = unread.length > 0 ? await reader.readMany(unread, signal) : []
  return items.map(({ text, location }) =>
    text === undefined ? read.shift()! : { location, text, etag: null, revision: null },
  )
}

function charsOf(result: IngestResult): number {
  if (result.outcome !== 'read') return 0
  return result.documents.reduce((sum, { content }) => sum + content.length, 0)
}

async function ingestOne(
  pipeline: Pipeline,
  item: IngestItem,
  content: SourceFile | 'unchanged' | PortalError,
  signal: AbortSignal | undefined,
): Promise<IngestResult> {
  if (content instanceof PortalError) return failed(item, content)
  const isSame = content === 'unchanged' || digest(content.text) === item.contentHash
  if (isSame && !(await didIncludesChange(pipeline.reader, item.includes, signal))) {
    if (content === 'unchanged') return { outcome: 'unchanged' }
    return { outcome: 'touched', etag: content.etag, revision: content.revision }
  }
  try {
    const file = content === 'unchanged' ? await readAgain(pipeline.reader, item, signal) : content
    const refusal = refusalOf(file.text, item.location.target)
    if (refusal) return { outcome: 'failed', missing: false, problem: refusal }
    return await processed(pipeline, item, file, signal)
  } catch (thrown) {
    return failed(item, thrown)
  }
}

async function processed(
  { reader, rules, crossRepository, disabled }: Pipeline,
  { origin, text }: IngestItem,
  file: SourceFile,
  signal: AbortSignal | undefined,
): Promise<ReadResult> {
  const allowed = text === undefined ? rules : { isAllowed: () => true }
  const result = await processFile(
    { reader, rules: allowed, origin, crossRepository, disabled, signal },
    file,
  )
  const kept = result.entities.map((entity) => keep(entity, file.location.target))
  return {
    outcome: 'read',
    etag: file.etag,
    revision: file.revision,
    contentHash: digest(file.text),
    documents: result.entities.map(prepare),
    problems: [...result.problems, ...kept.flatMap(({ problems }) => problems)],
    targets: kept.flatMap(({ targets }) => targets),
    includes: result.includes,
  }
}

/** Where an entity leads, and what is wrong with it; references and targets that are too long are left out. */
function keep(entity: Processed, file: string): Pick<ReadResult, 'targets' | 'problems'> {
  const { ref, document, relations } = entity
  const about = { ref, document }
  const at = { file, line: entity.line }
  const problems: ReadResult['problems'] = entity.problems.map((problem) => ({ ...problem, ...about }))
  const targets: StoredTarget[] = []
  entity.relations = relations.filter(({ source, target }) => isKeepable(source) && isKeepable(target))
  if (entity.relations.length < relations.length) problems.push({ ...tooLong('reference'), at, ...about })
  for (const target of entity.targets) {
    if (isKeepable(target.target)) targets.push({ ...target, target: storable(target.target), ref })
    else problems.push({ ...tooLong('target'), at: placeOf(target, file) ?? at, ...about })
  }
  return { targets, problems }
}

async function didIncludesChange(
  reader: Reader,
  includes: Include[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const include of includes) {
    try {
      const file = await reader.read(parseLocation(include.url), { etag: include.etag }, signal)
      if (file !== 'unchanged' && digest(file.text) !== include.hash) return true
    } catch {
      // An empty hash says that it could not be read last time either.
      if (include.hash !== '') return true
    }
  }
  return false
}

async function readAgain(reader: Reader, { location }: IngestItem, signal: AbortSignal | undefined) {
  const file = await reader.read(location, { etag: null }, signal)
  if (file === 'unchanged') throw new PortalError('upstream_failed', 'the file was answered without content')
  return file
}

function failed({ location }: IngestItem, thrown: unknown): IngestResult {
  return {
    outcome: 'failed',
    missing: thrown instanceof PortalError && thrown.code === 'not_found',
    problem: readProblem(location, thrown),
  }
}
