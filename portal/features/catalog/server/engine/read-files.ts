import { parseLocation } from '@callboard/sdk/model'
import type { FileChange, StoredTarget } from '../store/index.ts'
import type { IngestItem, IngestResult, ReadResult } from './ingest-files.ts'
import type { KnownFile } from './known-files.ts'
import { failedChange, idOf, parentsOf, type Step, save, stepsOf, type Walk } from './walk.ts'

/** Files given to the worker at once: unread ones cost far more than unchanged ones. */
const [mostUnread, mostKnown] = [500, 1_000]
/** The first are few, so that storing begins while the worker warms up; then each time twice as many. */
const firstUnread = 30

/** Reads files and stores what differs; answers where their Locations lead. */
export async function readFiles(walk: Walk, locations: string[]): Promise<Step[]> {
  const steps: Step[] = []
  const windows = windowsOf(walk, locations)
  const answers: Promise<IngestResult[]>[] = []
  const ask = (index: number) => {
    const window = windows[index]
    if (!window) return
    walk.signal.throwIfAborted()
    const items = window.map((location) => itemOf(walk, location))
    const answer = walk.pool.ingest(items, walk.signal)
    // Looked at in its turn; until then it must not count as unhandled.
    answer.catch(() => {})
    answers[index] = answer
  }
  ask(0)
  for (const [index, window] of windows.entries()) {
    // The worker reads the next files while these are stored.
    ask(index + 1)
    const results = await answers[index]!
    delete answers[index]
    steps.push(...(await storeResults(walk, window, results)))
    const later = window.filter((_, place) => results[place]?.outcome === 'later')
    if (later.length > 0) steps.push(...(await readFiles(walk, later)))
  }
  return steps
}

/** True when the file need not be read again if its validator says it is the same. */
function canSkip({ mustProcess }: Walk, stored: KnownFile | undefined): stored is KnownFile {
  return stored?.state === 'ok' && !mustProcess
}

function itemOf(walk: Walk, location: string): IngestItem {
  const stored = walk.known.get(location)
  const before = canSkip(walk, stored) ? stored : { etag: null, contentHash: null, includes: [] }
  return {
    location: parseLocation(location),
    origin: walk.origin,
    etag: before.etag,
    contentHash: before.contentHash,
    includes: before.includes,
  }
}

function windowsOf(walk: Walk, locations: string[]): string[][] {
  const windows: string[][] = []
  let window: string[] = []
  let load = 0
  let unread = firstUnread
  for (const location of locations) {
    window.push(location)
    load += canSkip(walk, walk.known.get(location)) ? 1 / mostKnown : 1 / unread
    if (load < 1) continue
    windows.push(window)
    window = []
    load = 0
    unread = Math.min(mostUnread, unread * 2)
  }
  return window.length > 0 ? [...windows, window] : windows
}

async function storeResults(walk: Walk, locations: string[], results: IngestResult[]): Promise<Step[]> {
  const changes: FileChange[] = []
  const touched: Parameters<Walk['writer']['touch']>[0] = []
  const leads: { location: string; targets: StoredTarget[] }[] = []
  for (const [index, location] of locations.entries()) {
    const stored = walk.known.get(location)
    const result = results[index]!
    if (result.outcome === 'later') continue
    let targets = stored?.targets ?? []
    if (result.outcome === 'read') {
      targets = [...result.targets, ...keptTargets(stored, result)]
      changes.push(readChange(walk, location, result, targets))
    } else if (result.outcome === 'failed') {
      walk.count('failed', 1)
      if (result.missing && walk.visits.get(location)!.isOptional) {
        walk.visits.delete(location)
        continue
      }
      changes.push(...failedChange(walk, location, result.problem, result.missing))
    } else {
      walk.count('unchanged', 1)
      if (result.outcome === 'touched' && stored) {
        const { etag, revision } = result
        touched.push({ id: stored.id, etag, contentHash: stored.contentHash, revision })
      }
    }
    if (targets.length > 0) leads.push({ location, targets })
  }
  await save(walk, changes)
  await walk.writer.touch(touched)
  return leads.flatMap(({ location, targets }) => stepsOf({ id: idOf(walk, location), location }, targets))
}

function readChange(walk: Walk, location: string, read: ReadResult, targets: StoredTarget[]): FileChange {
  const { etag, contentHash, revision, includes, documents, problems } = read
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0) walk.events.publish('experimental.catalog.errors', { location, errors })
  walk.count(errors.length > 0 ? 'errors' : 'changed', 1)
  walk.result.problems += problems.length
  const content = { etag, contentHash, revision, includes, documents, problems, targets }
  return { location, state: 'ok', ...content, parents: parentsOf(walk, location) }
}

/** Location documents that are bad now but were good before lead where they led. */
function keptTargets(stored: KnownFile | undefined, read: ReadResult): StoredTarget[] {
  if (!stored || stored.targets.length === 0) return []
  const declared = new Set(read.documents.map((document) => document.ref))
  const errors = read.problems.filter((problem) => problem.severity === 'error')
  const isUnclear = errors.some((problem) => problem.ref === undefined)
  const blamed = new Set(errors.map((problem) => problem.ref))
  return stored.targets.filter(({ ref }) => !declared.has(ref) && (isUnclear || blamed.has(ref)))
}
