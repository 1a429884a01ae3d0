import { PortalError } from '@callboard/sdk'
import { type Entity, type LocationRef, type Problem, stringifyLocation } from '@callboard/sdk/model'
import { generatedLocation } from '../ingest/generated-location.ts'
import type { Target } from '../ingest/types.ts'
import type { Reader } from '../read/types.ts'
import type { Content, Prepared } from '../store/index.ts'
import { type IngestItem, type IngestResult, readProblem } from './ingest-files.ts'
import type { Pool } from './pool.ts'

const limits = { depth: 64, files: 2_000 }
const mostProblems = 200

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
  const entities = new Map([[generated.ref, generated.entity]])
  const errors: string[] = []
  const problems: Problem[] = []
  const refuse = (problem: Problem, at: LocationRef, text = `${problem.name}: ${problem.message}`) => {
    errors.push(text)
    problems.push({ ...problem, at: problem.at ?? { file: at.target } })
  }
  const visited = new Set<string>()
  const optional = new Set<string>()

  const ingestAll = async (items: IngestItem[]) => {
    const done: { item: IngestItem; result: IngestResult }[] = []
    for (let rest = items; rest.length > 0; ) {
      const results = await pool.ingest(rest, signal)
      for (const [index, result] of results.entries()) {
        if (result.outcome !== 'later') done.push({ item: rest[index]!, result })
      }
      rest = rest.filter((_, index) => results[index]?.outcome === 'later')
    }
    return done
  }

  const expand = async (targets: Target[]): Promise<IngestItem[]> => {
    const items: IngestItem[] = []
    for (const { type, target, presence } of targets) {
      try {
        const locations = await pool.expand({ type, target }, signal)
        if (locations.length === 0 && presence === 'required') {
          const message = `Unable to read ${type}, no matching files found for ${target}`
          refuse({ severity: 'error', name: 'NotFoundError', message }, { type, target })
        }
        for (const location of locations) {
          const name = stringifyLocation(location)
          if (visited.has(name)) continue
          visited.add(name)
          if (presence === 'optional') optional.add(name)
          items.push({ location, origin, etag: null, contentHash: null, includes: [] })
        }
      } catch (thrown) {
        signal?.throwIfAborted()
        refuse(readProblem({ type, target }, thrown), { type, target })
      }
    }
    return items
  }

  let targets: Target[] = [root]
  for (let depth = 0; targets.length > 0 && depth < limits.depth; depth += 1) {
    const items = await expand(targets)
    if (visited.size > limits.files) throw new PortalError('input', `More than ${limits.files} files`)
    targets = []
    for (const { item, result } of await ingestAll(items)) {
      if (result.outcome === 'failed') {
        const isFine = result.missing && optional.has(stringifyLocation(item.location))
        if (!isFine) refuse(result.problem, item.location)
      }
      if (result.outcome !== 'read') continue
      const found = result.problems.toSorted((a, b) => (a.document ?? 0) - (b.document ?? 0))
      for (const { ref: _ref, document: _document, ...problem } of found) {
        if (problem.severity === 'error') refuse(problem, item.location)
        else if (problem.message.startsWith('Duplicate nested entity')) {
          refuse(problem, item.location, problem.message)
        }
      }
      for (const document of result.documents) {
        if (entities.has(document.ref)) {
          const message = `Duplicate nested entity: ${document.ref}`
          refuse({ severity: 'error', name: 'InputError', message }, item.location, message)
        }
        entities.set(document.ref, entityOf(document))
      }
      targets.push(...result.targets)
    }
  }
  if (errors.length > 0) {
    throw new PortalError('input', errors.join(', '), { problems: problems.slice(0, mostProblems) })
  }
  return [...entities.values()]
}

function entityOf({ content }: Prepared): Entity {
  const { head, tail } = JSON.parse(content) as Content
  const entity = JSON.parse(head + tail) as Entity
  const { uid: _uid, etag: _etag, ...metadata } = entity.metadata
  return { ...entity, metadata: metadata as Entity['metadata'] }
}
