/**
 * What a sign-in provider is. A kind is a line of the table in `provider-kinds.ts`; a provider is that kind
 * with the settings of one environment. The steps are the last part of `/api/auth/<provider>/<step>`.
 */
import type { Clock, ConfigReader, Database, Log, Reply, RequestContext } from '@callboard/sdk'
import type { Cookies } from './cookies.ts'
import type { Seal } from './seal.ts'

export interface Profile {
  email?: string
  displayName?: string
  picture?: string
}

/** Who an identity provider says somebody is: what resolvers look at. */
export interface Account {
  profile: Profile
  /** Account name at the provider. */
  username?: string
  /** The provider's own, unchanging id of the account. */
  userId?: string
  groups?: string[]
  /** Everything else that is known: claims of an ID token, attributes of a directory. */
  claims: Record<string, unknown>
  /** What Backstage's clients find in `providerInfo`: `accessToken`, `idToken`, `scope`, `expiresInSeconds`. */
  providerInfo: Record<string, unknown>
}

/** What a sign-in answers (rest-api §6). Without a resolver there is no identity, only the provider's tokens. */
export interface AuthResponse {
  profile: Profile
  providerInfo: Record<string, unknown>
  backstageIdentity?: {
    token: string
    expiresInSeconds: number
    identity: { type: 'user'; userEntityRef: string; ownershipEntityRefs: string[] }
  }
}

/** What the person does: goes away and comes back, nothing, types a password. */
export type ProviderSort = 'oauth' | 'saml' | 'proxy' | 'form' | 'guest'

/** One call of a step. */
export interface Call {
  request: RequestContext
  method: 'GET' | 'POST'
  query: URLSearchParams
  body: Record<string, unknown>
}

export type Step = (call: Call) => Promise<Reply> | Reply

export interface Provider {
  /** `start`, `handler/frame`, `refresh`, `logout`, or one of its own. A missing one answers 501. */
  steps: Readonly<Record<string, Step>>
}

/** Settings as they stand in the config. */
export type Raw = Record<string, unknown>

export interface ProviderDeps {
  /** `auth.providers.github.development`, for messages. */
  key: string
  /** The environment of these settings; undefined for providers without that level. */
  env: string | undefined
  /** `<backend.baseUrl>/api/auth/<id>/handler/frame`, or `callbackUrl` of the settings. */
  callbackUrl: string
  log: Log
  clock: Clock
  fetch: typeof fetch
  db: Database
  config: Pick<ConfigReader, 'get'>
  cookies: Cookies
  seal: Seal
  /** @throws `input` or `forbidden` for a page that is not ours; the app's own origin when none is told. */
  checkOrigin(origin: string | null): string
  /**
   * Finds out which user an account is, issues their token and remembers the sign-in.
   * `sign-in`: a person came in. `refresh`: a page asks again for somebody who did before.
   *
   * @throws what the last resolver said.
   */
  complete(account: Account, call: Call, occasion: 'sign-in' | 'refresh'): Promise<AuthResponse>
  /** Puts a sign-in that did not get as far as `complete` into the audit log. */
  refused(call: Call, occasion: 'sign-in' | 'refresh', reason: string, account?: string): void
}

export interface ProviderKind {
  id: string
  title: string
  sort: ProviderSort
  /** Settings stand below `auth.providers.<id>.<environment>`. */
  hasEnvironments: boolean
  /** Annotation of a User entity that resolvers by annotation compare, by what they compare. */
  annotations?: { userId?: string; email?: string; username?: string }
  /** @throws `input` naming the key that is wrong or missing. */
  create(raw: Raw, deps: ProviderDeps): Provider
}
