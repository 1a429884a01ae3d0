/** What the flow needs of an identity provider; OAuth 2 and OpenID Connect each have one. */
import type { Account } from '../sign-in/provider.ts'

export interface TokenSet {
  accessToken: string
  refreshToken?: string | undefined
  idToken?: string | undefined
  scope?: string | undefined
  expiresInSeconds?: number | undefined
  /** Claims of the ID token. */
  claims: Record<string, unknown>
}

/** What is remembered of a sign-in between leaving for the provider and coming back. */
export interface Asked {
  state: string
  /** The PKCE secret: only who asked can use the code. */
  verifier: string
  /** Stands in the ID token again. */
  nonce: string
  scope: string
}

export interface OAuthClient {
  authorizationUrl(asked: Asked): Promise<string>
  /** `callback` is what the provider sent the browser back with. */
  exchange(callback: URLSearchParams, asked: Asked): Promise<TokenSet>
  /** `subject` is whose refresh token it is. */
  refresh(refreshToken: string, subject: string | undefined): Promise<TokenSet>
  readAccount(tokens: TokenSet): Promise<Account>
  revoke?(refreshToken: string): Promise<void>
  /** Where a browser ends its session at the provider; undefined where that cannot be done. */
  logoutUrl?(backTo: string, idToken: string | undefined): Promise<string | undefined>
  /** Exchanges an access token for a token that another audience takes (RFC 8693). */
  exchangeFor?(audience: string, accessToken: string): Promise<string>
}
