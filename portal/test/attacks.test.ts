/**
 * Attacks on the whole portal, one test each: what was tried, and that it does not work. docs/security.md tells
 * the results. Attacks on single sign-in providers stand beside them (features/identity/test).
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportJWK, exportSPKI, SignJWT } from 'jose'
import type { NewTokenAnswer } from '../features/identity/api.ts'
import { type KeyedPortal, newKey, startKeyedPortal } from '../testing/keyed-portal.ts'

const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name }, spec })
const component = { type: 'service', lifecycle: 'production', owner: 'team-a' }
const people = (members: string[]) =>
  [
    entity('Group', 'team-a', { type: 'team', children: [], members }),
    entity('Group', 'tokens', { type: 'team', children: [], members: ['bob'] }),
    ...['ada', 'bob', 'carol'].map((name) => entity('User', name, { memberOf: [] })),
    ...['one', 'two', 'three'].map((name) => entity('Component', name, component)),
  ].join('\n---\n')

const staticToken = 'static-1234'
const config = {
  auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
  backend: {
    trustProxy: 'loopback',
    auth: { externalAccess: [{ type: 'static', options: { token: staticToken, subject: 'ci' } }] },
  },
  catalog: {
    processingInterval: { seconds: 1 },
    locations: [{ type: 'file', target: './all.yaml', rules: [{ allow: ['Group', 'User', 'Component'] }] }],
  },
  permission: {
    enabled: true,
    policy: {
      admins: ['user:default/carol'],
      roles: { 'token-maker': { rules: [{ allow: ['auth.service-token.*'] }] } },
      assignments: [
        { role: 'token-maker', groups: ['group:default/tokens'] },
        { role: 'admin', services: ['deployer'] },
      ],
    },
  },
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const parts = (token: string) => {
  const [head = '', body = '', signature = ''] = token.split('.')
  const read = (text: string) =>
    JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
  return { head: read(head), body: read(body), signature }
}
const who = '/api/auth/v1/userinfo'
const list = '/api/catalog/entities?limit=1'

describe('attacks', () => {
  let portal: KeyedPortal
  let ada: string
  let bob: string
  let carol: string
  let calls = 0
  /** An address that nobody has called from. */
  const elsewhere = () => {
    calls += 1
    return { 'x-forwarded-for': `192.0.2.${calls}` }
  }
  const status = async (token: string, path = list): Promise<number> => {
    const answer = await portal.ask('GET', path, { token, headers: elsewhere() })
    await answer.body?.cancel()
    return answer.status
  }
  const refused = async (token: string, what: string) => {
    for (const path of [list, who]) assert.equal(await status(token, path), 401, `${what} on ${path}`)
  }
  const make = async (
    token: string,
    path: string,
    body: object,
  ): Promise<NewTokenAnswer & { status: number }> => {
    const answer = await portal.ask('POST', path, { token, body, headers: elsewhere() })
    return { ...((await answer.json()) as NewTokenAnswer), status: answer.status }
  }
  const uidOf = async (name: string): Promise<string> => {
    const answer = await portal.ask('GET', `/api/catalog/entities/by-name/component/default/${name}`, {
      token: carol,
    })
    return ((await answer.json()) as { metadata: { uid: string } }).metadata.uid
  }
  const until = async (isSo: () => Promise<boolean>, what: string) => {
    const end = Date.now() + 20_000
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`not in 20 s: ${what}`)
      await sleep(50)
    }
  }

  before(async () => {
    portal = await startKeyedPortal(config, { 'all.yaml': people(['ada']) })
    ;[ada, bob, carol] = await Promise.all([
      portal.tokenOf('user:default/ada'),
      portal.tokenOf('user:default/bob'),
      portal.tokenOf('user:default/carol'),
    ])
    await until(
      async () => (await status(carol, '/api/catalog/entities/by-name/component/default/three')) === 200,
      'the catalog is read',
    )
  })
  after(() => portal.close())

  test('algorithm confusion: `none`, HS256 with the public key, other algorithms, no signature', async () => {
    assert.equal(await status(carol), 200)
    const { head, body, signature } = parts(carol)
    const pem = await exportSPKI(portal.key.publicKey)
    const jwk = await exportJWK(portal.key.publicKey)
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, undefined]) {
      const unsigned = `${encode({ ...head, alg })}.${encode(body)}`
      await refused(`${unsigned}.`, `alg ${alg} without signature`)
      await refused(`${unsigned}.${signature}`, `alg ${alg} with the old signature`)
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
        await refused(`${signed}.${mac}`, `${alg} with the public key`)
      }
    }
    for (const alg of ['ES384', 'ES512', 'RS256', 'PS256', 'EdDSA', ['ES256']]) {
      await refused(`${encode({ ...head, alg })}.${encode(body)}.${signature}`, String(alg))
    }
    const zeros = Buffer.alloc(64).toString('base64url')
    await refused(`${encode(head)}.${encode(body)}.${zeros}`, 'r = s = 0')
    await refused(`${encode({ ...head, crit: ['b64'], b64: false })}.${encode(body)}.${signature}`, 'crit')
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
    const { body, head } = parts(carol)
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
    for (const kid of kids) await refused(await forge({ kid }), `kid ${kid.slice(0, 40)}`)
    await refused(await forge({ kid: 'mine', jwk: publicJwk }), 'jwk')
    for (const name of ['jku', 'x5u']) await refused(await forge({ kid: 'mine', [name]: address }), name)
    assert.equal(fetched, 0)
    server.close()
  })

  test('tokens of others: another key, issuer, audience, type; one that is over or without an end', async () => {
    const mine = await newKey()
    await refused(await portal.tokenOf('user:default/carol', mine), 'another key')
    await refused(await portal.tokenOf('user:default/carol', { issuer: 'https://other/api/auth' }), 'issuer')
    for (const audience of ['other', 'catalog', 'https://callboard']) {
      await refused(await portal.tokenOf('user:default/carol', { audience }), `audience ${audience}`)
    }
    for (const typ of ['JWT', 'vnd.backstage.plugin', 'at+jwt', 'VND.BACKSTAGE.USER2']) {
      assert.equal(await status(await portal.tokenOf('user:default/carol', { typ })), 401, `typ ${typ}`)
    }
    await refused(await portal.tokenOf('user:default/carol', { expiresIn: -1 }), 'over')
    const { body } = parts(carol)
    const { exp: _exp, ...endless } = body
    const sign = (claims: object) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'vnd.backstage.user', kid: portal.key.keyId })
        .sign(portal.key.privateKey)
    await refused(await sign(endless), 'no end')
    const { sub: _sub, ...nobody } = body
    await refused(await sign(nobody), 'no subject')
  })

  test('the limited token of the cookie opens no API, and a changed one opens nothing', async () => {
    const cookie = '/api/catalog/.backstage/auth/v1/cookie'
    const answer = await portal.ask('GET', cookie, { token: carol })
    const limited = /backstage-auth=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
    assert.equal(parts(limited).head.typ, 'vnd.backstage.limited-user')
    assert.equal(await status(limited), 401)
    assert.equal(await status(limited, '/api/audit/events'), 401)
    assert.equal(await status(limited, cookie), 401, 'no cookie from a cookie')
    const { head, body, signature } = parts(carol)
    const changed = `${encode(head)}.${encode({ ...body, uip: parts(ada).body.uip })}.${signature}`
    assert.equal(await status(changed, cookie), 401, 'the signature covers uip')
    const other = `${encode(parts(limited).head)}.${encode({ ...parts(limited).body, sub: 'user:default/ada' })}`
    assert.equal(await status(`${other}.${parts(limited).signature}`, who), 401)
  })

  test('a cookie is no sign-in: nothing under /api that changes or reads takes one (CSRF)', async () => {
    for (const token of [carol, ada]) {
      for (const [method, path] of [
        ['GET', list],
        ['POST', '/api/catalog/locations'],
        ['POST', '/api/auth/tokens'],
        ['PUT', '/api/permission/roles/x'],
        ['DELETE', '/api/catalog/entities/by-uid/x'],
      ] as const) {
        const answer = await portal.ask(method, path, {
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
      auth: config.auth,
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
      const answer = await portal.ask('GET', path, { token: ada, headers })
      const text = `${JSON.stringify([...answer.headers])}${await answer.text()}`
      assert.ok(!text.includes('evil.test'), path)
    }
  })

  test('tokens in the address, the body or another scheme are not taken', async () => {
    for (const name of ['token', 'access_token', 'id_token', 'authorization']) {
      assert.equal((await portal.ask('GET', `/api/catalog/sources?${name}=${carol}`)).status, 401, name)
    }
    const schemes = [
      `Basic ${carol}`,
      carol,
      `Bearer${carol}`,
      `Token ${carol}`,
      `Bearer ${carol},Bearer ${carol}`,
    ]
    for (const authorization of schemes) {
      assert.equal(
        (await portal.ask('GET', list, { headers: { authorization, ...elsewhere() } })).status,
        401,
      )
    }
    const body = { access_token: carol, token: carol, type: 'url', target: 'https://x.test/a.yaml' }
    assert.equal((await portal.ask('POST', '/api/catalog/locations', { body })).status, 401)
  })

  test('guessing: after thirty wrong tokens an address waits; who was right before goes on', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7' }
    const guess = (token: string, from = headers) => portal.ask('GET', list, { token, headers: from })
    assert.equal((await guess(staticToken)).status, 200)
    for (let i = 0; i < 30; i += 1) assert.equal((await guess(`static-${i}`)).status, 401)
    const late = await guess('static-99')
    assert.equal(late.status, 429)
    assert.ok(Number(late.headers.get('retry-after')) > 0)
    assert.equal((await guess(staticToken)).status, 200, 'known to be right')
    assert.equal((await guess(ada)).status, 200, 'signed by us, not guessed')
    assert.equal((await guess('static-99', elsewhere() as typeof headers)).status, 401, 'another address')
    const made = await guess(`cb_pat_${'x'.repeat(54)}`)
    assert.equal(made.status, 429)
    const events = await portal.ask('GET', '/api/audit/events?action=auth.guessing', { token: carol })
    const { items } = (await events.json()) as { items: { ip: string; severity: string }[] }
    assert.deepEqual(
      items.map(({ ip, severity }) => [ip, severity]),
      [['198.51.100.7', 'high']],
    )
  })

  test('guessing from behind invented X-Forwarded-For addresses counts for the real one', async () => {
    const direct = await startKeyedPortal({ auth: config.auth })
    let last = 0
    for (let i = 0; i < 31; i += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${i}`, 'x-real-ip': `203.0.113.${i}` }
      last = (await direct.ask('GET', list, { token: `guess-${i}`, headers })).status
    }
    assert.equal(last, 429)
    await direct.close()
  })

  test('a tab left open with an expired token does not lock its office out', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.8' }
    const over = await portal.tokenOf('user:default/ada', { expiresIn: -60 })
    for (let i = 0; i < 40; i += 1) {
      assert.equal((await portal.ask('GET', list, { token: over, headers })).status, 401)
    }
  })

  test('enumeration: a token that is not there and one with a wrong secret are answered alike', async () => {
    const made = await make(ada, '/api/auth/tokens', { name: 'target' })
    const { makeTokenText } = await import('../features/identity/server/made-tokens/token-text.ts')
    const { crc32 } = await import('node:zlib')
    const unknown = makeTokenText('personal').text
    // The id of a token that is there, another secret, and a checksum that is right.
    const body = `cb_pat_${made.id}${'A'.repeat(36)}`
    let rest = crc32(body)
    let sum = ''
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    for (let i = 0; i < 6; i += 1) {
      sum = digits[rest % 62] + sum
      rest = Math.floor(rest / 62)
    }
    const text = async (token: string) => {
      const answer = await portal.ask('GET', list, { token, headers: elsewhere() })
      return `${answer.status} ${await answer.text()}`
    }
    assert.equal(await text(body + sum), await text(unknown))
    assert.match(await text(body + sum), /^401 .*"Illegal token"/)
  })

  test('privilege: who may make service tokens cannot give roles they lack, by name or by role', async () => {
    for (const [body, expected] of [
      [{ name: 'mine', roles: ['admin'] }, 403],
      [{ name: 'mine', roles: ['token-maker', 'admin'] }, 403],
      [{ name: 'deployer', roles: [] }, 403],
      [{ name: 'mine', roles: ['no-such-role'] }, 400],
      [{ name: 'mine', roles: ['token-maker'] }, 201],
      [{ name: 'mine', roles: [], subject: 'user:default/carol' }, 400],
    ] as const) {
      assert.equal((await make(bob, '/api/auth/service-tokens', body)).status, expected, JSON.stringify(body))
    }
    assert.equal((await make(ada, '/api/auth/service-tokens', { name: 'x', roles: [] })).status, 403)
    assert.equal(
      (await make(carol, '/api/auth/service-tokens', { name: 'deployer', roles: ['admin'] })).status,
      201,
    )
    for (const body of [
      { name: 'x', subject: 'user:default/carol' },
      { name: 'x', roles: ['admin'] },
      { name: 'x', kind: 'service' },
    ]) {
      assert.equal((await make(ada, '/api/auth/tokens', body)).status, 400, JSON.stringify(body))
    }
    const { token } = await make(carol, '/api/auth/tokens', { name: 'reads', actions: ['read'] })
    const change = { token, body: { rules: [] }, headers: elsewhere() }
    assert.equal((await portal.ask('PUT', '/api/permission/roles/mine', change)).status, 403)
  })

  test('who leaves a group loses what it gave with the next reading of the catalog, token or not', async () => {
    const { token } = await make(ada, '/api/auth/tokens', { name: 'outlives?' })
    const [first, second, third] = [await uidOf('one'), await uidOf('two'), await uidOf('three')]
    const remove = async (uid: string, by: string) =>
      (await portal.ask('DELETE', `/api/catalog/entities/by-uid/${uid}`, { token: by })).status
    assert.equal(await remove(first, ada), 204)
    writeFileSync(join(portal.folder, 'all.yaml'), people([]))
    await until(async () => {
      const answer = await portal.ask('GET', '/api/catalog/entities/by-name/group/default/team-a', {
        token: carol,
      })
      return !(await answer.text()).includes('user:default/ada')
    }, 'ada has left team-a')
    assert.equal(await remove(second, ada), 403)
    assert.equal(await remove(third, token), 403)
    const withoutAda = people([])
      .split('\n---\n')
      .filter((text) => !text.includes('"name":"ada"'))
    writeFileSync(join(portal.folder, 'all.yaml'), withoutAda.join('\n---\n'))
    await until(
      async () => (await status(carol, '/api/catalog/entities/by-name/user/default/ada')) === 404,
      'ada left',
    )
    await until(async () => (await status(token)) === 401, "ada's personal token ends")
  })
})
