/** What the audit log remembers of a call: changes and refusals, with who, from where and to what. */
import {
  type Audit,
  type AuditEntry,
  actorOf,
  PortalError,
  permissionAction,
  type Route,
} from '@callboard/sdk'
import type { Incoming } from './incoming.ts'

/** Records a call of a route once its outcome is known. `thrown` is what it failed with, if it did. */
export function recordCall(audit: Audit, incoming: Incoming, route: Route, thrown?: unknown): void {
  if (route.recordsItself) return
  const refusal = refusalOf(thrown)
  if (!refusal && !isRecorded(route)) return
  const { credentials, requestId, ip, trail } = incoming
  audit.record({
    action: actionOf(route),
    outcome: refusal ?? (thrown === undefined ? 'succeeded' : 'failed'),
    actor: actorOf(credentials),
    subject: trail.subject ?? incoming.path,
    severity: refusal ? 'medium' : 'low',
    via: viaOf(incoming),
    requestId,
    ip,
    userAgent: incoming.headers.get('user-agent') ?? undefined,
    detail: {
      ...trail.detail,
      ...tokenOf(incoming),
      ...endedTokenOf(thrown),
      ...(thrown !== undefined && { reason: sentenceOf(thrown) }),
    },
  })
}

/** Which of its tokens a caller used, when it was one made in the portal. */
function tokenOf({ credentials }: Incoming): { tokenId?: string; tokenName?: string } {
  if (credentials.type === 'none' || !credentials.scope) return {}
  const { tokenId, tokenName } = credentials.scope
  return { tokenId, ...(tokenName !== undefined && { tokenName }) }
}

/** The token that was refused because it has ended: worth more than that somebody tried one. */
function endedTokenOf(thrown: unknown): { tokenId?: string } {
  const tokenId = thrown instanceof PortalError ? thrown.details.tokenId : undefined
  return typeof tokenId === 'string' ? { tokenId } : {}
}

/** Browsers say where a call comes from and scripts do not; a script that pretends only misleads about itself. */
function viaOf({ headers, credentials }: Incoming): 'ui' | 'api' | 'cli' {
  if (headers.get('x-callboard-via') === 'cli') return 'cli'
  if (credentials.type === 'service' || (credentials.type === 'user' && credentials.scope)) return 'api'
  return headers.has('sec-fetch-site') || headers.has('origin') ? 'ui' : 'api'
}

function isRecorded({ audit, access, method, reads }: Route): boolean {
  if (audit) return true
  if (reads) return false
  return typeof access === 'object'
    ? permissionAction(access) !== 'read'
    : access !== 'public' && method !== 'GET'
}

function actionOf({ audit, access, method, path }: Route): string {
  if (audit) return audit
  return typeof access === 'object' ? access.permission : `${method} ${path}`
}

/** A 401 without any token is a visitor who has not signed in, which is no event. */
function refusalOf(thrown: unknown): AuditEntry['outcome'] | undefined {
  if (!(thrown instanceof PortalError)) return undefined
  if (thrown.code === 'forbidden') return 'denied'
  return thrown.code === 'unauthenticated' && thrown.message !== 'Missing credentials' ? 'denied' : undefined
}

function sentenceOf(thrown: unknown): string {
  return thrown instanceof PortalError && thrown.code !== 'internal' ? thrown.message : 'An internal error'
}
