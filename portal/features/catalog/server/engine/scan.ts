/**
 * Reads one source from its root to its last file and stores what differs. Location documents lead on to more
 * files, level by level; what cannot be read keeps what it gave before; what nothing leads to any more goes.
 */
import type { Database } from '@callboard/sdk'
import type { Position } from '@callboard/sdk/model'
import { rootLocation, type SourceRow, saveSourceState } from '../store/index.ts'
import { expandTargets } from './expand-targets.ts'
import { removeUnreached, saveEdges } from './finish-scan.ts'
import { loadKnownFiles } from './known-files.ts'
import { readFiles } from './read-files.ts'
import { saveRoot } from './root.ts'
import { type ScanResult, type Step, stepsOf, type Visit, type Walk, type WalkDeps } from './walk.ts'

export interface ScanDeps extends WalkDeps {
  db: Database
  /** Files processed with another one are processed again. */
  fingerprint: string
  /** Where the config names the source, when it does. */
  namedAt: Position | undefined
}

/** What a provider gives is kept as files of this kind, one an entity. */
export const entityLocation = 'entity:'

/** What is wrong with a provider itself stands with a file of this name. */
export const providerLocation = 'provider:'

/** Far deeper than anyone nests Locations on purpose; a loop ends by itself, as no file is read twice. */
const mostLevels = 1_000

export async function scan(deps: ScanDeps, source: SourceRow, signal: AbortSignal): Promise<ScanResult> {
  const { db, fingerprint, namedAt, pool, writer, events, links, count } = deps
  const walk: Walk = {
    ...{ pool, writer, events, links, count, source, signal },
    origin: { type: source.type, target: source.target },
    known: await loadKnownFiles(db, source.id),
    mustProcess: source.fingerprint !== fingerprint,
    visits: new Map(),
    unlisted: new Set(),
    written: new Map(),
    result: { state: 'ok', files: 0, problems: 0, removed: 0 },
  }
  let steps = source.kind === 'provider' ? providedSteps(walk) : await rootSteps(walk, namedAt)
  for (let level = 0; steps.length > 0 && level < mostLevels; level += 1) {
    const { fresh, kept } = await expandTargets(walk, steps)
    steps = [...kept, ...(await readFiles(walk, fresh))]
  }
  await removeUnreached(walk)
  await saveEdges(walk)
  const { state } = walk.result
  const end = { state, fingerprint, changed: writer.totals.changed > 0 }
  await writer.run((context) => saveSourceState(context, source, end))
  return { ...walk.result, files: walk.visits.size }
}

async function rootSteps(walk: Walk, namedAt: Position | undefined): Promise<Step[]> {
  const { visits, known, writer, source, links } = walk
  visits.set(rootLocation, root())
  const { fileId, target } = await saveRoot(writer, source, links, known.get(rootLocation))
  return [{ target, parentId: fileId, namedAt }]
}

/** A provider has no root: the walk begins at the Locations it gave. */
function providedSteps({ known, visits, result }: Walk): Step[] {
  const own = known.get(providerLocation)
  if (own) {
    visits.set(providerLocation, root())
    result.state = own.state === 'ok' ? 'ok' : 'failing'
  }
  const provided = [...known.values()].filter((file) => file.location.startsWith(entityLocation))
  for (const file of provided) visits.set(file.location, root())
  return provided.flatMap((file) => stepsOf(file, file.targets))
}

/** A beginning, which no target leads to. */
function root(): Visit {
  return { parents: new Set(), isOptional: false, namedAt: undefined }
}
