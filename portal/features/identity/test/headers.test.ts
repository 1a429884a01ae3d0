/** What proxies say in headers: read right, and believed only when there is a reason to. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { awsAlb } from '../server/proxy/aws-alb.ts'
import { cloudflareAccess } from '../server/proxy/cloudflare-access.ts'
import { azureEasyAuth } from '../server/proxy/easy-auth.ts'
import { gcpIap } from '../server/proxy/gcp-iap.ts'
import { oauth2Proxy } from '../server/proxy/oauth2-proxy.ts'
import { tailscale } from '../server/proxy/tailscale.ts'
import { createPeerCheck } from '../server/proxy/trusted-peer.ts'
import { encode } from './harness.ts'

const none = { fetch }
const h = (values: Record<string, string>): Headers => new Headers(values)
const soon = (): number => Math.floor(Date.now() / 1000) + 60

const es = await generateKeyPair('ES256', { extractable: true })
const strange = await generateKeyPair('ES256', { extractable: true })
const rs = await generateKeyPair('RS256', { extractable: true })

/** A vendor's key servers on this machine: `fetch` reaches them under their real names. */
let server: Server
const asked: string[] = []
const answers: Record<string, () => { status?: number; body: string }> = {}
const vendor: typeof fetch = async (input, init) => {
  const url = new URL(String(input instanceof Request ? input.url : input))
  const { port } = server.address() as AddressInfo
  return fetch(`http://127.0.0.1:${port}/${url.host}${url.pathname}`, init)
}
before(async () => {
  server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    asked.push(path)
    const answer = answers[path]?.() ?? { status: 404, body: 'not found' }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  answers['public-keys.auth.elb.eu-west-1.amazonaws.com/key-1'] = () => ({ body: spki })
  const jwks = async (key: CryptoKey, kid: string, alg: string) =>
    JSON.stringify({ keys: [{ ...(await exportJWK(key)), kid, alg, use: 'sig' }] })
  const spki = await exportSPKI(es.publicKey)
  const google = await jwks(es.publicKey as CryptoKey, 'g1', 'ES256')
  const cloudflare = await jwks(rs.publicKey as CryptoKey, 'c1', 'RS256')
  answers['www.gstatic.com/iap/verify/public_key-jwk'] = () => ({ body: google })
  answers['acme.cloudflareaccess.com/cdn-cgi/access/certs'] = () => ({ body: cloudflare })
  answers['acme.cloudflareaccess.com/cdn-cgi/access/get-identity'] = () => ({
    body: JSON.stringify({ name: 'Ada Example', email: 'ada@example.com', groups: [{ name: 'platform' }] }),
  })
})
after(() => new Promise((resolve) => server.close(resolve)))

test('oauth2-proxy is read in both of its ways', async () => {
  const { identify, isSigned } = oauth2Proxy.create({}, none)
  assert.equal(isSigned, false)
  const direct = await identify(
    h({ 'x-forwarded-user': 'ada', 'x-forwarded-email': 'ada@example.com', 'x-forwarded-groups': 'a, b' }),
  )
  assert.deepEqual(direct.profile, { email: 'ada@example.com', displayName: 'ada' })
  assert.deepEqual([direct.username, direct.groups], ['ada', ['a', 'b']])
  const nginx = await identify(h({ 'x-auth-request-user': 'ada', 'x-auth-request-email': 'ada@example.com' }))
  assert.equal(nginx.username, 'ada')
  assert.throws(() => identify(h({})), /x-forwarded-user/)
})

test('a header that came twice names nobody', () => {
  const { identify } = oauth2Proxy.create({}, none)
  const twice = new Headers([
    ['x-forwarded-user', 'eve'],
    ['x-forwarded-user', 'ada'],
  ])
  assert.throws(() => identify(twice), /more than once/)
})

test('Tailscale names people, in any script, and only with https pictures', async () => {
  const { identify } = tailscale.create({}, none)
  const ada = await identify(
    h({
      'tailscale-user-login': 'ada@example.com',
      'tailscale-user-name': '=?utf-8?q?Ad=C3=A9le_Ex?=',
      'tailscale-user-profile-pic': 'javascript:1',
    }),
  )
  assert.deepEqual(ada.profile, { email: 'ada@example.com', displayName: 'Adéle Ex' })
  assert.equal(ada.username, 'ada')
  const github = await identify(h({ 'tailscale-user-login': 'ada@github' }))
  assert.equal(github.profile.email, undefined)
  assert.equal(github.username, 'ada')
  assert.throws(() => identify(h({})), /Tailscale name/)
})

