import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { exportJWK, SignJWT } from 'jose'
import type { OpenDatabase } from '../../../host/db/open.ts'
import { forEachDatabase, type OpenTestDatabase } from '../../../testing/databases.ts'
import { identity01 } from '../server/migration.ts'
import { base, encode, errorOf, guestConfig, headerOf, movable, payloadOf, portal } from './harness.ts'

const hour = 3_600_000

forEachDatabase((_name, open) => {
  test('two processes on one database believe each other’s tokens, also of keys made later', async () => {
    const db = await open([identity01])
    const first = await portal(db)
    const second = await portal(db)
    const token = await first.guest()
    assert.equal((await second.ask('/api/catalog/probe', token)).status, 200)
    assert.equal(headerOf(await second.guest()).kid, headerOf(token).kid)
    const clock = movable()
    const third = await portal(db, guestConfig, { clock, keys: { lookEveryMs: 0 } })
    clock.forward(30 * hour)
    const later = await third.guest()
    assert.notEqual(headerOf(later).kid, headerOf(token).kid)
    assert.equal((await third.ask('/api/catalog/probe', later)).status, 200)
  })

  test('many sign-ins at once make one key', async () => {
    const { guest } = await portal(await open([identity01]))
    const tokens = await Promise.all(Array.from({ length: 8 }, () => guest()))
    assert.equal(new Set(tokens.map((token) => headerOf(token).kid)).size, 1)
  })

  test('keys change, old tokens are believed until they end, and old keys are thrown away', async () => {
    const db = await open([identity01])
    const clock = movable()
    const keys = { signForMs: { user: 2 * hour, service: hour }, believeForMs: 2 * hour, lookEveryMs: 0 }
    const { ask, guest } = await portal(db, guestConfig, { clock, keys })
    await guest()
    clock.forward(1.5 * hour)
    const old = await guest()
    clock.forward(0.75 * hour)
    const fresh = await guest()
    assert.notEqual(headerOf(old).kid, headerOf(fresh).kid)
    assert.equal((await ask('/api/catalog/probe', old)).status, 200)
    const published = async () =>
      ((await (await ask('/api/auth/.well-known/jwks.json')).json()) as { keys: unknown[] }).keys.length
    assert.equal(await published(), 2)
    clock.forward(hour)
    assert.equal(
      (await errorOf(await ask('/api/catalog/probe', old))).message,
      'Failed user token verification',
    )
    clock.forward(4 * hour)
    await guest()
    assert.equal((await db.read.selectFrom('identity_keys').selectAll().execute()).length, 1)
  })
})

