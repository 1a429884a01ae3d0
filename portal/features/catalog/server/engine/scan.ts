/**
 * Reads one source from its root to its last file and stores what differs. Location documents lead on to more
 * files, level by level; what cannot be read keeps what it gave before; what nothing points to any more goes.
 */
import type { Database, Events, Log } from '@callboard/sdk'
import { type LocationRef, type Problem, parseLocation, stringifyLocation } from '@callboard/sdk/model'
import { hashOf } from '../ingest/hash.ts'
import type { Reader } from '../read/types.ts'
import {
  addEdges,
  beginChange,
  type FileChange,
  internRefs,
  removeEdges,
  rootLocation,
  type SourceRow,
  type StoredTarget,
  saveSourceState,
} from '../store/index.ts'
import type { IngestItem, IngestResult } from './ingest-files.ts'
import { readProblem } from './ingest-files.ts'
import { type KnownFile, loadKnownFiles, parentKey, parseParentKey } from './known-files.ts'
import type { Pool } from './pool.ts'
import { saveRoot } from './root.ts'
import type { Writer } from './writer.ts'

export interface ScanDeps {
  db: Database
  pool: Pool
  writer: Writer
  events: Events
  log: Log
  links: Reader['links']
  fingerprint: string
  /** Called with the number of files for each outcome. */
  count(result: 'unchanged' | 'changed' | 'errors' | 'failed', files: number): void
}

export interface ScanResult {
  state: 'ok' | 'failing'
  files: number
  /** Problems of the files read in this scan. */
  problems: number
  removed: number
}

/** Files read for a provider's entity are walked from the entity, not from a root. */
export const entityLocation = 'entity:'

const limits = { depth: 64, files: 1_000_000 }
/** Files given to the worker at once: unread ones cost a hundred times more than unchanged ones. */
const [mostUnread, mostKnown] = [150, 1_000]

interface Step {
  target: StoredTarget
  parentId: number
}

interface Visit {
  parents: Set<string>
  isOptional: boolean
}