test('Azure is read from its token, or from its principal', async () => {
  const { identify } = azureEasyAuth.create({}, none)
  const token = `${encode({ alg: 'RS256' })}.${encode({ oid: 'id-1', name: 'Ada', email: 'ada@example.com' })}.x`
  const byToken = await identify(h({ 'x-ms-token-aad-id-token': token }))
  assert.deepEqual([byToken.userId, byToken.profile.email], ['id-1', 'ada@example.com'])
  const principal = Buffer.from(
    JSON.stringify({
      claims: [
        { typ: 'http://schemas.microsoft.com/identity/claims/objectidentifier', val: 'id-2' },
        { typ: 'name', val: 'Ada' },
        { typ: 'groups', val: 'g1' },
      ],
    }),
  ).toString('base64')
  const byPrincipal = await identify(h({ 'x-ms-client-principal': principal }))
  assert.deepEqual([byPrincipal.userId, byPrincipal.groups], ['id-2', ['g1']])
  assert.throws(() => identify(h({ 'x-ms-client-principal': 'x' })), /cannot be read/)
})

describe("AWS's load balancer", () => {
  const signer = 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/ours/1'
  const settings = { region: 'eu-west-1', issuer: 'https://idp.example.com', signer }
  const claims = { sub: 's1', name: 'Ada', email: 'ada@example.com', iss: settings.issuer, exp: soon() }

  /** The load balancer pads its base64url and signs over the padded text. */
  async function padded(header: object, payload: JWTPayload, key = es.privateKey): Promise<string> {
    const pad = (text: string) => text.padEnd(Math.ceil(text.length / 4) * 4, '=')
    const input = `${pad(encode(header))}.${pad(encode(payload))}`
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      key as CryptoKey,
      new TextEncoder().encode(input),
    )
    return `${input}.${pad(Buffer.from(signature).toString('base64url'))}`
  }
  const good = { alg: 'ES256', kid: 'key-1', signer, typ: 'JWT' }
  const identify = async (token: string, raw: object = settings) =>
    awsAlb.create({ ...raw }, { fetch: vendor }).identify(h({ 'x-amzn-oidc-data': token }))

  test('its padded tokens are verified', async () => {
    const ada = await identify(await padded(good, claims))
    assert.deepEqual(ada.profile, { email: 'ada@example.com', displayName: 'Ada' })
    assert.equal(ada.userId, 's1')
  })

  test('its key is fetched once', async () => {
    const provider = awsAlb.create(settings, { fetch: vendor })
    const token = await padded(good, claims)
    const before = asked.length
    for (let turn = 0; turn < 3; turn++) await provider.identify(h({ 'x-amzn-oidc-data': token }))
    assert.equal(asked.length - before, 1)
  })

  test("strangers' load balancers, issuers, keys and times are refused", async () => {
    const refuse = async (header: object, payload: JWTPayload, pattern: RegExp, key = es.privateKey) =>
      assert.rejects(identify(await padded(header, payload, key)), pattern)
    await refuse({ ...good, signer: 'arn:aws:other' }, claims, /another load balancer/)
    await refuse(good, { ...claims, iss: 'https://evil.example.com' }, /not valid/)
    await refuse(good, { ...claims, exp: soon() - 3600 }, /not valid/)
    await refuse(good, claims, /not valid/, strange.privateKey)
    await refuse({ ...good, kid: '../../evil' }, claims, /not readable/)
    await refuse({ ...good, kid: 'unknown' }, claims, /unknown key/)
    await refuse({ ...good, alg: 'none' }, claims, /not valid/)
    await assert.rejects(identify('nonsense'), /not readable/)
  })

  test('without a signer the header proves nothing by itself', () => {
    assert.equal(awsAlb.create({ region: 'eu-west-1' }, none).isSigned, false)
    assert.equal(awsAlb.create(settings, none).isSigned, true)
    assert.throws(() => awsAlb.create({}, none), /auth\.providers\.awsalb\.region/)
    assert.throws(() => awsAlb.create({ region: 'evil.example.com/' }, none), /awsalb\.region/)
  })
})

test("Google's proxy is believed for our audience only", async () => {
  const sign = (claims: JWTPayload, key = es.privateKey) =>
    new SignJWT({ email: 'ada@example.com', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'g1' })
      .setIssuer('https://cloud.google.com/iap')
      .setExpirationTime('1m')
      .sign(key)
  const { identify } = gcpIap.create({ audience: '/projects/1/ours' }, { fetch: vendor })
  const ask = async (token: Promise<string>) => identify(h({ 'x-goog-iap-jwt-assertion': await token }))
  const ada = await ask(sign({ aud: '/projects/1/ours', sub: 'accounts.google.com:42' }))
  assert.deepEqual([ada.userId, ada.profile.email], ['42', 'ada@example.com'])
  await assert.rejects(async () => ask(sign({ aud: '/projects/1/theirs', sub: 'x' })), /not valid/)
  await assert.rejects(async () => ask(sign({ aud: '/projects/1/ours' })), /not valid/)
  await assert.rejects(
    async () => ask(sign({ aud: '/projects/1/ours', sub: 'x' }, strange.privateKey)),
    /not valid/,
  )
  await assert.rejects(async () => identify(h({})), /x-goog-iap-jwt-assertion/)
  assert.throws(() => gcpIap.create({}, none), /gcpIap\.audience/)
})