async function sqlite(open: OpenTestDatabase): Promise<OpenDatabase> {
  return open([identity01])
}

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

  describe('forged tokens', () => {
    test('none of them is believed', async () => {
      const { ask, guest } = await portal(await sqlite(open))
      const other = await portal(await sqlite(open))
      const token = await guest()
      const [head = '', body = '', signature = ''] = token.split('.')
      const { kid } = headerOf(token)
      const payload = payloadOf(token)
      const { keys } = (await (await ask('/api/auth/.well-known/jwks.json')).json()) as {
        keys: Record<string, string>[]
      }
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const forge = (header: object, claims: object, by: (input: string) => Buffer) => {
        const input = `${encode(header)}.${encode(claims)}`
        return `${input}.${by(input).toString('base64url')}`
      }
      const byOwnKey = (input: string) =>
        sign('sha256', Buffer.from(input), { key: own.privateKey, dsaEncoding: 'ieee-p1363' })
      const typ = 'vnd.backstage.user'
      const jwk = own.publicKey.export({ format: 'jwk' })
      const forged: Record<string, string> = {
        'alg none': `${encode({ typ, alg: 'none', kid })}.${body}.`,
        'alg none in capitals': `${encode({ typ, alg: 'NONE', kid })}.${body}.`,
        'HS256 with the public key as secret': forge({ typ, alg: 'HS256', kid }, payload, (input) =>
          createHmac('sha256', JSON.stringify(keys[0])).update(input).digest(),
        ),
        'own key with a known id': forge({ typ, alg: 'ES256', kid }, payload, byOwnKey),
        'own key in the header': forge({ typ, alg: 'ES256', kid, jwk }, payload, byOwnKey),
        'key id that is a path': forge({ typ, alg: 'ES256', kid: '../../etc/passwd' }, payload, byOwnKey),
        'key id that is SQL': forge({ typ, alg: 'ES256', kid: "' or 1=1 --" }, payload, byOwnKey),
        'key from a URL': forge(
          { typ, alg: 'ES256', kid, jku: 'http://127.0.0.1:1/keys' },
          payload,
          byOwnKey,
        ),
        'no key id': forge({ typ, alg: 'ES256' }, payload, byOwnKey),
        'unknown key id': forge({ typ, alg: 'ES256', kid: crypto.randomUUID() }, payload, byOwnKey),
        'changed payload': `${head}.${encode({ ...payload, sub: 'user:default/admin' })}.${signature}`,
        'changed signature': `${head}.${body}.${signature.slice(0, -4)}AAAA`,
        'cut signature': `${head}.${body}.`,
        'token of another instance': await other.guest(),
      }
      for (const [what, attempt] of Object.entries(forged)) {
        const response = await ask('/api/catalog/probe', attempt)
        assert.equal(response.status, 401, what)
        assert.equal((await errorOf(response)).message, 'Failed user token verification', what)
      }
      for (const attempt of ['x', 'a.b.c', `${encode({ typ: 'JWT', alg: 'none' })}.${body}.`, '....']) {
        assert.equal(
          (await errorOf(await ask('/api/catalog/probe', attempt))).message,
          'Illegal token',
          attempt,
        )
      }
      assert.equal((await ask('/api/catalog/probe', token)).status, 200)
    })

    test('a token ends at its end, also when it was believed before', async () => {
      const clock = movable()
      const { ask, guest } = await portal(await sqlite(open), guestConfig, { clock })
      const token = await guest()
      assert.equal((await ask('/api/catalog/probe', token)).status, 200)
      clock.forward(hour + 1000)
      assert.equal((await ask('/api/catalog/probe', token)).status, 401)
    })

    test('a flood of unknown key ids reads the keys once a second, not once a token', async () => {
      const db = await sqlite(open)
      const { ask, guest } = await portal(db)
      const payload = encode(payloadOf(await guest()))
      const flood = Array.from({ length: 50 }, () => {
        const header = encode({ typ: 'vnd.backstage.user', alg: 'ES256', kid: crypto.randomUUID() })
        return ask('/api/catalog/probe', `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`)
      })
      const started = performance.now()
      const statuses = (await Promise.all(flood)).map((response) => response.status)
      assert.deepEqual([...new Set(statuses)], [401])
      assert.ok(performance.now() - started < 2500)
    })
  })

  describe('service tokens', () => {
    test('open the plugin they name, for themselves or for a user', async () => {
      const { ask, guest, identity } = await portal(await sqlite(open))
      const own = await identity.tokens().issueService({ from: 'search', to: 'catalog' })
      assert.deepEqual(await (await ask('/api/catalog/probe', own.token)).json(), {
        type: 'service',
        subject: 'plugin:search',
      })
      const wrong = await identity.tokens().issueService({ from: 'search', to: 'techdocs' })
      assert.equal((await ask('/api/catalog/probe', wrong.token)).status, 401)
      const limited = identity.tokens().limitedFrom(await guest())
      const onBehalf = await identity
        .tokens()
        .issueService({ from: 'search', to: 'catalog', onBehalfOf: limited.token })
      const caller = (await (await ask('/api/catalog/probe', onBehalf.token)).json()) as {
        userEntityRef: string
      }
      assert.equal(caller.userEntityRef, 'user:development/guest')
    })
  })

  describe('external access', () => {
    const secret = Buffer.from('a shared secret of the old kind').toString('base64')

    test('static tokens work as written, restricted ones where they may, and nothing near them', async () => {
      const access = [
        { type: 'static', options: { token: 'first-static-token', subject: 'ci' } },
        {
          type: 'static',
          options: { token: 'second-static-token', subject: 'docs' },
          accessRestrictions: [{ plugin: 'techdocs' }],
        },
        {
          type: 'static',
          options: { token: 'third-static-token', subject: 'writer' },
          accessRestrictions: [{ plugin: 'catalog', permissionAttribute: { action: 'create, update' } }],
        },
      ]
      const { ask } = await portal(await sqlite(open), { ...base, 'backend.auth.externalAccess': access })
      assert.deepEqual(await (await ask('/api/catalog/probe', 'first-static-token')).json(), {
        type: 'service',
        subject: 'external:ci',
      })
      assert.equal((await ask('/api/catalog/probe', 'first-static-toke')).status, 401)
      assert.equal((await ask('/api/catalog/probe', 'first-static-tokenx')).status, 401)
      const elsewhere = await ask('/api/catalog/probe', 'second-static-token')
      assert.equal(elsewhere.status, 403)
      assert.equal(
        (await errorOf(elsewhere)).message,
        "This token's access is restricted to plugin(s) 'techdocs'",
      )
      assert.equal((await ask('/api/catalog/probe', 'third-static-token')).status, 403)
    })

    test('tokens of a legacy shared secret work, those of another secret or with an audience do not', async () => {
      const config = {
        ...base,
        'backend.auth.externalAccess': [{ type: 'legacy', options: { secret, subject: 'old-ci' } }],
        'backend.auth.keys': [{ secret: Buffer.from('another one').toString('base64') }],
      }
      const { ask } = await portal(await sqlite(open), config)
      const token = (key: string, claims: object = {}) =>
        new SignJWT({ sub: 'backstage-server', ...claims })
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('1h')
          .sign(Buffer.from(key, 'base64'))
      const known = await ask('/api/catalog/probe', await token(secret))
      assert.deepEqual(await known.json(), { type: 'service', subject: 'external:old-ci' })
      const older = await ask(
        '/api/catalog/probe',
        await token(Buffer.from('another one').toString('base64')),
      )
      assert.deepEqual(await older.json(), { type: 'service', subject: 'external:backstage-plugin' })
      assert.equal(
        (await ask('/api/catalog/probe', await token(Buffer.from('wrong').toString('base64')))).status,
        401,
      )
      assert.equal((await ask('/api/catalog/probe', await token(secret, { sub: 'somebody' }))).status, 401)
      assert.equal((await ask('/api/catalog/probe', await token(secret, { aud: 'x' }))).status, 401)
    })

    test('tokens of a key server work with the right issuer and audience', async () => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }
      const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      after(() => server.close())
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
      const options = {
        url,
        algorithm: 'ES256',
        issuer: 'https://idp',
        audience: 'portal',
        subjectPrefix: 'idp',
      }
      const { ask } = await portal(await sqlite(open), {
        ...base,
        'backend.auth.externalAccess': [{ type: 'jwks', options }],
      })
      const token = (issuer: string, audience: string) =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
          .setSubject('robot')
          .setIssuer(issuer)
          .setAudience(audience)
          .setExpirationTime('1h')
          .sign(pair.privateKey)
      const good = await ask('/api/catalog/probe', await token('https://idp', 'portal'))
      assert.deepEqual(await good.json(), { type: 'service', subject: 'external:idp:robot' })
      assert.equal((await ask('/api/catalog/probe', await token('https://other', 'portal'))).status, 401)
      assert.equal((await ask('/api/catalog/probe', await token('https://idp', 'elsewhere'))).status, 401)
    })

    test('a wrong entry is named without its secret', async () => {
      const db = await sqlite(open)
      const cases: [object, RegExp][] = [
        [
          { type: 'static', options: { token: 'short', subject: 'ci' } },
          /externalAccess\[0\]\.options\.token.*at least 8/,
        ],
        [
          { type: 'static', options: { token: 'with a space', subject: 'ci' } },
          /must not contain whitespace/,
        ],
        [{ type: 'legacy', options: { secret: '!!!', subject: 'ci' } }, /options\.secret.*base64/],
        [{ type: 'magic' }, /must be static, legacy or jwks/],
      ]
      for (const [entry, message] of cases) {
        await assert.rejects(
          portal(db, { ...base, 'backend.auth.externalAccess': [entry] }),
          (error: Error) => {
            assert.match(error.message, message)
            assert.doesNotMatch(error.message, /short|with a space|!!!/)
            return true
          },
        )
      }
    })
  })

  test('a verified token costs next to nothing the second time', async () => {
    const { guest, identity } = await portal(await sqlite(open))
    const token = await guest()
    await identity.authenticator.authenticate(token)
    const started = performance.now()
    for (let i = 0; i < 2000; i++) await identity.authenticator.authenticate(token)
    assert.ok(performance.now() - started < 200)
  })
})
