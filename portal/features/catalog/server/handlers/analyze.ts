import type { RequestContext } from '@callboard/sdk'
import { type LocationRef, refOf } from '@callboard/sdk/model'
import type { EntityAnswer } from '../../api.ts'
import { analyzeLocation } from '../analyze/analyze-location.ts'
import { hiddenAmong } from '../permission/may.ts'
import { findOwner } from '../query/find-owner.ts'
import { listLocations } from '../store/index.ts'
import { type HandlerDeps, maySeeLocations, scopeOf } from './context.ts'

/** What a place holds, for whoever asks: registered is what they may see as registered. */
export async function analyze(
  deps: HandlerDeps,
  request: RequestContext,
  location: LocationRef,
  fileName: string | undefined,
) {
  const scope = await scopeOf(deps, request)
  const locations = (await maySeeLocations(deps, request)) ? await listLocations(deps.db.read) : []
  const registered = new Set(locations.map(({ type, target }) => `${type}:${target}`))
  const analysis = await analyzeLocation(
    {
      settings: deps.readerSettings(),
      fetch: deps.fetch,
      log: deps.log,
      dryRun: (one, signal) => deps.engine.dryRun({ ...one, presence: 'required' }, signal),
      ownerRef: (written) => findOwner(scope, written),
      isRegistered: async ({ type, target }) => registered.has(`${type}:${target}`),
    },
    location,
    fileName ?? deps.settings().entityFilename,
    request.signal,
  )
  const refs = analysis.existingEntityFiles.map(({ entity }) => refOf(entity))
  const hidden = await hiddenAmong(scope, refs)
  const existingEntityFiles = analysis.existingEntityFiles
    .filter((_, index) => !hidden.has(refs[index] ?? ''))
    .map((file) => ({ ...file, entity: file.entity as unknown as EntityAnswer }))
  const generateEntities = analysis.generateEntities.map((draft) => ({
    ...draft,
    entity: { ...draft.entity },
  }))
  return { ...analysis, existingEntityFiles, generateEntities }
}
