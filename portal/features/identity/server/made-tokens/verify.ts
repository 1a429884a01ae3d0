/**
 * From a token made in the portal to credentials. A row is believed for a second, so that a revoked token ends
 * at once here and a second later in other processes. Whoever holds the whole token is told why it does not
 * work; everyone else learns nothing.
 */
import {
  type Audit,
  type Clock,
  type Credentials,
  type Database,
  type Log,
  type PermissionAction,
  PortalError,
  type TokenScope,
} from '@callboard/sdk'
import { isOver, list, markUsed, readToken, type TokenRow } from './store.ts'
import { fitsDigest, idOfToken } from './token-text.ts'

export interface MadeTokens {
  /** @throws `unauthenticated` with what to do about it. */
  verify(token: string, from: { ip?: string | undefined }): Promise<Credentials>
  /** Forgets what is believed about a token. */
  changed(id: string): void
}

export interface MadeTokenDeps {
  db: Database
  clock: Clock
  log: Log
  audit: Audit
  /** Whether a user may still come in: who left the company must not go on with a token. */
  mayComeIn(userRef: string): Promise<boolean>
  isReadOnly(userRef: string): boolean
}

interface Believed {
  row: TokenRow
  mayComeIn: boolean
  credentials: Credentials
  until: number
}

const believedMs = 1_000
const usedEveryMs = 60_000
const toldEveryMs = 3_600_000
const mostBelieved = 10_000
const never = '9999-12-31T23:59:59.999Z'

export function createMadeTokens(deps: MadeTokenDeps): MadeTokens {
  const { db, clock, log, audit } = deps
  const believed = new Map<string, Believed>()
  const used = new Map<string, { at: number; told: number }>()

  const lookUp = async (id: string): Promise<Believed | undefined> => {
    const known = believed.get(id)
    if (known && known.until > clock.now()) return known
    const row = await readToken(db, id)
    if (!row) return undefined
    const mayComeIn = row.kind === 'service' || (await deps.mayComeIn(row.subject))
    // The same credentials as before as long as nothing else changed: others remember things by them.
    const credentials = known?.credentials ?? credentialsOf(row, deps)
    const fresh = { row, mayComeIn, credentials, until: clock.now() + believedMs }
    if (believed.size >= mostBelieved) believed.delete(believed.keys().next().value ?? '')
    believed.set(id, fresh)
    return fresh
  }

  const noteUse = (row: TokenRow, ip: string | undefined): void => {
    const at = clock.now()
    const last = used.get(row.id) ?? { at: Number(row.last_used_at ?? 0), told: 0 }
    if (at - last.at >= usedEveryMs) {
      last.at = at
      markUsed(db, row.id, { at, ip }).catch((error: unknown) =>
        log.warn('the use of a token could not be noted', { error }),
      )
    }
    if (at - last.told >= toldEveryMs) {
      last.told = at
      const detail = { tokenId: row.id, tokenName: row.name }
      audit.record({
        action: 'auth.token.use',
        outcome: 'succeeded',
        actor: row.subject,
        subject: row.name,
        via: 'api',
        ip,
        detail,
      })
    }
    if (used.size >= mostBelieved) used.delete(used.keys().next().value ?? '')
    used.set(row.id, last)
  }

  return {
    async verify(token, { ip }) {
      const id = idOfToken(token)
      const found = id === undefined ? undefined : await lookUp(id)
      if (!found || !fitsDigest(token, found.row.digest)) {
        throw new PortalError('unauthenticated', 'Illegal token', { how: makeNew })
      }
      const { row, mayComeIn, credentials } = found
      if (row.revoked_at !== null) throw ended(row, `it was revoked on ${dayOf(row.revoked_at)}`)
      if (isOver(row, clock.now())) throw ended(row, `it expired on ${dayOf(row.expires_at ?? 0)}`)
      if (!mayComeIn) throw ended(row, `its owner ${row.subject} may not sign in any more`)
      noteUse(row, ip)
      return credentials.type === 'user' ? withText(credentials, token) : credentials
    },
    changed(id) {
      believed.delete(id)
    },
  }
}

const makeNew = 'Make a new token in the portal under Settings, Tokens'

/** A token that was good once; whoever sends it did not guess it. */
function ended({ id }: TokenRow, reason: string): PortalError {
  return new PortalError('unauthenticated', `Illegal token: ${reason}`, {
    how: makeNew,
    tokenId: id,
    ended: true,
  })
}

function credentialsOf(row: TokenRow, { isReadOnly }: MadeTokenDeps): Credentials {
  const actions = list(row.actions) as PermissionAction[] | null
  const permissions = list(row.permissions)
  const scope: TokenScope = {
    tokenId: row.id,
    tokenName: row.name,
    ...(actions && { actions }),
    ...(permissions && { permissions }),
  }
  if (row.kind === 'service') {
    return { type: 'service', subject: row.subject, scope, roles: list(row.roles) ?? [] }
  }
  return {
    type: 'user',
    userEntityRef: row.subject,
    expiresAt: row.expires_at === null ? never : new Date(Number(row.expires_at)).toISOString(),
    token: '',
    scope,
    ...(isReadOnly(row.subject) && { readOnly: true as const }),
  }
}

/** The text is known from the first use on; it is not in the database. */
function withText(credentials: Credentials, token: string): Credentials {
  if (credentials.type === 'user' && credentials.token === '') credentials.token = token
  return credentials
}

function dayOf(ms: number): string {
  return new Date(Number(ms)).toISOString().slice(0, 10)
}
