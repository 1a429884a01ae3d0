/** Making, listing and revoking tokens. */
import {
  actorOf,
  type Clock,
  type Credentials,
  type Database,
  type Handlers,
  PortalError,
  type RequestContext,
} from '@callboard/sdk'
import type { madeTokenRoutes } from '../../api/made-token-routes.ts'
import type { NewTokenAnswer } from '../../api.ts'
import { addToken, answerOf, listTokens, revokeToken, type TokenRow } from './store.ts'
import { makeTokenText, type TokenKind } from './token-text.ts'
import type { MadeTokens } from './verify.ts'

interface Deps {
  db: Database
  clock: Clock
  made: MadeTokens
  /** @throws `forbidden` when the caller may not hand these roles to a service. */
  checkRoles(credentials: Credentials, service: { name: string; roles: string[] }): Promise<void>
}

interface Wanted {
  kind: TokenKind
  name: string
  subject: string
  roles: string[]
  actions?: string[] | undefined
  permissions?: string[] | undefined
  expiresInDays?: number | null | undefined
}

const day = 86_400_000
const defaultDays = 90

export function madeTokenHandlers({ db, clock, made, checkRoles }: Deps): Handlers<typeof madeTokenRoutes> {
  const make = async (request: RequestContext, wanted: Wanted): Promise<NewTokenAnswer> => {
    request.about(wanted.name, {
      kind: wanted.kind,
      expiresInDays: daysOf(wanted),
      ...(wanted.actions && { actions: wanted.actions }),
      ...(wanted.permissions && { permissions: wanted.permissions }),
      ...(wanted.kind === 'service' && { roles: wanted.roles }),
    })
    refuseToken(request.credentials)
    const { id, text, digest } = makeTokenText(wanted.kind)
    const now = clock.now()
    const days = daysOf(wanted)
    const row: TokenRow = {
      id,
      kind: wanted.kind,
      name: wanted.name,
      subject: wanted.subject,
      digest,
      actions: wanted.actions ? JSON.stringify([...new Set(wanted.actions)]) : null,
      permissions: wanted.permissions ? JSON.stringify([...new Set(wanted.permissions)]) : null,
      roles: JSON.stringify([...new Set(wanted.roles)]),
      created_at: now,
      created_by: actorOf(request.credentials),
      expires_at: days === null ? null : now + days * day,
      last_used_at: null,
      last_used_ip: null,
      revoked_at: null,
      revoked_by: null,
    }
    await addToken(db, row)
    return { ...answerOf(row, now), token: text }
  }

  const revoke = async (
    request: RequestContext,
    which: { id: string; kind: TokenKind; subject?: string },
  ): Promise<undefined> => {
    request.about(which.id, { kind: which.kind })
    const row = await revokeToken(db, which, { actor: actorOf(request.credentials), at: clock.now() })
    if (!row) throw new PortalError('not_found', `There is no token '${which.id}'`)
    made.changed(row.id)
    request.about(row.name, { kind: which.kind, id: row.id, of: row.subject })
    return undefined
  }

  const listed = async (kind: TokenKind, subject?: string) => {
    const rows = await listTokens(db, kind, subject)
    return { items: rows.map((row) => answerOf(row, clock.now())) }
  }

  return {
    listMyTokens: (request) => listed('personal', userOf(request)),
    createMyToken: (request, { body }) =>
      make(request, { ...body, kind: 'personal', subject: userOf(request), roles: [] }),
    revokeMyToken: (request, { params }) =>
      revoke(request, { id: params.id, kind: 'personal', subject: userOf(request) }),
    listServiceTokens: () => listed('service'),
    async createServiceToken(request, { body }) {
      request.about(body.name, { kind: 'service', roles: body.roles })
      await checkRoles(request.credentials, body)
      return make(request, { ...body, kind: 'service', subject: `service:${body.name}` })
    },
    revokeServiceToken: (request, { params }) => revoke(request, { id: params.id, kind: 'service' }),
    listEveryonesTokens: (_request, { query }) => listed('personal', query.user?.toLowerCase()),
    revokeSomeonesToken: (request, { params }) => revoke(request, { id: params.id, kind: 'personal' }),
  }
}

/** Explicitly null is never; not told is the default. */
function daysOf({ expiresInDays }: Wanted): number | null {
  return expiresInDays === undefined ? defaultDays : expiresInDays
}

function userOf({ credentials }: RequestContext): string {
  if (credentials.type === 'user') return credentials.userEntityRef
  throw new PortalError('forbidden', `This endpoint does not allow '${credentials.type}' credentials`, {
    how: 'Personal tokens belong to users; a service uses /api/auth/service-tokens',
  })
}

/** Else one that leaked could outlive its end, or do more than it was made for. */
function refuseToken(credentials: Credentials): void {
  if (credentials.type === 'none' || !credentials.scope) return
  throw new PortalError('forbidden', 'A token made in the portal cannot make further tokens', {
    how: 'Sign in to the portal and make it there',
  })
}
