/** Contract → verbs. No logic beyond picking them. */
import type { Authenticator, Handlers } from '@callboard/sdk'
import { PortalError, Reply } from '@callboard/sdk'
import type { madeTokenRoutes } from '../api/made-token-routes.ts'
import type { signInRoutes } from '../api/sign-in-routes.ts'
import type { identityApi } from '../api.ts'
import { clearCookieHeader, cookieHeader } from './cookie.ts'
import type { KeyStore } from './key-store.ts'
import type { Ownership } from './ownership.ts'
import type { IdentitySettings } from './settings.ts'
import type { Tokens } from './tokens.ts'

interface Deps {
  settings: IdentitySettings
  ownership: Ownership
  tokens: Tokens
  keys: KeyStore
  authenticator: Authenticator
}

type IdentityHandlers = Omit<
  Handlers<typeof identityApi>,
  keyof typeof madeTokenRoutes | keyof typeof signInRoutes
>

export function identityHandlers(deps: Deps): IdentityHandlers {
  const { settings, ownership, tokens, keys, authenticator } = deps
  return {
    userKeys: async () => ({ keys: await keys.published('user') }),
    serviceKeys: async () => ({ keys: await keys.published('service') }),
    openIdConfiguration: () => discovery(`${settings.baseUrl}/api/auth`),
    async userInfo({ headers, ip }) {
      const token = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
      if (!token) throw new PortalError('unauthenticated', 'No token provided')
      const credentials = await authenticator.authenticate(token, { limited: true, ip })
      if (credentials.type !== 'user') {
        throw new PortalError(
          'input',
          'Userinfo endpoint must be called with a token that represents a user principal',
        )
      }
      const { userEntityRef, expiresAt } = credentials
      const exp = Math.floor(Date.parse(expiresAt) / 1000)
      return { claims: { sub: userEntityRef, ent: await ownership(userEntityRef), exp } }
    },
    setCookie({ credentials, url }) {
      // Without the default policy nobody needs the cookie; clients still want to know when to ask again.
      if (credentials.type !== 'user')
        return { expiresAt: new Date(Date.now() + settings.tokenLifetimeMs).toISOString() }
      if (credentials.scope) {
        throw new PortalError('forbidden', 'A token made in the portal cannot be turned into a cookie', {
          how: 'Sign in to the portal',
        })
      }
      const limited = tokens.limitedFrom(credentials.token)
      const cookie = cookieHeader(limited.token, limited.expiresAt, {
        baseUrl: settings.baseUrl,
        requestUrl: url,
      })
      return Reply.json(JSON.stringify({ expiresAt: limited.expiresAt.toISOString() }), 200, {
        'set-cookie': cookie,
        'cache-control': 'no-store',
      })
    },
    clearCookie: ({ url }) =>
      new Reply(204, null, {
        'set-cookie': clearCookieHeader({ baseUrl: settings.baseUrl, requestUrl: url }),
      }),
  }
}

function discovery(issuer: string): Record<string, unknown> {
  return {
    issuer,
    token_endpoint: `${issuer}/v1/token`,
    userinfo_endpoint: `${issuer}/v1/userinfo`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: ['openid'],
    token_endpoint_auth_methods_supported: [],
    claims_supported: ['sub', 'ent'],
    grant_types_supported: [],
  }
}
