import { type Log, PortalError, reasonOf } from '@callboard/sdk'
import type { Entity, LocationRef, Problem } from '@callboard/sdk/model'
import { createGithubApi } from '../read/github-api.ts'
import { problemOfReadError } from '../read/read-error.ts'
import { hostNames, parseScmUrl, type ScmUrl } from '../read/scm-url.ts'
import type { ReaderSettings } from '../read/types.ts'
import { suggestOwner } from './code-owners.ts'
import { findCatalogFiles } from './find-catalog-files.ts'
import { generateDraft } from './generate-draft.ts'

/**
 * What a repository holds, for the import page: the catalog files in it with what they would give, or
 * else a draft to start from (contract: catalog-engine §11). Looking never fails because a host does:
 * then there is a draft, and the trouble beside it.
 */
export interface AnalyzeDeps {
  settings: ReaderSettings
  fetch: typeof fetch
  log: Log
  /** The entities a location would give, nothing stored. @throws what reading it throws. */
  dryRun(location: LocationRef, signal?: AbortSignal): Promise<Entity[]>
  isRegistered(location: LocationRef): Promise<boolean>
  /** The entity that an owner is who is written as in CODEOWNERS. */
  ownerRef(written: string): Promise<string | null>
}

export interface Analysis {
  existingEntityFiles: { location: LocationRef; isRegistered: boolean; entity: Entity }[]
  generateEntities: GeneratedEntity[]
  /** Why the place could not be looked at, so that nobody takes the draft for "there is no file". */
  trouble?: Trouble
  /** What stands against those of the files that cannot be used. */
  problems?: Problem[]
}

export interface Trouble {
  message: string
  hint?: string
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
  const { found, trouble } = await findSafely(deps, scm, location.target, catalogFilename, signal)
  if (found.length > 0) return await describeFiles(deps, found, signal)
  const fields = trouble ? [] : await suggestSafely(deps, scm, location.target, signal)
  const draft = generateDraft(location.target, scm, fields)
  return { existingEntityFiles: [], generateEntities: [draft], ...(trouble && { trouble }) }
}

async function findSafely(
  deps: AnalyzeDeps,
  scm: ScmUrl | null,
  target: string,
  catalogFilename: string,
  signal: AbortSignal | undefined,
): Promise<{ found: LocationRef[]; trouble?: Trouble }> {
  if (scm?.kind !== 'github') return { found: [], trouble: notSearched(target, scm, catalogFilename) }
  try {
    return { found: await findCatalogFiles(deps, scm, { target, catalogFilename, signal }) }
  } catch (thrown) {
    signal?.throwIfAborted()
    deps.log.warn('repository could not be searched for catalog files', { target, reason: reasonOf(thrown) })
    const hint = thrown instanceof PortalError ? thrown.details.hint : undefined
    return {
      found: [],
      trouble: { message: reasonOf(thrown), ...(typeof hint === 'string' && { hint }) },
    }
  }
}

/** What the repository itself says about a field of the draft; a file that cannot be read says nothing. */
async function suggestSafely(
  deps: AnalyzeDeps,
  scm: ScmUrl | null,
  target: string,
  signal: AbortSignal | undefined,
): Promise<GeneratedEntity['fields']> {
  const host = deps.settings.github.find((each) => each.host === scm?.host.toLowerCase())
  if (!scm || !host) return []
  try {
    const api = createGithubApi(host, deps.settings, { fetch: deps.fetch, log: deps.log })
    return await suggestOwner(api, scm, deps.ownerRef, { target, signal })
  } catch (thrown) {
    signal?.throwIfAborted()
    deps.log.warn('CODEOWNERS could not be read', { target, reason: reasonOf(thrown) })
    return []
  }
}

function notSearched(target: string, scm: ScmUrl | null, catalogFilename: string): Trouble {
  const hint = `If it has a ${catalogFilename}, give the whole address of that file.`
  const { host } = new URL(target)
  const message = scm
    ? `Repositories on ${hostNames[scm.kind]} cannot be searched for catalog files`
    : `The portal does not know ${host} as a place of repositories: no integration of the config names it`
  return { message, hint }
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
      problems.push(...problemsOf(error, location))
    }
  }
  if (existingEntityFiles.length === 0 && reasons.length > 0) {
    // The file is there: offering to generate a second one would be wrong advice.
    throw new PortalError('input', reasons.join(', '), { locations, problems })
  }
  return { existingEntityFiles, generateEntities: [], ...(problems.length > 0 && { problems }) }
}

function problemsOf(error: unknown, location: LocationRef): Problem[] {
  const own = error instanceof PortalError ? error.details.problems : undefined
  if (Array.isArray(own) && own.length > 0) return own as Problem[]
  return [problemOfReadError(error, location)]
}
