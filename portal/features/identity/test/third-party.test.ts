/** Somebody else's service that is handed one of our tokens, and checks it with what we publish. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { forEachDatabase, type OpenTestDatabase } from '../../../testing/databases.ts'
import { identityFeature } from '../server/index.ts'
import { encode, guestConfig, headerOf, type Portal, payloadOf, portal } from './harness.ts'

const { migrations = [] } = identityFeature({ ownershipOf: async () => undefined })
const issuer = 'http://localhost:7007/api/auth'

const expected = { issuer, audience: 'backstage', typ: 'vnd.backstage.user', algorithms: ['ES256'] }

/** What a verifier knows that was given the address of the discovery document. */
async function verifier(open: OpenTestDatabase): Promise<{ on: Portal; token: string; keys: KeySet }> {
  const on = await portal(await open(migrations), guestConfig)
  const { url } = await on.http.listen()
  const answer = await fetch(`${url}/api/auth/.well-known/openid-configuration`)
  const document = (await answer.json()) as Record<string, string>
  assert.equal(document.issuer, issuer)
  const address = new URL(document.jwks_uri ?? '')
  assert.equal(address.origin, new URL(issuer).origin)
  // The portal of this test is reached by another port than it calls itself.
  return { on, token: await on.guest(), keys: createRemoteJWKSet(new URL(address.pathname, url)) }
}

type KeySet = ReturnType<typeof createRemoteJWKSet>

forEachDatabase((_name, open) => {
  test('a verifier believes a user token: issuer, audience, type, algorithm and time', async () => {
    const { token, keys } = await verifier(open)
    const { payload, protectedHeader } = await jwtVerify(token, keys, expected)
    assert.equal(payload.sub, 'user:development/guest')
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 3600)
    assert.deepEqual(Object.keys(protectedHeader).sort(), ['alg', 'kid', 'typ'])
    assert.deepEqual(Object.keys(payload).sort(), ['aud', 'exp', 'iat', 'iss', 'sub', 'uip'])
  })

  test('the published keys have no private part, and each key once', async () => {
    const { on } = await verifier(open)
    for (const path of ['/api/auth/.well-known/jwks.json', '/api/catalog/.backstage/auth/v1/jwks.json']) {
      const { keys: published } = (await (await on.ask(path)).json()) as { keys: Record<string, string>[] }
      assert.ok(published.length > 0)
      for (const key of published) {
        assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
      }
      assert.equal(new Set(published.map(({ kid }) => kid)).size, published.length)
    }
  })

  test('a verifier believes no changed token, no limited one, no service token, and none of another issuer', async () => {
    const { on, token, keys } = await verifier(open)
    const [head = '', , signature = ''] = token.split('.')
    const forged = `${head}.${encode({ ...payloadOf(token), sub: 'user:default/admin' })}.${signature}`
    await assert.rejects(jwtVerify(forged, keys, expected), /signature verification failed/)
    const { headers } = await on.ask('/api/techdocs/.backstage/auth/v1/cookie', token)
    const limited = /backstage-auth=([^;]+)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? ''
    assert.equal(headerOf(limited).typ, 'vnd.backstage.limited-user')
    await assert.rejects(jwtVerify(limited, keys, expected), /typ|iss/)
    const service = await on.identity.tokens().issueService({ from: 'catalog', to: 'search' })
    await assert.rejects(jwtVerify(service.token, keys, expected), /no applicable key/)
    await assert.rejects(jwtVerify(token, keys, { ...expected, issuer: 'https://other/api/auth' }), /iss/)
    const other = await portal(await open(migrations), guestConfig)
    await assert.rejects(jwtVerify(await other.guest(), keys, expected), /no applicable key/)
  })

  test('a client may read the claims without checking, as Backstage clients do', async () => {
    const { token } = await verifier(open)
    const { sub, exp } = decodeJwt(token)
    assert.equal(sub, 'user:development/guest')
    assert.ok((exp ?? 0) * 1000 > Date.now() + 5 * 60_000)
  })
})
