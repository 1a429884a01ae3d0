/** The state of one scan: what was known before, and what has been reached so far. */
import type { Events } from '@callboard/sdk'
import { type LocationRef, type Position, type Problem, parseLocation } from '@callboard/sdk/model'
import { hashOf } from '../ingest/hash.ts'
import { placeOf } from '../ingest/location-targets.ts'
import type { Reader } from '../read/types.ts'
import type { FileChange, SourceRow, StoredTarget } from '../store/index.ts'
import { type KnownFile, parseParentKey } from './known-files.ts'
import type { Pool } from './pool.ts'
import type { Writer } from './writer.ts'

export interface WalkDeps {
  pool: Pool
  writer: Writer
  events: Events
  links: Reader['links']
  /** Called with the number of files for each outcome. */
  count(result: 'unchanged' | 'changed' | 'errors' | 'failed', files: number): void
}

export interface Walk extends WalkDeps {
  source: SourceRow
  origin: LocationRef
  signal: AbortSignal
  known: ReadonlyMap<string, KnownFile>
  /** Process files again although they are the same, because rules or the program changed. */
  mustProcess: boolean
  /** Every file reached, by location. */
  visits: Map<string, Visit>
  /** Edges whose targets could not be listed: what they led to before stays. */
  unlisted: Set<string>
  /** Files written in this scan, with the edges written with them. */
  written: Map<string, { id: number; parents: Set<string> }>
  result: ScanResult
}

export interface Visit {
  /** Edges that lead here; see `parentKey`. */
  parents: Set<string>
  /** True while no required target leads here. */
  isOptional: boolean
  /** Where a user names it: what is wrong with reading it is to be mended there. */
  namedAt: Position | undefined
}

export interface ScanResult {
  state: 'ok' | 'failing'
  /** Files reached. */
  files: number
  /** Problems of the files read in this scan. */
  problems: number
  removed: number
}

/** A target to follow, and the file whose Location names it. */
export interface Step {
  target: StoredTarget
  parentId: number
  namedAt: Position | undefined
}

/** The steps to the targets that stand in a file. */
export function stepsOf(file: { id: number; location: string }, targets: StoredTarget[]): Step[] {
  if (targets.length === 0) return []
  const fileName = parseLocation(file.location).target
  return targets.map((target) => ({ target, parentId: file.id, namedAt: placeOf(target, fileName) }))
}

/** What is wrong with a file or target as a whole, told where it is named if that is known. */
export function toldWhereNamed(problem: Problem, namedAt: Position | undefined): Problem {
  return namedAt ? { ...problem, at: namedAt } : problem
}

export function idOf({ written, known }: Walk, location: string): number {
  return (written.get(location) ?? known.get(location))!.id
}

export function parentsOf({ visits }: Walk, location: string): FileChange['parents'] {
  return [...visits.get(location)!.parents].map(parseParentKey)
}

/** Stores files and remembers that they are. */
export async function save(walk: Walk, changes: FileChange[]): Promise<void> {
  if (changes.length === 0) return
  const ids = await walk.writer.save(walk.source.id, changes)
  for (const { location } of changes) {
    const parents = new Set(walk.visits.get(location)?.parents)
    walk.written.set(location, { id: ids.get(location)!, parents })
  }
}

/** A file or target that cannot be read keeps what it gave; the same failure again writes nothing. */
export function failedChange(walk: Walk, location: string, found: Problem, isMissing: boolean): FileChange[] {
  const problem = toldWhereNamed(found, walk.visits.get(location)?.namedAt)
  walk.result.state = 'failing'
  walk.result.problems += 1
  const stored = walk.known.get(location)
  const state = isMissing ? 'missing' : 'failing'
  const etag = `problem-${hashOf(problem)}`
  if (stored?.state === state && stored.etag === etag) return []
  walk.events.publish('experimental.catalog.errors', { location, errors: [problem] })
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
      parents: parentsOf(walk, location),
    },
  ]
}