export async function scan(deps: ScanDeps, source: SourceRow, signal: AbortSignal): Promise<ScanResult> {
  const { db, pool, writer } = deps
  const known = await loadKnownFiles(db, source.id)
  const origin: LocationRef = { type: source.type, target: source.target }
  const mustProcess = source.fingerprint !== deps.fingerprint
  const visits = new Map<string, Visit>()
  /** Edges whose targets could not be listed: what they led to before stays. */
  const unlisted = new Set<string>()
  /** Files written in this scan, with the edges written with them. */
  const written = new Map<string, { id: number; parents: Set<string> }>()
  const result: ScanResult = { state: 'ok', files: 0, problems: 0, removed: 0 }

  let steps = source.kind === 'provider' ? providedSteps(known, visits) : await rootSteps()
  for (let depth = 0; steps.length > 0; depth += 1) {
    const found = await expandAll(steps, depth)
    steps = await readAll(found)
  }
  await removeUnreached()
  await saveEdges()
  await writer.run((context) =>
    saveSourceState(context, source, {
      state: result.state,
      fingerprint: deps.fingerprint,
      changed: writer.totals.changed > 0,
    }),
  )
  result.files = visits.size
  return result

  async function rootSteps(): Promise<Step[]> {
    visits.set(rootLocation, { parents: new Set(), isOptional: false })
    const root = await saveRoot(writer, source, deps.links, known.get(rootLocation))
    return [{ target: root.target, parentId: root.fileId }]
  }

  /** Locations the steps lead to that were not visited before, with what to store for those without an answer. */
  async function expandAll(from: Step[], depth: number): Promise<{ fresh: string[]; failed: FileChange[] }> {
    const fresh: string[] = []
    const failed: { step: Step; problem: Problem; missing: boolean }[] = []
    const listed = new Map<string, Promise<LocationRef[]>>()
    for (const step of from) {
      signal.throwIfAborted()
      const key = parentKey(step.parentId, step.target.ref)
      try {
        if (depth > limits.depth) throw new Error(`Locations are nested deeper than ${limits.depth} levels`)
        const { type, target, presence } = step.target
        const name = `${type}:${target}`
        if (!listed.has(name)) listed.set(name, pool.expand({ type, target }, signal))
        const locations = await listed.get(name)!
        if (locations.length === 0) {
          if (presence === 'required')
            failed.push({ step, missing: true, problem: nothingFound(step.target) })
          continue
        }
        for (const location of locations) {
          const visited = visit(stringifyLocation(location), key, presence === 'optional')
          if (visited === 'new') fresh.push(stringifyLocation(location))
        }
        if (visits.size > limits.files) throw new Error(`A source may hold at most ${limits.files} files`)
      } catch (thrown) {
        signal.throwIfAborted()
        failed.push({ step, missing: false, problem: readProblem(step.target, thrown) })
      }
    }
    const changes = failed.flatMap(({ step, problem, missing }) => unlistedChange(step, problem, missing))
    return { fresh, failed: changes }
  }

  function visit(location: string, parent: string, isOptional: boolean): 'new' | 'known' {
    const visited = visits.get(location)
    if (!visited) {
      visits.set(location, { parents: new Set([parent]), isOptional })
      return 'new'
    }
    visited.parents.add(parent)
    visited.isOptional &&= isOptional
    return 'known'
  }

  function unlistedChange({ target, parentId }: Step, problem: Problem, missing: boolean): FileChange[] {
    const key = parentKey(parentId, target.ref)
    unlisted.add(key)
    result.state = 'failing'
    const location = `${target.type}:${target.target}`
    if (visit(location, key, false) === 'known') return []
    return failedChange(location, problem, missing)
  }

  function failedChange(location: string, problem: Problem, missing: boolean): FileChange[] {
    const stored = known.get(location)
    const state = missing ? 'missing' : 'failing'
    // The same failure as last time is no news, and writes nothing.
    const etag = `problem-${hashOf(problem)}`
    if (stored?.state === state && stored.etag === etag) return []
    deps.events.publish('experimental.catalog.errors', { location, errors: [problem] })
    return [
      {
        location,
        etag,
        contentHash: stored?.contentHash ?? null,
        revision: null,
        targets: null,
        includes: null,
        state,
        documents: null,
        problems: [problem],
        parents: [...visits.get(location)!.parents].map(parseParentKey),
      },
    ]
  }

  async function readAll({ fresh, failed }: { fresh: string[]; failed: FileChange[] }): Promise<Step[]> {
    const next: Step[] = []
    await save(failed)
    // Files behind a target that could not be listed are neither read nor removed.
    for (const file of unlisted.size > 0 ? known.values() : []) {
      if (visits.has(file.location) || ![...file.parents.keys()].some((key) => unlisted.has(key))) continue
      visits.set(file.location, { parents: new Set(file.parents.keys()), isOptional: false })
      next.push(...stepsOf(file.id, file.targets))
    }
    const windows = windowsOf(fresh)
    let answer = windows[0] && ask(windows[0])
    for (const [index, locations] of windows.entries()) {
      const results = await answer!
      const following = windows[index + 1]
      answer = following && ask(following)
      // Looked at in the next round; must not be an unhandled rejection until then.
      answer?.catch(() => {})
      next.push(...(await store(locations, results)))
    }
    return next
  }

  function ask(locations: string[]): Promise<IngestResult[]> {
    signal.throwIfAborted()
    return pool.ingest(locations.map(itemOf), signal)
  }

  function itemOf(location: string): IngestItem {
    const stored = known.get(location)
    const isGood = stored?.state === 'ok'
    const canSkip = isGood && !mustProcess
    return {
      location: parseLocation(location),
      origin,
      etag: canSkip ? stored.etag : null,
      contentHash: canSkip ? stored.contentHash : null,
      includes: canSkip ? stored.includes : [],
    }
  }

  function windowsOf(locations: string[]): string[][] {
    const windows: string[][] = []
    let window: string[] = []
    let load = 0
    for (const location of locations) {
      window.push(location)
      load += known.get(location)?.state === 'ok' && !mustProcess ? 1 / mostKnown : 1 / mostUnread
      if (load < 1) continue
      windows.push(window)
      window = []
      load = 0
    }
    return window.length > 0 ? [...windows, window] : windows
  }

  /** Writes the outcome of some files; answers where their Locations lead. */
  async function store(locations: string[], results: IngestResult[]): Promise<Step[]> {
    const changes: FileChange[] = []
    const touched: Parameters<Writer['touch']>[0] = []
    const leads: { location: string; targets: StoredTarget[] }[] = []
    for (const [index, location] of locations.entries()) {
      const stored = known.get(location)
      const answer = results[index]!
      const outcome = answer.outcome
      if (outcome === 'read') {
        const targets = [...answer.targets, ...keptTargets(stored, answer)]
        const { etag, contentHash, revision, includes, documents, problems } = answer
        const parents = [...visits.get(location)!.parents].map(parseParentKey)
        const content = { etag, contentHash, revision, includes, documents, problems, targets, parents }
        changes.push({ location, state: 'ok', ...content })
        leads.push({ location, targets })
        result.problems += problems.length
        const errors = problems.filter((problem) => problem.severity === 'error')
        if (errors.length > 0) deps.events.publish('experimental.catalog.errors', { location, errors })
        deps.count(errors.length > 0 ? 'errors' : 'changed', 1)
        continue
      }
      if (outcome === 'failed') {
        deps.count('failed', 1)
        if (answer.missing && visits.get(location)!.isOptional) {
          visits.delete(location)
          continue
        }
        result.state = 'failing'
        result.problems += 1
        changes.push(...failedChange(location, answer.problem, answer.missing))
      } else {
        deps.count('unchanged', 1)
        if (outcome === 'touched' && stored) {
          const { etag, revision } = answer
          touched.push({ id: stored.id, etag, contentHash: stored.contentHash, revision })
        }
      }
      if (stored && stored.targets.length > 0) leads.push({ location, targets: stored.targets })
    }
    await save(changes)
    await writer.touch(touched)
    return leads.flatMap(({ location, targets }) => stepsOf(idOf(location), targets))
  }

  async function save(changes: FileChange[]): Promise<void> {
    if (changes.length === 0) return
    const ids = await writer.save(source.id, changes)
    for (const { location } of changes) {
      written.set(location, { id: ids.get(location)!, parents: new Set(visits.get(location)?.parents) })
    }
  }

  function idOf(location: string): number {
    return (written.get(location) ?? known.get(location))!.id
  }

  async function removeUnreached(): Promise<void> {
    const gone = [...known.values()].filter((file) => !visits.has(file.location)).map((file) => file.id)
    result.removed = gone.length
    await writer.remove(gone)
  }

  async function saveEdges(): Promise<void> {
    const added: { fileId: number; parentId: number; ref: string }[] = []
    const removed: Parameters<typeof removeEdges>[1] = []
    for (const [location, { parents }] of visits) {
      const stored = known.get(location)?.parents
      const fresh = written.get(location)?.parents
      for (const key of parents) {
        if (stored?.has(key) || fresh?.has(key)) continue
        const { fileId: parentId, ref } = parseParentKey(key)
        added.push({ fileId: idOf(location), parentId, ref })
      }
      for (const [key, refId] of stored ?? []) {
        if (parents.has(key) || unlisted.has(key)) continue
        removed.push({ fileId: idOf(location), parentId: parseParentKey(key).fileId, refId })
      }
    }
    for (let start = 0; start < Math.max(added.length, removed.length); start += 500) {
      await writer.run(async (context) => {
        await beginChange(context)
        const batch = added.slice(start, start + 500)
        const ids = await internRefs(context, new Set(batch.map((edge) => edge.ref)))
        await addEdges(
          context,
          batch.map((edge) => ({ ...edge, refId: ids.get(edge.ref)! })),
        )
        await removeEdges(context, removed.slice(start, start + 500))
      })
    }
  }
}

