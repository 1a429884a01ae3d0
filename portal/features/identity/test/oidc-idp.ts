/** A real OpenID Connect provider (oidc-provider) with groups and realm roles as Keycloak tells them. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import type { JWK } from 'jose'
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
  /** `fetch` that finds it under the name it has. */
  reach: typeof fetch
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

export interface OidcOptions {
  clientSecret?: string
  callback?: string
  /** More of the client's metadata. */
  client?: Record<string, unknown>
  /** What it calls itself; people and the portal reach it there by `reach` alone. */
  issuer?: string
  /** Scopes of its own, each with the claim of its name. */
  scopes?: string[]
  jwks?: { keys: JWK[] }
  prepare?(provider: Provider): void
}

export async function oidcIdp(options: OidcOptions = {}): Promise<TestOidc> {
  const { clientSecret = 'very-secret', callback = `${appOrigin}/api/auth/oidc/handler/frame` } = options
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = options.issuer ?? here
  const { host, origin, pathname } = new URL(issuer)
  const below = pathname.replace(/\/$/, '')
  const people: TestOidc['people'] = new Map([['ada', ada]])
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'callboard',
        client_secret: clientSecret,
        redirect_uris: [callback],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        ...options.client,
      },
    ],
    ...(options.jwks && { jwks: options.jwks }),
    scopes: ['openid', 'offline_access', ...(options.scopes ?? [])],
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'HS256'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'groups', 'realm_access', 'nickname', 'org_id'],
      ...Object.fromEntries((options.scopes ?? []).map((scope) => [scope, [scope]])),
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
  options.prepare?.(provider)
  provider.proxy = options.issuer !== undefined
  const answer = provider.callback()
  server.on('request', (request: IncomingMessage & { originalUrl?: string }, response) => {
    request.originalUrl = request.url ?? '/'
    request.url = request.originalUrl.slice(below.length) || '/'
    return answer(request, response)
  })
  const reach: typeof fetch = (input, init) => {
    const url = String(input)
    if (!options.issuer || !url.startsWith(origin)) return fetch(input, init)
    const headers = new Headers(init?.headers)
    headers.set('x-forwarded-host', host)
    headers.set('x-forwarded-proto', 'https')
    return fetch(here + url.slice(origin.length), { ...init, headers })
  }
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  after(close)
  return { issuer, reach, people, refreshes: () => refreshes, close }
}

/** Fills in the provider's own forms. */
export function as(login: string) {
  return ({ fields }: { fields: Record<string, string> }): Record<string, string> | undefined => {
    if (fields.prompt === 'login') return { login, password: 'any' }
    return fields.prompt === 'consent' ? {} : undefined
  }
}
