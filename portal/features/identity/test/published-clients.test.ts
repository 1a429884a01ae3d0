/**
 * What Backstage's published auth clients ask, and what they make of the answers. Recorded on 2026-11-21 from runs
 * against this server: in Chromium, on a page of another origin, @backstage/core-app-api 1.20.5 (GithubAuth,
 * GoogleAuth, OktaAuth, MicrosoftAuth and OAuth2, each through its window) and, in Node, DefaultIdentityClient of
 * @backstage/plugin-auth-node 0.7.6. The packages bring 82 and 154 others along, too many to install for this.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEmulator } from 'emulate'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { forEachDatabase } from '../../../testing/databases.ts'
import { freePort } from '../../../testing/product.ts'
import { providerResult } from '../api.ts'
import { base, guestConfig, identityMigrations, type Portal, portal } from './harness.ts'
import { as, oidcIdp } from './oidc-idp.ts'
import { appOrigin, choose, type Message, Visitor } from './visitor.ts'

/** Where the app is: not where the portal is. */
const page = 'http://localhost:3000'
const client = { clientId: 'callboard', clientSecret: 'very-secret' }
const callbackOf = (id: string) => `${appOrigin}/api/auth/${id}/handler/frame`

async function portalFor(
  db: Parameters<typeof portal>[0],
  id: string,
  settings: Record<string, unknown>,
): Promise<Portal> {
  const resolvers = [{ resolver: 'usernameMatchingUserEntityName' }]
  const development = { ...client, ...settings, signIn: { resolvers } }
  return portal(
    db,
    {
      ...base,
      'auth.providers': { [id]: { development } },
      'auth.experimentalExtraAllowedOrigins': [page],
      'backend.cors': { origin: page, credentials: true, methods: ['GET', 'POST'] },
    },
    { findUsers: async (question) => ('ref' in question ? [question.ref] : []) },
  )
}

/** The session as OAuth2 of core-app-api reads it: it is only one with every scope that was asked for. */
function sessionOf(answer: unknown, scopes: string): { expiresIn: number; user: string | undefined } {
  const { providerInfo, backstageIdentity } = providerResult.parse(answer)
  const granted = new Set(String(providerInfo.scope).split(/[\s|,]/))
  for (const scope of scopes.split(' ')) assert.ok(granted.has(scope), `${scope} of ${[...granted]}`)
  assert.equal(typeof providerInfo.accessToken, 'string')
  const lives = [providerInfo.expiresInSeconds, backstageIdentity?.expiresInSeconds].filter(Boolean)
  return {
    expiresIn: Math.min(...lives.map(Number)),
    user: backstageIdentity?.identity.userEntityRef,
  }
}

/** All that one of the clients does, from its first question to signing out. */
async function walk(
  at: Portal,
  id: string,
  scopes: string,
  signIn: (visitor: Visitor, location: string) => Promise<string>,
): Promise<void> {
  const visitor = new Visitor(at)
  const scope = encodeURIComponent(scopes)
  const own = { origin: page, 'x-requested-with': 'XMLHttpRequest' }
  const refresh = () =>
    visitor.ask(`/api/auth/${id}/refresh?optional&scope=${scope}&env=development`, { headers: own })
  // The header makes browsers ask first whether the page may ask.
  const asked = await visitor.ask(`/api/auth/${id}/refresh?optional&env=development`, {
    method: 'OPTIONS',
    headers: {
      origin: page,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-requested-with',
    },
  })
  assert.ok(asked.ok, `${asked.status}`)
  assert.match(asked.headers.get('access-control-allow-headers') ?? '', /x-requested-with|\*/i)
  const before = await refresh()
  assert.equal(before.status, 401)
  assert.equal(before.headers.get('access-control-allow-origin'), page)
  assert.equal(before.headers.get('access-control-allow-credentials'), 'true')

  const started = await visitor.ask(
    `/api/auth/${id}/start?scope=${scope}&origin=${encodeURIComponent(page)}&flow=popup&env=development`,
  )
  const location = started.headers.get('location')
  assert.ok(location, `${started.status}`)
  const { message, target } = await visitor.land(await signIn(visitor, location))
  // The window's opener takes messages of this type, from the origin of the API.
  const { type, response, error }: Message = message
  assert.deepEqual([type, target, error], ['authorization_response', page, undefined])
  const session = sessionOf(response, scopes)
  assert.equal(session.user, 'user:default/ada')
  assert.ok(session.expiresIn > 180, 'with less than three minutes left it asks again at every use')

  const reloaded = await refresh()
  assert.equal(reloaded.status, 200)
  assert.equal(sessionOf(await reloaded.json(), scopes).user, 'user:default/ada')
  const out = await visitor.ask(`/api/auth/${id}/logout?env=development`, { method: 'POST', headers: own })
  assert.equal(out.status, 200)
  assert.ok(
    !out.headers.get('content-type')?.includes('application/json'),
    'the client would look for an address',
  )
  assert.equal((await refresh()).status, 401)
}

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

  test('OAuth2 of core-app-api, as a page for OpenID Connect makes it', async () => {
    const idp = await oidcIdp()
    const at = await portalFor(await open(identityMigrations), 'oidc', {
      metadataUrl: `${idp.issuer}/.well-known/openid-configuration`,
    })
    await walk(at, 'oidc', 'openid profile email', (visitor, location) => visitor.walk(location, as('ada')))
  })

  test('GithubAuth of core-app-api, whose sessions have no refresh token', async (t) => {
    const [id, secret] = [client.clientId, client.clientSecret]
    const app = { client_id: id, client_secret: secret, name: 'x', redirect_uris: [callbackOf('github')] }
    const seed = { github: { users: [{ login: 'ada', email: 'ada@acme.com' }], oauth_apps: [app] } }
    const { url, close } = await createEmulator({ service: 'github', port: await freePort(), seed })
    t.after(() => close())
    const at = await portalFor(await open(identityMigrations), 'github', {
      ...{ enterpriseInstanceUrl: url, apiBaseUrl: url },
    })
    await walk(at, 'github', 'read:user', (visitor, location) => visitor.walk(location, choose('ada')))
  })

  test('DefaultIdentityClient of plugin-auth-node: keys by name, issuer, audience, and groups when told', async () => {
    const config = { ...guestConfig, 'auth.omitIdentityTokenOwnershipClaim': false }
    const at = await portal(await open(identityMigrations), config)
    const { url } = await at.http.listen()
    const token = await at.guest()
    // It takes the keys from below the address that it discovers, whatever the discovery document says.
    const keys = createRemoteJWKSet(new URL(`${url}/api/auth/.well-known/jwks.json`))
    const expected = { algorithms: ['ES256'], audience: 'backstage', issuer: `${appOrigin}/api/auth` }
    const { payload } = await jwtVerify(token, keys, expected)
    assert.deepEqual([payload.sub, payload.ent], ['user:development/guest', ['user:development/guest']])
    await assert.rejects(jwtVerify(token, keys, { ...expected, issuer: 'https://other/api/auth' }), /iss/)
    await assert.rejects(jwtVerify(`${token.slice(0, -4)}AAAA`, keys, expected), /signature/)
  })
})
