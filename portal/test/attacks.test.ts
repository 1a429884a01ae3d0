/**
 * Attacks on tokens, keys and cookies, on the whole portal: what was tried, and that it does not work. docs/security.md
 * tells the results. Attacks on single sign-in providers stand beside them (features/identity/test).
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { exportJWK, exportSPKI, SignJWT } from 'jose'
import { newKey, startKeyedPortal } from '../testing/keyed-portal.ts'
import { type AttackedPortal, attackedConfig, list, startAttackedPortal, who } from './attacked-portal.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const parts = (token: string) => {
  const [head = '', body = '', signature = ''] = token.split('.')
  const read = (text: string) =>
    JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
  return { head: read(head), body: read(body), signature }
}

describe('attacks on tokens', () => {
  let stage: AttackedPortal
  before(async () => {
    stage = await startAttackedPortal()
  })
  after(() => stage.portal.close())

  test('algorithm confusion: `none`, HS256 with the public key, other algorithms, no signature', async () => {
    assert.equal(await stage.status(stage.carol), 200)
    const { head, body, signature } = parts(stage.carol)
    const pem = await exportSPKI(stage.portal.key.publicKey)
    const jwk = await exportJWK(stage.portal.key.publicKey)
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, undefined]) {
      const unsigned = `${encode({ ...head, alg })}.${encode(body)}`
      await stage.refused(`${unsigned}.`, `alg ${alg} without signature`)
      await stage.refused(`${unsigned}.${signature}`, `alg ${alg} with the old signature`)
    }
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      for (const secret of [
        pem,
        pem.trim(),
        JSON.stringify(jwk),
        jwk.x ?? '',
        Buffer.from(jwk.x ?? '', 'base64url'),
      ]) {
        const signed = `${encode({ ...head, alg })}.${encode(body)}`
        const mac = createHmac(alg.replace('HS', 'sha'), secret).update(signed).digest('base64url')
        await stage.refused(`${signed}.${mac}`, `${alg} with the public key`)
      }
    }
    for (const alg of ['ES384', 'ES512', 'RS256', 'PS256', 'EdDSA', ['ES256']]) {
      await stage.refused(`${encode({ ...head, alg })}.${encode(body)}.${signature}`, String(alg))
    }
    const zeros = Buffer.alloc(64).toString('base64url')
    await stage.refused(`${encode(head)}.${encode(body)}.${zeros}`, 'r = s = 0')
    await stage.refused(
      `${encode({ ...head, crit: ['b64'], b64: false })}.${encode(body)}.${signature}`,
      'crit',
    )
  })

  test('key injection: kid as a path, SQL or address; keys that the token brings along are not fetched', async () => {
    const mine = await newKey()
    const publicJwk = { ...(await exportJWK(mine.publicKey)), kid: 'mine', alg: 'ES256', use: 'sig' }
    let fetched = 0
    const server = createServer((_request, response) => {
      fetched += 1
      response.end(JSON.stringify({ keys: [publicJwk] }))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
    const { body, head } = parts(stage.carol)
    const forge = (header: object) =>
      new SignJWT(body)
        .setProtectedHeader({ alg: 'ES256', typ: 'vnd.backstage.user', ...header })
        .sign(mine.privateKey)
    const kids = [
      ...[
        'mine',
        head.kid,
        '../../../../etc/passwd',
        '/dev/null',
        'key.pem',
        address,
        '__proto__',
        'constructor',
      ],
      ...["' or 1=1 --", "x' union select * from identity_keys --", '%00', 'a\0b', '', 'k'.repeat(5000)],
    ] as string[]
    for (const kid of kids) await stage.refused(await forge({ kid }), `kid ${kid.slice(0, 40)}`)
    await stage.refused(await forge({ kid: 'mine', jwk: publicJwk }), 'jwk')
    for (const name of ['jku', 'x5u'])
      await stage.refused(await forge({ kid: 'mine', [name]: address }), name)
    assert.equal(fetched, 0)
    server.close()
  })

  test('tokens of others: another key, issuer, audience, type; one that is over or without an end', async () => {
    const mine = await newKey()
    await stage.refused(await stage.portal.tokenOf('user:default/carol', mine), 'another key')
    await stage.refused(
      await stage.portal.tokenOf('user:default/carol', { issuer: 'https://other/api/auth' }),
      'issuer',
    )
    for (const audience of ['other', 'catalog', 'https://callboard']) {
      await stage.refused(
        await stage.portal.tokenOf('user:default/carol', { audience }),
        `audience ${audience}`,
      )
    }
    for (const typ of ['JWT', 'vnd.backstage.plugin', 'at+jwt', 'VND.BACKSTAGE.USER2']) {
      assert.equal(
        await stage.status(await stage.portal.tokenOf('user:default/carol', { typ })),
        401,
        `typ ${typ}`,
      )
    }
    await stage.refused(await stage.portal.tokenOf('user:default/carol', { expiresIn: -1 }), 'over')
    const { body } = parts(stage.carol)
    const { exp: _exp, ...endless } = body
    const sign = (claims: object) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'vnd.backstage.user', kid: stage.portal.key.keyId })
        .sign(stage.portal.key.privateKey)
    await stage.refused(await sign(endless), 'no end')
    const { sub: _sub, ...nobody } = body
    await stage.refused(await sign(nobody), 'no subject')
  })

  test('the limited token of the cookie opens no API, and a changed one opens nothing', async () => {
    const cookie = '/api/catalog/.backstage/auth/v1/cookie'
    const answer = await stage.portal.ask('GET', cookie, { token: stage.carol })
    const limited = /backstage-auth=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
    assert.equal(parts(limited).head.typ, 'vnd.backstage.limited-user')
    assert.equal(await stage.status(limited), 401)
    assert.equal(await stage.status(limited, '/api/audit/events'), 401)
    assert.equal(await stage.status(limited, cookie), 401, 'no cookie from a cookie')
    const { head, body, signature } = parts(stage.carol)
    const changed = `${encode(head)}.${encode({ ...body, uip: parts(stage.ada).body.uip })}.${signature}`
    assert.equal(await stage.status(changed, cookie), 401, 'the signature covers uip')
    const other = `${encode(parts(limited).head)}.${encode({ ...parts(limited).body, sub: 'user:default/ada' })}`
    assert.equal(await stage.status(`${other}.${parts(limited).signature}`, who), 401)
  })

  test('a cookie is no sign-in: nothing under /api that changes or reads takes one (CSRF)', async () => {
    for (const token of [stage.carol, stage.ada]) {
      for (const [method, path] of [
        ['GET', list],
        ['POST', '/api/catalog/locations'],
        ['POST', '/api/auth/tokens'],
        ['PUT', '/api/permission/roles/x'],
        ['DELETE', '/api/catalog/entities/by-uid/x'],
      ] as const) {
        const answer = await stage.portal.ask(method, path, {
          headers: { cookie: `backstage-auth=${token}`, origin: 'https://evil.test' },
          ...(method !== 'GET' && { body: '{}' }),
        })
        assert.equal(answer.status, 401, `${method} ${path}`)
        assert.equal(answer.headers.get('access-control-allow-origin'), null)
      }
    }
  })

  test('the cookie: HttpOnly, for the configured host and path only, never for a host that the caller names', async () => {
    const below = await startKeyedPortal({
      app: { baseUrl: 'https://portal.example.test/tools/portal' },
      backend: { baseUrl: 'https://portal.example.test/tools/portal' },
      auth: attackedConfig.auth,
    })
    const path = '/api/catalog/.backstage/auth/v1/cookie'
    const token = await below.tokenOf('user:default/ada')
    const cookieFor = async (headers: Record<string, string>) => {
      const { headers: answered } = await below.ask('GET', path, { token, headers })
      return answered.get('set-cookie') ?? ''
    }
    const plain = await cookieFor({ 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' })
    assert.match(plain, /; Path=\/tools\/portal; HttpOnly;/)
    assert.doesNotMatch(plain, /evil|Domain/)
    await below.close()
  })

  test('addresses that the caller names (Host, X-Forwarded-Host) stand in no answer', async () => {
    const headers = {
      'x-forwarded-host': 'evil.test',
      'x-original-host': 'evil.test',
      forwarded: 'host=evil.test',
    }
    for (const path of ['/api/auth/.well-known/openid-configuration', '/api/openapi.json', '/', who, list]) {
      const answer = await stage.portal.ask('GET', path, { token: stage.ada, headers })
      const text = `${JSON.stringify([...answer.headers])}${await answer.text()}`
      assert.ok(!text.includes('evil.test'), path)
    }
  })

  test('tokens in the address, the body or another scheme are not taken', async () => {
    for (const name of ['token', 'access_token', 'id_token', 'authorization']) {
      assert.equal(
        (await stage.portal.ask('GET', `/api/catalog/sources?${name}=${stage.carol}`)).status,
        401,
        name,
      )
    }
    const schemes = [
      `Basic ${stage.carol}`,
      stage.carol,
      `Bearer${stage.carol}`,
      `Token ${stage.carol}`,
      `Bearer ${stage.carol},Bearer ${stage.carol}`,
    ]
    for (const authorization of schemes) {
      assert.equal(
        (await stage.portal.ask('GET', list, { headers: { authorization, ...stage.elsewhere() } })).status,
        401,
      )
    }
    const body = {
      access_token: stage.carol,
      token: stage.carol,
      type: 'url',
      target: 'https://x.test/a.yaml',
    }
    assert.equal((await stage.portal.ask('POST', '/api/catalog/locations', { body })).status, 401)
  })
})
