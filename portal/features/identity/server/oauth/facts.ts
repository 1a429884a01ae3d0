/** What differs between providers, as data: addresses, scopes, where the person's profile is. */
import type { Account, ProviderKind } from '../sign-in/provider.ts'
import type { ProviderSettings } from '../sign-in/settings.ts'
import type { TokenSet } from './client.ts'

/** Asks the provider's own API in the person's name. */
export interface ProviderApi {
  /** JSON of a URL; undefined when it answers 403 or 404. */
  json(url: string): Promise<unknown>
  text(url: string): Promise<string>
  /** Claims of the OpenID Connect userinfo endpoint; none where there is none. */
  userInfo(): Promise<Record<string, unknown>>
}

export type WhoIsIt = (
  tokens: TokenSet,
  api: ProviderApi,
) => Promise<Omit<Account, 'providerInfo'>> | Omit<Account, 'providerInfo'>

export interface Connection {
  server: { issuer: string } | { authorizationUrl: string; tokenUrl: string }
  scopes: string[]
  /** More parameters of the authorisation request. */
  params?: Record<string, string>
  /** How the portal proves itself at the token endpoint; `post` unless told. */
  clientAuth?: 'post' | 'basic' | 'none'
  /** Signature of ID tokens the provider is told to use. */
  idTokenAlgorithm?: string
  whoIsIt: WhoIsIt
  timeoutMs?: number
  /** No session after a reload. */
  disableRefresh?: boolean
  /** Where a browser goes to sign out of the provider as well, when its metadata does not say. */
  logoutUrl?(backTo: string): string
  /** Ends an access token that is the session, where there are no refresh tokens. */
  revokeAccess?(accessToken: string, fetch: typeof globalThis.fetch): Promise<void>
  /** `audience` at the start asks for an ID token of that audience instead of the portal's. */
  exchangesAudience?: true
}

/** A provider as a line of facts. */
export interface OAuthFacts extends Pick<ProviderKind, 'id' | 'title' | 'annotations'> {
  /** `clientSecret` may be missing: the provider knows public clients. */
  isPublicClient?: true
  /** @throws `input` naming the key. */
  connect(settings: ProviderSettings): Connection
}
