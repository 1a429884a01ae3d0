import { PortalError } from '@callboard/sdk'
import {
  type Entity,
  type LocationRef,
  type Position,
  type Problem,
  stringifyLocation,
} from '@callboard/sdk/model'
import { generatedLocation } from '../ingest/generated-location.ts'
import { placeOf } from '../ingest/location-targets.ts'
import type { Target } from '../ingest/types.ts'
import type { Reader } from '../read/types.ts'
import type { Content, Prepared } from '../store/index.ts'
import type { IngestItem, IngestResult, ReadResult } from './ingest-files.ts'
import type { Pool } from './pool.ts'
import { nothingFound, readProblem } from './read-problem.ts'
import { toldWhereNamed } from './walk.ts'

const limits = { depth: 64, files: 2_000 }
const mostProblems = 200

/** What was found so far. */
interface Trial {
  pool: Pool
  origin: LocationRef
  signal: AbortSignal | undefined
  entities: Map<string, Entity>
  /** Every file reached, by location. */
  visits: Map<string, { isOptional: boolean; namedAt: Position | undefined }>
  refuse(problem: Problem, at: LocationRef, text?: string): void
}

/** A target to follow, and where a file names it. */
interface Named {
  target: Target
  namedAt: Position | undefined
}

/**
 * What registering a location would give: every entity, the generated Location first. Nothing is stored.
 *
 * @throws input with all errors in one sentence when anything cannot be read or is not valid; its details
 * hold them one by one, with file, line and hint.
 */
export async function dryRun(
  { pool, links }: { pool: Pool; links: Reader['links'] },
  root: Target,
  signal?: AbortSignal,
): Promise<Entity[]> {
  const origin: LocationRef = { type: root.type, target: root.target }
  const generated = generatedLocation(root, origin, links(origin))
  const errors: string[] = []
  const problems: Problem[] = []
  const trial: Trial = {
    ...{ pool, origin, signal },
    entities: new Map([[generated.ref, generated.entity]]),
    visits: new Map(),
    refuse(problem, at, text = `${problem.name}: ${problem.message}`) {
      errors.push(text)
      problems.push({ ...problem, at: problem.at ?? { file: at.target } })
    },
  }
  let targets: Named[] = [{ target: root, namedAt: undefined }]
  for (let depth = 0; targets.length > 0 && depth < limits.depth; depth += 1) {
    const items = await expand(trial, targets)
    if (trial.visits.size > limits.files) throw new PortalError('input', `More than ${limits.files} files`)
    targets = []
    for (const { item, result } of await ingestAll(trial, items)) targets.push(...take(trial, item, result))
  }
  if (errors.length > 0) {
    throw new PortalError('input', errors.join(', '), { problems: problems.slice(0, mostProblems) })
  }
  return [...trial.entities.values()]
}

/** The files that targets lead to and that were not reached before. */
async function expand(
  { pool, origin, signal, visits, refuse }: Trial,
  targets: Named[],
): Promise<IngestItem[]> {
  const items: IngestItem[] = []
  for (const { target: named, namedAt } of targets) {
    const { type, target, presence } = named
    try {
      const locations = await pool.expand({ type, target }, signal)
      if (locations.length === 0 && presence === 'required') {
        refuse(toldWhereNamed(nothingFound(named), namedAt), named)
      }
      for (const location of locations) {
        const name = stringifyLocation(location)
        if (visits.has(name)) continue
        visits.set(name, { isOptional: presence === 'optional', namedAt })
        items.push({ location, origin, etag: null, contentHash: null, includes: [] })
      }
    } catch (thrown) {
      signal?.throwIfAborted()
      refuse(toldWhereNamed(readProblem({ type, target }, thrown), namedAt), named)
    }
  }
  return items
}

type Ingested = { item: IngestItem; result: IngestResult }

async function ingestAll({ pool, signal }: Trial, items: IngestItem[]): Promise<Ingested[]> {
  const done: Ingested[] = []
  for (let rest = items; rest.length > 0; ) {
    const results = await pool.ingest(rest, signal)
    for (const [index, result] of results.entries()) {
      if (result.outcome !== 'later') done.push({ item: rest[index]!, result })
    }
    rest = rest.filter((_, index) => results[index]?.outcome === 'later')
  }
  return done
}

/** Notes what one file gives, and answers where it leads. */
function take(trial: Trial, { location }: IngestItem, result: IngestResult): Named[] {
  const visit = trial.visits.get(stringifyLocation(location))
  if (result.outcome === 'failed') {
    const isFine = result.missing && visit?.isOptional
    if (!isFine) trial.refuse(toldWhereNamed(result.problem, visit?.namedAt), location)
  }
  if (result.outcome !== 'read') return []
  takeDocuments(trial, location, result)
  return result.targets.map((target) => ({ target, namedAt: placeOf(target, location.target) }))
}

function takeDocuments({ entities, refuse }: Trial, location: LocationRef, read: ReadResult): void {
  const found = read.problems.toSorted((a, b) => (a.document ?? 0) - (b.document ?? 0))
  for (const { ref: _ref, document: _document, ...problem } of found) {
    if (problem.severity === 'error') refuse(problem, location)
    else if (problem.message.startsWith('Duplicate nested entity')) refuse(problem, location, problem.message)
  }
  for (const document of read.documents) {
    if (entities.has(document.ref)) {
      const message = `Duplicate nested entity: ${document.ref}`
      const at = { file: location.target, line: document.line }
      refuse({ severity: 'error', name: 'InputError', message, at }, location, message)
    }
    entities.set(document.ref, entityOf(document))
  }
}

function entityOf({ content }: Prepared): Entity {
  const { head, tail } = JSON.parse(content) as Content
  const entity = JSON.parse(head + tail) as Entity
  const { uid: _uid, etag: _etag, ...metadata } = entity.metadata
  return { ...entity, metadata: metadata as Entity['metadata'] }
}
