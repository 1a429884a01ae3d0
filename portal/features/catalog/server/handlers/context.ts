import type { Database, Log, Permissions, RequestContext } from '@callboard/sdk'
import { PortalError, Reply } from '@callboard/sdk'
import type { CatalogSettings } from '../../config.ts'
import type { ChangeFeed } from '../change-feed.ts'
import type { Engine } from '../engine/index.ts'
import type { EntityLimits } from '../permission/visibility.ts'
import { type Answers, etagOf, readRevision } from '../query/answers.ts'
import { isEverything } from '../query/condition.ts'
import { subtract } from '../query/id-set.ts'
import type { IdSets } from '../query/id-sets.ts'
import { parseInstant } from '../query/past.ts'
import type { EntityVisibility, Scope } from '../query/scope.ts'
import { select } from '../query/select.ts'
import type { Schedule } from '../query/sources.ts'
import type { ReaderSettings } from '../read/types.ts'

/** What the handlers work with. */
export interface HandlerDeps {
  db: Database
  engine: Engine
  answers: Answers
  setsAt(revision: number): IdSets
  visibility: EntityVisibility
  limits: EntityLimits
  permissions: Permissions
  schedule: Schedule
  changes: ChangeFeed
  settings(): CatalogSettings
  readerSettings(): ReaderSettings
  fetch: typeof fetch
  log: Log
}

/** What a request may read, at the present revision or as of an instant. */
export async function scopeOf(
  deps: HandlerDeps,
  request: RequestContext,
  asOf?: string | undefined,
): Promise<Scope & { revision: number }> {
  const revision = await readRevision(deps.db)
  const { condition, key } = await deps.visibility(request.credentials, revision)
  const at = asOf === undefined ? null : parseInstant(asOf)
  const sets = deps.setsAt(revision)
  const seen = isEverything(condition) ? null : await select(sets, condition)
  const hidden = at === null || seen === null ? null : subtract(await sets.everything(), seen)
  return { db: deps.db, sets, visible: condition, visibleKey: key, at, revision, seen, hidden }
}

/** Whether the caller may see registered files at all; without it there are none. */
export async function maySeeLocations(deps: HandlerDeps, { credentials }: RequestContext): Promise<boolean> {
  const { result } = await deps.permissions.decide(credentials, { permission: 'catalog.location.read' })
  return result === 'ALLOW'
}

/** @throws forbidden where the config lets nobody change registrations (`catalog.readonly`). */
export function refuseReadonly({ settings }: HandlerDeps): void {
  if (settings().readonly) throw new PortalError('forbidden', 'This operation not allowed in readonly mode')
}

interface Question {
  asOf?: string | undefined
  /** The body of a POST, as far as it counts. */
  body?: unknown
}

/**
 * Answers with JSON that `make` gives for this revision of the catalog: kept for the next who asks the same,
 * and not sent to one who has it already. Null when `make` finds nothing.
 */
export async function answer(
  deps: HandlerDeps,
  request: RequestContext,
  question: Question,
  make: (scope: Scope) => Promise<string | null>,
): Promise<Reply | null> {
  const scope = await scopeOf(deps, request, question.asOf)
  const key = keyOf(request, question, scope)
  if (isKnown(request, () => etagOf(scope.revision, key))) return notModified(etagOf(scope.revision, key))
  const made = await deps.answers.of(scope.revision, key, () => make(scope))
  return made && Reply.json(made.bytes, 200, validators(made.etag))
}

/** Names what was asked, by whom as far as it matters. */
export function keyOf(request: RequestContext, { body }: Question, scope: Scope): string {
  const { pathname, search } = request.url
  const posted = body === undefined ? '' : ` ${JSON.stringify(body)}`
  return `${scope.visibleKey} ${pathname}${search}${posted}`
}

/** True when the caller says that it has the answer with this validator. */
export function isKnown(request: RequestContext, etag: () => string): boolean {
  const known = request.headers.get('if-none-match')?.split(',') ?? []
  return known.some((one) => one.trim() === etag())
}

export function notModified(etag: string): Reply {
  return new Reply(304, null, validators(etag))
}

/** Kept by browsers, asked again each time: the answer depends on who asks. */
export function validators(etag: string): Record<string, string> {
  return { etag, 'cache-control': 'private, no-cache', vary: 'authorization' }
}