test('Cloudflare lets people in, and the service tokens that are listed', async () => {
  const serviceTokens = [{ token: 'ci.access', subject: 'ci@example.com' }]
  const { identify } = cloudflareAccess.create({ teamName: 'acme', serviceTokens }, { fetch: vendor })
  const sign = (claims: JWTPayload, issuer = 'https://acme.cloudflareaccess.com') =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'c1' })
      .setIssuer(issuer)
      .setExpirationTime('1m')
      .sign(rs.privateKey)
  const ask = async (token: Promise<string>) => identify(h({ 'cf-access-jwt-assertion': await token }))
  const ada = await ask(sign({ sub: 'u1', email: 'ada@example.com' }))
  assert.deepEqual(ada.profile, { email: 'ada@example.com', displayName: 'Ada Example' })
  assert.deepEqual(ada.groups, ['platform'])
  const cookie = await sign({ sub: 'u1', email: 'ada@example.com' })
  assert.equal((await identify(h({ cookie: `a=b; CF_Authorization=${cookie}` }))).userId, 'u1')
  const ci = await ask(sign({ sub: '', common_name: 'ci.access' }))
  assert.equal(ci.profile.email, 'ci@example.com')
  await assert.rejects(async () => ask(sign({ common_name: 'other.access' })), /not listed/)
  await assert.rejects(async () => ask(sign({ sub: 'u1' }, 'https://evil.cloudflareaccess.com')), /not valid/)
  assert.throws(() => cloudflareAccess.create({ teamName: 'evil.com/x' }, none), /teamName/)
})

test('the names of headers and cookies, and the audience, may be told', async () => {
  const iap = gcpIap.create({ audience: 'ours', jwtHeader: 'x-our-iap' }, { fetch: vendor })
  const signed = new SignJWT({ email: 'ada@example.com', sub: '42', aud: 'ours' })
    .setProtectedHeader({ alg: 'ES256', kid: 'g1' })
    .setIssuer('https://cloud.google.com/iap')
    .setExpirationTime('1m')
  const token = await signed.sign(es.privateKey)
  assert.equal((await iap.identify(h({ 'x-our-iap': token }))).userId, '42')
  await assert.rejects(async () => iap.identify(h({ 'x-goog-iap-jwt-assertion': token })), /x-our-iap/)

  const names = { jwtHeaderName: 'x-our-cf', authorizationCookieName: 'Ours', audience: 'app-1' }
  const cf = cloudflareAccess.create({ teamName: 'acme', ...names }, { fetch: vendor })
  const forUs = (aud: string) =>
    new SignJWT({ sub: 'u1', email: 'ada@example.com', aud })
      .setProtectedHeader({ alg: 'RS256', kid: 'c1' })
      .setIssuer('https://acme.cloudflareaccess.com')
      .setExpirationTime('1m')
      .sign(rs.privateKey)
  assert.equal((await cf.identify(h({ 'x-our-cf': await forUs('app-1') }))).userId, 'u1')
  assert.equal((await cf.identify(h({ cookie: `Ours=${await forUs('app-1')}` }))).userId, 'u1')
  await assert.rejects(async () => cf.identify(h({ 'x-our-cf': await forUs('another-app') })), /not valid/)
})

test('unsigned headers count only from proxies that are trusted', () => {
  const local = createPeerCheck('oauth2Proxy', undefined, undefined)
  for (const peer of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) local(peer)
  assert.throws(() => local('10.1.2.3'), /10\.1\.2\.3.*auth\.providers\.oauth2Proxy\.trustedProxies/)
  assert.throws(() => local(''), /unknown address/)
  const listed = createPeerCheck('tailscale', ['10.0.0.0/8'], undefined)
  listed('10.1.2.3')
  assert.throws(() => listed('127.0.0.1'), /not a trusted proxy/)
  const behind = createPeerCheck('oauth2Proxy', undefined, ['loopback', '192.168.0.0/16'])
  behind('192.168.1.1')
  for (const careless of [true, 1, 'true', '2']) {
    const check = createPeerCheck('oauth2Proxy', undefined, careless)
    assert.throws(() => check('203.0.113.9'), /not a trusted proxy/)
  }
  assert.throws(() => createPeerCheck('oauth2Proxy', ['nonsense'], undefined), /trustedProxies/)
})
