/** What the import page asks the catalog: look at a place without storing anything, then register it. */
import { PortalError } from '@callboard/sdk/errors'
import { type EntityView, type Problem, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import type { ListedProblem } from '../parts/ProblemList.tsx'

type Ask = Pick<Portal, 'request'>

/** A location that can be registered, and what it would give. */
export interface Candidate {
  target: string
  /** It is registered already. */
  exists: boolean
  entities: EntityView[]
}

export type Found =
  | { kind: 'file'; candidates: [Candidate] }
  | { kind: 'repository'; candidates: Candidate[]; problems: Problem[] }
  /** No catalog file, or none that could be looked for: a draft to start from. */
  | { kind: 'nothing'; draft: Draft; trouble: Trouble | undefined }

export interface Trouble {
  message: string
  hint?: string
}

export interface Draft {
  name: string
  annotations: Record<string, string>
  owner?: OwnerSuggestion | undefined
}

/** What the CODEOWNERS file of the repository says about the owner. */
export interface OwnerSuggestion {
  /** Null when it names nobody. */
  value: string | null
  /** The catalog has an entity for it. */
  isKnown: boolean
  description: string
}

/** An address of catalog files; anything else is taken for a repository to look through. */
export function isFileTarget(url: string): boolean {
  return /\.ya?ml$/i.test(url) || /\.ya?ml[?#]/i.test(url) || url.includes('*')
}

/** Why a text is no address to look at; undefined when it is one. */
export function urlFault(text: string): string | undefined {
  if (text === '') return 'Must not be empty.'
  if (!/^https?:\/\//i.test(text)) return 'Must start with http:// or https://.'
  return URL.canParse(text) ? undefined : 'This is not a complete URL.'
}

/** @throws `PortalError` whose problems `problemsOf` reads. */
export async function lookAt(portal: Ask, url: string, signal: AbortSignal): Promise<Found> {
  return isFileTarget(url)
    ? await lookAtFile(portal, url, signal)
    : await lookAtRepository(portal, url, signal)
}

async function lookAtFile(portal: Ask, url: string, signal: AbortSignal): Promise<Found> {
  const answer = await send(
    portal,
    '/api/catalog/locations?dryRun=true',
    { type: 'url', target: url },
    signal,
  )
  const { exists, entities } = answer as { exists?: boolean; entities: EntityView[] }
  const candidate = { target: url, exists: exists ?? false, entities: entities.filter(isWritten) }
  return { kind: 'file', candidates: [candidate] }
}

interface Analysis {
  existingEntityFiles: { location: { target: string }; isRegistered: boolean; entity: EntityView }[]
  generateEntities: {
    entity: { metadata: { name: string; annotations?: Record<string, string> } }
    fields: { field: string; state: string; value: string | null; description: string }[]
  }[]
  trouble?: Trouble
  problems?: Problem[]
}

async function lookAtRepository(portal: Ask, url: string, signal: AbortSignal): Promise<Found> {
  const path = `/api/catalog/import/analysis?${new URLSearchParams({ url })}`
  const answer = (await (await portal.request(path, { signal })).json()) as Analysis
  const files = Map.groupBy(answer.existingEntityFiles, (file) => file.location.target)
  const candidates = [...files].map(([target, found]) => ({
    target,
    exists: found.some((file) => file.isRegistered),
    entities: found.map((file) => file.entity).filter(isWritten),
  }))
  if (candidates.length > 0) return { kind: 'repository', candidates, problems: answer.problems ?? [] }
  return { kind: 'nothing', draft: draftOf(answer), trouble: answer.trouble }
}

function draftOf({ generateEntities: [generated] }: Analysis): Draft {
  const { name = '', annotations = {} } = generated?.entity.metadata ?? {}
  const owner = generated?.fields.find(({ field }) => field === 'spec.owner')
  if (!owner) return { name, annotations }
  const { state, value, description } = owner
  return { name, annotations, owner: { value, isKnown: state === 'analysisSuggestedValue', description } }
}

/** The Location that registering itself makes is nothing that somebody wrote. */
function isWritten(entity: EntityView): boolean {
  return !(entity.kind === 'Location' && entity.metadata.name.startsWith('generated-'))
}

export interface Imported {
  target: string
  refs: string[]
  /** It was there already, and is only read again. */
  wasKnown: boolean
  /** What the portal said against it. */
  error?: string
}

/** Registers locations, or has known ones read again. One that is refused does not stop the others. */
export async function importAll(portal: Ask, candidates: Candidate[]): Promise<Imported[]> {
  const done: Imported[] = []
  for (const { target, exists, entities } of candidates) {
    const refs = entities.map(refOf)
    try {
      if (exists) await readAgain(portal, target, refs)
      else await send(portal, '/api/catalog/locations', { type: 'url', target })
      done.push({ target, refs, wasKnown: exists })
    } catch (error) {
      // Somebody registered it meanwhile: what was wanted is so.
      const isThere = error instanceof PortalError && error.code === 'conflict'
      const reason = error instanceof Error ? error.message : String(error)
      done.push({ target, refs, wasKnown: exists || isThere, ...(!isThere && { error: reason }) })
    }
  }
  return done
}

/** Reading again needs no right to register, so it works in a catalog that is read-only too. */
async function readAgain(portal: Ask, target: string, refs: string[]): Promise<void> {
  try {
    await send(portal, '/api/catalog/refresh', { entityRef: refs[0] ?? '' })
  } catch (error) {
    // Registered, and nothing of it in the catalog yet.
    if (!(error instanceof PortalError) || !['not_found', 'input'].includes(error.code)) throw error
    await send(portal, '/api/catalog/locations?onConflict=refresh', { type: 'url', target })
  }
}

/** What stands against an address, file by file, as far as the portal says. */
export function problemsOf(error: unknown): Problem[] {
  if (!(error instanceof PortalError)) return []
  const details = error.details.details as { problems?: unknown } | undefined
  return Array.isArray(details?.problems) ? (details.problems as Problem[]) : []
}

/** A problem of a file as the list of problems shows it. */
export function listed({ at, ...problem }: Problem): ListedProblem {
  return { ...problem, ...at }
}

/** What to do about it, where the portal knows. */
export function hintOf(error: unknown): string | undefined {
  if (!(error instanceof PortalError)) return undefined
  const details = error.details.details as { hint?: unknown } | undefined
  return typeof details?.hint === 'string' ? details.hint : undefined
}

export async function send(
  { request }: Ask,
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  const response = await request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  })
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}
