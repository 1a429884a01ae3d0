import { errorOf, reach } from '@callboard/sdk/client'
import { PortalError } from '@callboard/sdk/errors'
import type { SignedIn } from '@callboard/sdk/web'

/**
 * Who is signed in, in this tab. The token lives in memory and in sessionStorage (a reload keeps it, a closed
 * tab forgets it). localStorage only remembers which provider to ask again silently, never a token.
 */
export interface Session {
  snapshot(): SessionState
  subscribe(listener: () => void): () => void
  signIn(provider: string): Promise<void>
  signOut(): void
  /** Signs in without asking, when a provider did so before; done once at the start. */
  restore(): void
  /** A token that is good for a while yet; asks for a new one when it is about to end. */
  token(): Promise<string>
  /** Asks for a new token now, after the server refused the one we had. */
  renew(): Promise<string>
}

export type SessionState =
  | { status: 'restoring' }
  | { status: 'signed-out' }
  | { status: 'signed-in'; user: SignedIn; provider: string }

interface Kept {
  provider: string
  token: string
  issuedAt: number
  expiresAt: number
  user: SignedIn
}

const keptKey = 'callboard.session'
const providerKey = 'callboard.provider'

export function createSession(basePath: string): Session {
  const listeners = new Set<() => void>()
  let kept = readKept()
  let state: SessionState = kept ? signedIn(kept) : { status: 'signed-out' }
  let renewal: Promise<Kept> | undefined

  const change = (next: Kept | undefined) => {
    kept = next
    state = next ? signedIn(next) : { status: 'signed-out' }
    if (next) sessionStorage.setItem(keptKey, JSON.stringify(next))
    else sessionStorage.removeItem(keptKey)
    for (const listener of listeners) listener()
  }
  // Several requests may need a new token at once; one question to the server is enough.
  const renew = (provider: string) => {
    renewal ??= askProvider(basePath, provider).finally(() => {
      renewal = undefined
    })
    return renewal
  }
  const renewKept = async () => {
    if (!kept) throw new PortalError('unauthenticated', 'Nobody is signed in.')
    try {
      const next = await renew(kept.provider)
      change(next)
      return next.token
    } catch (error) {
      if (error instanceof PortalError && error.code !== 'unavailable') change(undefined)
      throw error
    }
  }
  const restore = () => {
    const remembered = localStorage.getItem(providerKey)
    if (kept || !remembered || state.status === 'restoring') return
    state = { status: 'restoring' }
    for (const listener of listeners) listener()
    renew(remembered).then(change, () => change(undefined))
  }
  restore()

  return {
    restore,
    snapshot: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async signIn(provider) {
      change(await renew(provider))
      localStorage.setItem(providerKey, provider)
    },
    signOut() {
      localStorage.removeItem(providerKey)
      change(undefined)
    },
    async token() {
      if (kept && Date.now() < renewAt(kept)) return kept.token
      return await renewKept()
    },
    renew: renewKept,
  }
}

// Early enough that no request travels with a token that ends under way, also when tokens live ten minutes.
function renewAt(kept: Kept): number {
  const lifetime = kept.expiresAt - kept.issuedAt
  return kept.expiresAt - Math.min(5 * 60_000, lifetime / 5)
}

function signedIn(kept: Kept): SessionState {
  return { status: 'signed-in', user: kept.user, provider: kept.provider }
}

interface AuthAnswer {
  profile?: { email?: string; displayName?: string; picture?: string }
  backstageIdentity?: {
    token?: string
    expiresInSeconds?: number
    identity?: { userEntityRef?: string; ownershipEntityRefs?: string[] }
  }
}

async function askProvider(basePath: string, provider: string): Promise<Kept> {
  const response = await reach(fetch, `${basePath}/api/auth/${encodeURIComponent(provider)}/refresh`, {
    method: 'POST',
    headers: { accept: 'application/json', 'x-requested-with': 'XMLHttpRequest' },
  })
  if (!response.ok) throw await errorOf(response)
  const { profile = {}, backstageIdentity } = (await response.json()) as AuthAnswer
  const { token, identity } = backstageIdentity ?? {}
  if (!token || !identity?.userEntityRef) {
    throw new PortalError('internal', 'The sign-in answer of the portal carries no identity.')
  }
  const issuedAt = Date.now()
  const lifetimeMs = (backstageIdentity?.expiresInSeconds ?? secondsLeft(token) ?? 3600) * 1000
  const user: SignedIn = {
    userEntityRef: identity.userEntityRef,
    ownershipEntityRefs: identity.ownershipEntityRefs ?? [],
    ...profile,
  }
  return { provider, token, issuedAt, expiresAt: issuedAt + lifetimeMs, user }
}

function secondsLeft(token: string): number | undefined {
  try {
    const claims = JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as {
      exp?: number
    }
    return claims.exp === undefined ? undefined : claims.exp - Date.now() / 1000
  } catch {
    return undefined
  }
}

function readKept(): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keptKey) ?? 'null') as Kept | null
    return kept && kept.expiresAt > Date.now() ? kept : undefined
  } catch {
    return undefined
  }
}
