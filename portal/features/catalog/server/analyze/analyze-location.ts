import { type Log, PortalError, reasonOf } from '@callboard/sdk'
import type { Entity, LocationRef, Problem } from '@callboard/sdk/model'
import { parseScmUrl, type ScmUrl } from '../read/scm-url.ts'
import type { ReaderSettings } from '../read/types.ts'
import { findCatalogFiles } from './find-catalog-files.ts'
import { generateDraft } from './generate-draft.ts'

/**
 * What a repository holds, for the import page: the catalog files in it with what they would give, or
 * else a draft to start from (contract: catalog-engine §11). Looking never fails because a host does:
 * then there is a draft.
 */
export interface AnalyzeDeps {
  settings: ReaderSettings
  fetch: typeof fetch
  log: Log
  /** The entities a location would give, nothing stored. @throws what reading it throws. */
  dryRun(location: LocationRef, signal?: AbortSignal): Promise<Entity[]>
  isRegistered(location: LocationRef): Promise<boolean>
}

export interface Analysis {
  existingEntityFiles: { location: LocationRef; isRegistered: boolean; entity: Entity }[]
  generateEntities: GeneratedEntity[]
}

export interface GeneratedEntity {
  entity: {
    apiVersion: string
    kind: string
    metadata: { name: string; annotations?: { [key: string]: string } }
    spec: { type: string; lifecycle: string }
  }
  fields: {
    field: string
    state: 'analysisSuggestedValue' | 'analysisSuggestedNoValue' | 'needsUserInput'
    value: string | null
    description: string
  }[]
}

/** @throws input when the target is not a URL, or when every catalog file found is unusable. */
export async function analyzeLocation(
  deps: AnalyzeDeps,
  location: LocationRef,
  catalogFilename = 'catalog-info.yaml',
  signal?: AbortSignal,
): Promise<Analysis> {
  if (!/^https?:\/\//i.test(location.target) || !URL.canParse(location.target)) {
    throw new PortalError('input', 'The given location.target is not a URL')
  }
  const scm = parseScmUrl(location.target, deps.settings.hosts)
  const found = scm ? await findSafely(deps, scm, location.target, catalogFilename, signal) : []
  if (found.length > 0) return await describeFiles(deps, found, signal)
  return { existingEntityFiles: [], generateEntities: [generateDraft(location.target, scm)] }
}

async function findSafely(
  deps: AnalyzeDeps,
  scm: ScmUrl,
  target: string,
  catalogFilename: string,
  signal: AbortSignal | undefined,
): Promise<LocationRef[]> {
  try {
    return await findCatalogFiles(deps, scm, { target, catalogFilename, signal })
  } catch (error) {
    signal?.throwIfAborted()
    deps.log.warn('repository could not be searched for catalog files', { target, reason: reasonOf(error) })
    return []
  }
}

async function describeFiles(
  deps: AnalyzeDeps,
  locations: LocationRef[],
  signal: AbortSignal | undefined,
): Promise<Analysis> {
  const existingEntityFiles: Analysis['existingEntityFiles'] = []
  const reasons: string[] = []
  const problems: Problem[] = []
  for (const location of locations) {
    try {
      const entities = await deps.dryRun(location, signal)
      const isRegistered = await deps.isRegistered(location)
      for (const entity of entities) existingEntityFiles.push({ location, isRegistered, entity })
    } catch (error) {
      signal?.throwIfAborted()
      reasons.push(reasonOf(error))
      if (error instanceof PortalError && Array.isArray(error.details.problems)) {
        problems.push(...(error.details.problems as Problem[]))
      }
    }
  }
  if (existingEntityFiles.length === 0 && reasons.length > 0) {
    // The file is there: offering to generate a second one would be wrong advice.
    throw new PortalError('input', reasons.join(', '), { locations, problems })
  }
  return { existingEntityFiles, generateEntities: [] }
}
