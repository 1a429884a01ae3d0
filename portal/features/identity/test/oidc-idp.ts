/** A real OpenID Connect provider (oidc-provider) with groups and realm roles as Keycloak tells them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { type AccountClaims, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { appOrigin } from './visitor.ts'

// It says at length that its defaults are not for production.
for (const level of ['info', 'warn'] as const) {
  const say = console[level]
  console[level] = (...words: unknown[]) => {
    if (!String(words[0]).startsWith('oidc-provider ')) say(...words)
  }
}

export interface TestOidc {
  issuer: string
  /** What the people of this provider are said to be, by login; may be changed. */
  people: Map<string, Omit<AccountClaims, 'sub'>>
  /** How often a refresh token was brought. */
  refreshes(): number
  close(): Promise<void>
}

export const ada = {
  name: 'Ada Lovelace',
  email: 'ada@acme.com',
  email_verified: true,
  preferred_username: 'Ada',
  groups: ['/engineering', '/engineering/portal'],
  realm_access: { roles: ['portal-admin'] },
}

export async function oidcIdp(
  clientSecret = 'very-secret',
  callback?: string,
  client: Record<string, unknown> = {},
): Promise<TestOidc> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const people: TestOidc['people'] = new Map([['ada', ada]])
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'callboard',
        client_secret: clientSecret,
        redirect_uris: [callback ?? `${appOrigin}/api/auth/oidc/handler/frame`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        ...client,
      },
    ],
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'HS256'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'groups', 'realm_access'],
    },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
    issueRefreshToken: async () => true,
    // Each refresh token is good for one use, and a second use ends the session.
    rotateRefreshToken: true,
    cookies: { keys: ['test'] },
    findAccount: async (_ctx, login) => {
      const person = people.get(login)
      return person && { accountId: login, claims: async () => ({ sub: login, ...person }) }
    },
  })
  provider.on('server_error', () => undefined)
  let refreshes = 0
  const count = ({ oidc }: KoaContextWithOIDC) => {
    if (oidc.params?.grant_type === 'refresh_token') refreshes += 1
  }
  provider.on('grant.success', count)
  provider.on('grant.error', count)
  server.on('request', provider.callback())
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  after(close)
  return { issuer, people, refreshes: () => refreshes, close }
}

/** Fills in the provider's own forms. */
export function as(login: string) {
  return ({ fields }: { fields: Record<string, string> }): Record<string, string> | undefined => {
    if (fields.prompt === 'login') return { login, password: 'any' }
    return fields.prompt === 'consent' ? {} : undefined
  }
}
