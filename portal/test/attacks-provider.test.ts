/** An identity provider that lies, or is no longer itself: ID tokens that must not let anyone in. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { type KeyedPortal, startKeyedPortal } from '../testing/keyed-portal.ts'
import { Wanderer } from '../testing/oidc-issuer.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Lie {
  claims?: JWTPayload
  without?: string[]
  sign?(claims: JWTPayload): Promise<string> | string
}

describe('a provider that lies', () => {
  let server: Server
  let issuer: string
  let portal: KeyedPortal
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey }
  let lie: Lie = {}
  const nonces: string[] = []

  const honest = (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'idp' }).sign(keys.privateKey)

  const idToken = async (): Promise<string> => {
    const now = Math.floor(Date.now() / 1000)
    const claims: JWTPayload = {
      iss: issuer,
      aud: 'callboard',
      sub: 'ada',
      preferred_username: 'ada',
      email: 'ada@example.test',
      iat: now,
      exp: now + 600,
      nonce: nonces.at(-1),
      ...lie.claims,
    }
    for (const name of lie.without ?? []) delete claims[name]
    return (lie.sign ?? honest)(claims)
  }

  before(async () => {
    keys = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'idp', use: 'sig', alg: 'RS256' }
    server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '', issuer)
      const json = (value: unknown) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(value))
      }
      if (url.pathname === '/.well-known/openid-configuration') {
        return json({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        })
      }
      if (url.pathname === '/jwks') return json({ keys: [jwk] })
      if (url.pathname === '/authorize') {
        nonces.push(url.searchParams.get('nonce') ?? '')
        const back = new URL(url.searchParams.get('redirect_uri') ?? '')
        back.searchParams.set('code', 'a-code')
        back.searchParams.set('state', url.searchParams.get('state') ?? '')
        response.writeHead(302, { location: back.href })
        return response.end()
      }
      const token = await idToken()
      return json({ access_token: 'access', token_type: 'bearer', expires_in: 600, id_token: token })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: 'ada' },
      spec: { memberOf: [] },
    }
    const resolvers = [{ resolver: 'preferredUsernameMatchingUserEntityName' }]
    const oidc = {
      metadataUrl: issuer,
      clientId: 'callboard',
      clientSecret: 'a-secret',
      // The address as the test reaches it is not known before the portal listens; browsers here go by path.
      callbackUrl: 'http://127.0.0.1/api/auth/oidc/handler/frame',
      signIn: { resolvers },
    }
    portal = await startKeyedPortal(
      {
        auth: { environment: 'development', providers: { oidc: { development: oidc } } },
        catalog: { locations: [{ type: 'file', target: './users.yaml', rules: [{ allow: ['User'] }] }] },
      },
      { 'users.yaml': JSON.stringify(entity) },
    )
    const token = await portal.tokenOf('user:default/ada')
    const end = Date.now() + 20_000
    for (;;) {
      const { status } = await portal.ask('GET', '/api/catalog/entities/by-name/user/default/ada', { token })
      if (status === 200) break
      if (Date.now() > end) throw new Error('the catalog was not read in 20 s')
      await sleep(50)
    }
  })
  after(async () => {
    await portal.close()
    server.close()
  })

  const signIn = async (how: Lie): Promise<string> => {
    lie = how
    const browser = new Wanderer()
    const started = await browser.open(`${portal.url}/api/auth/oidc/start?env=development`)
    const sent = await browser.open(started.headers.get('location') ?? '')
    const back = new URL(sent.headers.get('location') ?? '')
    const page = await (await browser.open(`${portal.url}${back.pathname}${back.search}`)).text()
    const isIn = browser.cookies.some(({ name }) => name === 'oidc-refresh-token')
    const said = /"backstageIdentity"/.test(page) ? 'in' : 'refused'
    assert.equal(isIn, said === 'in')
    return said
  }

  test('an honest one lets ada in, so that what follows means something', async () => {
    assert.equal(await signIn({}), 'in')
  })

  test('algorithm: none, HS256 with the public key or the client secret, a key of somebody else', async () => {
    const pem = await exportSPKI(keys.publicKey)
    const hmac = (secret: string) => (claims: JWTPayload) => {
      const signed = `${encode({ alg: 'HS256', kid: 'idp' })}.${encode(claims)}`
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    }
    const other = await generateKeyPair('RS256')
    const lies: Record<string, Lie['sign'] & object> = {
      none: (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`,
      'public key': hmac(pem),
      'client secret': hmac('a-secret'),
      'other key': (claims) =>
        new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'idp' }).sign(other.privateKey),
      'no token': () => '',
    }
    for (const [name, sign] of Object.entries(lies)) assert.equal(await signIn({ sign }), 'refused', name)
  })

  test('claims: another issuer or audience, over, from the future, without what must be there', async () => {
    const now = Math.floor(Date.now() / 1000)
    const lies: Record<string, Lie> = {
      issuer: { claims: { iss: 'https://evil.test' } },
      audience: { claims: { aud: 'another-client' } },
      'two audiences for another party': { claims: { aud: ['callboard', 'other'], azp: 'other' } },
      over: { claims: { iat: now - 7200, exp: now - 3600 } },
      future: { claims: { nbf: now + 3600 } },
      'no subject': { without: ['sub'] },
      'no end': { without: ['exp'] },
      'no issuer': { without: ['iss'] },
    }
    for (const [name, how] of Object.entries(lies)) assert.equal(await signIn(how), 'refused', name)
  })

  test('nonce: of an earlier sign-in, of nobody, missing', async () => {
    await signIn({})
    const [earlier = ''] = nonces
    assert.notEqual(earlier, '')
    assert.equal(new Set(nonces).size, nonces.length, 'every sign-in has one of its own')
    assert.equal(await signIn({ claims: { nonce: earlier } }), 'refused')
    assert.equal(await signIn({ claims: { nonce: 'made-up' } }), 'refused')
    assert.equal(await signIn({ without: ['nonce'] }), 'refused')
  })
})
