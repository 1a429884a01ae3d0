import type { RequestContext } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { EntityAnswer } from '../../api.ts'
import { analyzeLocation } from '../analyze/analyze-location.ts'
import { readLocations } from '../query/locations.ts'
import { type HandlerDeps, scopeOf } from './context.ts'

/** What a place holds, for whoever asks: registered is what they may see as registered. */
export async function analyze(
  deps: HandlerDeps,
  request: RequestContext,
  location: LocationRef,
  fileName: string | undefined,
) {
  const locations = await readLocations(await scopeOf(deps, request))
  const registered = new Set(locations.map(({ type, target }) => `${type}:${target}`))
  const analysis = await analyzeLocation(
    {
      settings: deps.readerSettings(),
      fetch: deps.fetch,
      log: deps.log,
      dryRun: (one, signal) => deps.engine.dryRun({ ...one, presence: 'required' }, signal),
      isRegistered: async ({ type, target }) => registered.has(`${type}:${target}`),
    },
    location,
    fileName ?? deps.settings().entityFilename,
    request.signal,
  )
  const existingEntityFiles = analysis.existingEntityFiles.map((file) => ({
    ...file,
    entity: file.entity as unknown as EntityAnswer,
  }))
  const generateEntities = analysis.generateEntities.map((draft) => ({
    ...draft,
    entity: { ...draft.entity },
  }))
  return { ...analysis, existingEntityFiles, generateEntities }
}
