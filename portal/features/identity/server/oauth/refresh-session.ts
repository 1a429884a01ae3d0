/**
 * What lets a reloaded page go on without a click: the provider's refresh token, in a sealed cookie. Providers
 * without refresh tokens (GitHub's OAuth apps) leave their access token there instead, with which the profile
 * is read anew; so whoever loses their account there loses the portal too.
 */
import { PortalError, reasonOf } from '@callboard/sdk'
import type { ProviderDeps } from '../sign-in/provider.ts'
import type { ProviderSettings } from '../sign-in/settings.ts'
import type { OAuthClient, TokenSet } from './client.ts'
import type { Connection, OAuthFacts } from './facts.ts'
import { createJoinedRefresh } from './joined-refresh.ts'

interface Kept {
  kind: 'refresh' | 'access'
  token: string
  /** Whose token it is, where the provider says so. */
  subject?: string
  /** Names the session at the provider that signing out ends; kept where that is wanted. */
  idToken?: string
}

export interface Refreshed {
  tokens: TokenSet
  granted: string
  setCookie: string[]
}

export interface RefreshSession {
  begin(headers: Headers, tokens: TokenSet, scope: string): Promise<string[]>
  /** @throws `unauthenticated` without a session. */
  refresh(headers: Headers): Promise<Refreshed>
  end(headers: Headers): Promise<{ setCookie: string[]; idToken: string | undefined }>
  grantedScope(headers: Headers): string[]
}

/** True for what `refresh` throws when nobody has signed in here. */
export function isWithoutSession(thrown: unknown): boolean {
  return thrown instanceof PortalError && thrown.code === 'input'
}

const usualMs = 1000 * 86_400_000

export function createRefreshSession(
  facts: OAuthFacts,
  connection: Connection,
  client: OAuthClient,
  settings: ProviderSettings,
  deps: ProviderDeps,
): RefreshSession {
  const { cookies, seal, clock, log } = deps
  const tokenName = `${facts.id}-refresh-token`
  const scopeName = `${facts.id}-granted-scope`
  const purpose = `${tokenName} ${deps.env ?? ''}`
  const lifetimeMs = settings.durationMs('sessionDuration') ?? usualMs
  const keepsIdToken = settings.flag('logoutAtProvider') === true
  const joined = createJoinedRefresh(deps.db, clock, seal)

  const keep = async (headers: Headers, tokens: TokenSet, kept: Kept): Promise<string[]> => {
    const { sub } = tokens.claims
    const subject = kept.subject ?? (typeof sub === 'string' ? sub : undefined)
    const idToken = keepsIdToken ? (tokens.idToken ?? kept.idToken) : undefined
    const text = await seal.seal(purpose, { ...kept, subject, idToken })
    return cookies.write(headers, tokenName, text, lifetimeMs)
  }

  return {
    async begin(headers, tokens, scope) {
      if (connection.disableRefresh) return []
      const { refreshToken, accessToken } = tokens
      const kept: Kept = refreshToken
        ? { kind: 'refresh', token: refreshToken }
        : { kind: 'access', token: accessToken }
      return [
        ...(await keep(headers, tokens, kept)),
        ...cookies.write(headers, scopeName, encodeURIComponent(scope), lifetimeMs),
      ]
    },

    async refresh(headers) {
      if (connection.disableRefresh) {
        throw new PortalError('input', 'Session refresh is not supported by this provider')
      }
      const kept = (await seal.open(purpose, cookies.read(headers, tokenName) ?? '')) as Kept | undefined
      if (!kept) throw new PortalError('input', 'Missing session cookie')
      const granted = grantedIn(headers).join(' ')
      if (kept.kind === 'access') {
        const claims = kept.subject ? { sub: kept.subject } : {}
        return { tokens: { accessToken: kept.token, claims }, granted, setCookie: [] }
      }
      const tokens = await joined.once(kept.token, () => client.refresh(kept.token, kept.subject))
      const isNew = tokens.refreshToken !== undefined && tokens.refreshToken !== kept.token
      const setCookie = isNew
        ? await keep(headers, tokens, { ...kept, token: tokens.refreshToken ?? '' })
        : []
      return { tokens, granted, setCookie }
    },

    async end(headers) {
      const kept = (await seal.open(purpose, cookies.read(headers, tokenName) ?? '')) as Kept | undefined
      const revoked =
        kept?.kind === 'access'
          ? connection.revokeAccess?.(kept.token, deps.fetch)
          : kept && client.revoke?.(kept.token)
      // Signing out must not wait for, or fail with, somebody else's server.
      revoked?.catch((thrown: unknown) => {
        log.warn('a token could not be revoked', { provider: facts.id, reason: reasonOf(thrown) })
      })
      const setCookie = [...cookies.clear(headers, tokenName), ...cookies.clear(headers, scopeName)]
      return { setCookie, idToken: kept?.idToken }
    },

    grantedScope: (headers) => grantedIn(headers),
  }

  function grantedIn(headers: Headers): string[] {
    try {
      const words = decodeURIComponent(cookies.read(headers, scopeName) ?? '').split(' ')
      return words.filter((word) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word)).slice(0, 100)
    } catch {
      return []
    }
  }
}