/** Location documents that are bad now but were good before lead where they led. */
function keptTargets(stored: KnownFile | undefined, read: Extract<IngestResult, { outcome: 'read' }>) {
  if (!stored || stored.targets.length === 0) return []
  const declared = new Set(read.documents.map((document) => document.ref))
  const errors = read.problems.filter((problem) => problem.severity === 'error')
  const isUnclear = errors.some((problem) => problem.ref === undefined)
  const blamed = new Set(errors.map((problem) => problem.ref))
  return stored.targets.filter(({ ref }) => !declared.has(ref) && (isUnclear || blamed.has(ref)))
}

function providedSteps(known: Map<string, KnownFile>, visits: Map<string, Visit>): Step[] {
  const provided = [...known.values()].filter((file) => file.location.startsWith(entityLocation))
  for (const file of provided) visits.set(file.location, { parents: new Set(), isOptional: false })
  return provided.flatMap((file) => stepsOf(file.id, file.targets))
}

function stepsOf(parentId: number, targets: StoredTarget[]): Step[] {
  return targets.map((target) => ({ target, parentId }))
}

function nothingFound({ type, target }: LocationRef): Problem {
  return {
    severity: 'error',
    name: 'NotFoundError',
    message: `Unable to read ${type}, no matching files found for ${target}`,
    hint: 'Check the path, or write `presence: optional` when it may be absent.',
    at: { file: target },
  }
}
