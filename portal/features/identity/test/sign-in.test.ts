import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { signInResult } from '../api.ts'
import { identity01 } from '../server/migration.ts'
import { base, errorOf, guestConfig, headerOf, identityMigrations, payloadOf, portal } from './harness.ts'

const production = { ...base, 'app.baseUrl': 'https://portal.example', 'auth.providers': { guest: {} } }

forEachDatabase((_name, open) => {
  test('a guest signs in with GET and POST and gets the token clients expect', async () => {
    const { ask } = await portal(await open([identity01]))
    for (const method of ['GET', 'POST']) {
      const response = await ask('/api/auth/guest/refresh', undefined, { method })
      assert.equal(response.status, 200)
      const { backstageIdentity } = signInResult.parse(await response.json())
      assert.deepEqual(backstageIdentity.identity, {
        type: 'user',
        userEntityRef: 'user:development/guest',
        ownershipEntityRefs: ['user:development/guest'],
      })
      const header = headerOf(backstageIdentity.token)
      assert.deepEqual([header.typ, header.alg, typeof header.kid], ['vnd.backstage.user', 'ES256', 'string'])
      const { iss, sub, aud, iat, exp, uip, ent } = payloadOf(backstageIdentity.token)
      assert.deepEqual(
        [iss, sub, aud],
        ['http://localhost:7007/api/auth', 'user:development/guest', 'backstage'],
      )
      assert.equal(Number(exp) - Number(iat), 3600)
      assert.deepEqual([typeof uip, ent], ['string', undefined])
      assert.equal((await ask('/api/catalog/probe', backstageIdentity.token)).status, 200)
    }
  })

  test('keys, discovery and userinfo answer', async () => {
    const groups = async () => ['group:default/crew']
    const { ask, guest } = await portal(await open([identity01]), guestConfig, { ownershipOf: groups })
    const token = await guest()
    const { keys } = (await (await ask('/api/auth/.well-known/jwks.json')).json()) as {
      keys: Record<string, string>[]
    }
    assert.deepEqual(
      keys.map(({ kid, alg, d }) => ({ kid, alg, d })),
      [{ kid: headerOf(token).kid, alg: 'ES256', d: undefined }],
    )
    const discovery = (await (await ask('/api/auth/.well-known/openid-configuration')).json()) as Record<
      string,
      string
    >
    assert.equal(discovery.jwks_uri, 'http://localhost:7007/api/auth/.well-known/jwks.json')
    const info = (await (await ask('/api/auth/v1/userinfo', token)).json()) as {
      claims: Record<string, unknown>
    }
    assert.equal(info.claims.sub, 'user:development/guest')
    assert.deepEqual(info.claims.ent, ['user:development/guest', 'group:default/crew'])
    const service = (await (await ask('/api/catalog/.backstage/auth/v1/jwks.json')).json()) as {
      keys: unknown[]
    }
    assert.equal(service.keys.length, 1)
  })
})

// What follows does not depend on the database.
forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

  test('outside development a guest is refused unless the config says otherwise', async () => {
    const db = await open([identity01])
    const status = async (config: Record<string, unknown>, nodeEnv: string | undefined) => {
      const { ask } = await portal(db, config, { nodeEnv })
      return ask('/api/auth/guest/refresh', undefined, { method: 'POST' })
    }
    const refused = await status(guestConfig, 'production')
    assert.equal(refused.status, 403)
    const error = await errorOf(refused)
    assert.equal(error.name, 'NotAllowedError')
    assert.match(
      error.message,
      /cannot be used outside of a development environment unless .*dangerouslyAllowOutsideDevelopment/,
    )
    const flag = { guest: { dangerouslyAllowOutsideDevelopment: 'true' } }
    const cases: [Record<string, unknown>, string | undefined, number][] = [
      [guestConfig, undefined, 200],
      [guestConfig, 'development', 200],
      [guestConfig, 'test', 403],
      [production, undefined, 403],
      [production, 'development', 200],
      [{ ...production, 'auth.providers': flag }, 'production', 200],
      [{ ...base, 'auth.allowGuestAccess': true }, 'production', 200],
      [base, undefined, 404],
    ]
    for (const [config, nodeEnv, expected] of cases) {
      assert.equal((await status(config, nodeEnv)).status, expected, JSON.stringify([config, nodeEnv]))
    }
  })

  test('the guest may be somebody else, with configured ownership until the catalog knows them', async () => {
    const db = await open([identity01])
    const guest = { userEntityRef: 'User:Ada', ownershipEntityRefs: ['group:default/crew'] }
    const config = { ...base, 'auth.providers': { guest }, 'auth.omitIdentityTokenOwnershipClaim': false }
    const identityOf = async (ownershipOf: () => Promise<string[] | undefined>) => {
      const { ask } = await portal(db, config, { ownershipOf })
      const result = signInResult.parse(await (await ask('/api/auth/guest/refresh')).json())
      assert.deepEqual(
        payloadOf(result.backstageIdentity.token).ent,
        result.backstageIdentity.identity.ownershipEntityRefs,
      )
      return result.backstageIdentity.identity
    }
    assert.deepEqual(await identityOf(async () => undefined), {
      type: 'user',
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['group:default/crew'],
    })
    assert.deepEqual((await identityOf(async () => ['group:default/other'])).ownershipEntityRefs, [
      'user:default/ada',
      'group:default/other',
    ])
    assert.deepEqual((await identityOf(async () => [])).ownershipEntityRefs, ['user:default/ada'])
  })

  test('the life of a token is configured, within 10 minutes and a day', async () => {
    const db = await open([identity01])
    for (const [value, seconds] of [
      ['30m', 1800],
      ['1m', 600],
      [{ days: 3 }, 86_400],
    ] as const) {
      const { guest } = await portal(db, { ...guestConfig, 'auth.backstageTokenExpiration': value })
      const { iat, exp } = payloadOf(await guest())
      assert.equal(Number(exp) - Number(iat), seconds)
    }
  })

  test('providers that cannot be used answer in the reference’s words', async () => {
    const config = { ...base, 'auth.providers': { guest: {}, github: { development: {} } } }
    const { ask } = await portal(await open(identityMigrations), config)
    const missing = "Missing required config value at 'auth.providers.github.development.clientId'"
    const cases: [string, string, number, string][] = [
      ['GET', '/api/auth/frob/start', 404, "Unknown auth provider 'frob'"],
      ['GET', '/api/auth/__proto__/start', 404, "Unknown auth provider '__proto__'"],
      ['POST', '/api/auth/guest/logout', 404, "Unknown auth provider 'guest'"],
      ['GET', '/api/auth/google/start?env=development', 404, "No auth provider registered for 'google'"],
      ['GET', '/api/auth/github/start', 400, 'No env provided in request query parameters'],
      [
        'GET',
        '/api/auth/github/start?env=production',
        404,
        "No auth provider registered for 'github' in environment 'production'",
      ],
      [
        'GET',
        '/api/auth/github/refresh?env=development',
        503,
        `Sign-in with GitHub is not set up: ${missing}`,
      ],
      ['GET', '/api/auth/guest/start', 501, "The guest provider has no step 'start', use refresh"],
      [
        'POST',
        '/api/auth/guest/handler/frame',
        501,
        "The guest provider has no step 'handler/frame', use refresh",
      ],
    ]
    for (const [method, path, status, message] of cases) {
      const response = await ask(path, undefined, { method })
      assert.equal(response.status, status, path)
      assert.equal((await errorOf(response)).message, message)
    }
  })

  test('userinfo tells who is missing, wrong or no user', async () => {
    const access = [{ type: 'static', options: { token: 'long-enough-token', subject: 'ci' } }]
    const { ask } = await portal(await open([identity01]), {
      ...guestConfig,
      'backend.auth.externalAccess': access,
    })
    const nobody = await ask('/api/auth/v1/userinfo')
    assert.deepEqual([nobody.status, (await errorOf(nobody)).message], [401, 'No token provided'])
    assert.equal((await ask('/api/auth/v1/userinfo', 'long-enough-token')).status, 400)
    assert.equal((await ask('/api/auth/v1/userinfo', 'nonsense')).status, 401)
  })

  test('the cookie carries a limited token that opens files and no API', async () => {
    const { ask, guest } = await portal(await open([identity01]))
    const token = await guest()
    const response = await ask('/api/techdocs/.backstage/auth/v1/cookie', token)
    const { expiresAt } = (await response.json()) as { expiresAt: string }
    assert.equal(Date.parse(expiresAt) / 1000, payloadOf(token).exp)
    const cookie = response.headers.get('set-cookie') ?? ''
    assert.match(cookie, /Domain=localhost; Path=\/; HttpOnly; Secure; SameSite=None; Priority=High/)
    const [pair = ''] = cookie.split(';')
    const limited = pair.slice('backstage-auth='.length)
    assert.equal(headerOf(limited).typ, 'vnd.backstage.limited-user')
    const withCookie = { headers: { cookie: pair } }
    assert.equal((await ask('/api/techdocs/static/a/b.css', undefined, withCookie)).status, 200)
    assert.equal((await ask('/api/catalog/probe', undefined, withCookie)).status, 401)
    assert.equal(
      (await errorOf(await ask('/api/catalog/probe', limited))).message,
      'Illegal limited user token',
    )
    const tampered = { headers: { cookie: `${pair.slice(0, -8)}AAAAAAAA` } }
    assert.equal((await ask('/api/techdocs/static/a/b.css', undefined, tampered)).status, 401)
    const cleared = await ask('/api/techdocs/.backstage/auth/v1/cookie', undefined, { method: 'DELETE' })
    assert.equal(cleared.status, 204)
    assert.match(cleared.headers.get('set-cookie') ?? '', /^backstage-auth=;.*1970/)
  })

  test('behind TLS the cookie is Secure; on plain http by another name it is Lax and host-only', async () => {
    const db = await open([identity01])
    const cookieAt = async (baseUrl: string) => {
      const config = { ...guestConfig, 'app.baseUrl': baseUrl, 'backend.baseUrl': baseUrl }
      const { ask, guest } = await portal(db, config, { nodeEnv: 'development' })
      return (
        (await ask('/api/techdocs/.backstage/auth/v1/cookie', await guest())).headers.get('set-cookie') ?? ''
      )
    }
    assert.doesNotMatch(await cookieAt('http://portal.lan:7007'), /Domain=portal/)
    assert.match(await cookieAt('http://localhost:7007'), /Secure; SameSite=None/)
  })

  test('users may do everything while there is no policy; services may not ask', async () => {
    const access = [{ type: 'static', options: { token: 'long-enough-token', subject: 'ci' } }]
    const db = await open([identity01])
    const { ask, guest } = await portal(db, { ...guestConfig, 'backend.auth.externalAccess': access })
    const question = (items: unknown[]) => ({
      method: 'POST',
      body: JSON.stringify({ items }),
      headers: { 'content-type': 'application/json' },
    })
    const items = [
      { id: '1', permission: { type: 'basic', name: 'catalog.entity.create', attributes: {} } },
      {
        id: '2',
        permission: { type: 'resource', name: 'catalog.entity.read', resourceType: 'catalog-entity' },
        resourceRef: ['a', 'b'],
      },
    ]
    const answer = await ask('/api/permission/authorize', await guest(), question(items))
    assert.deepEqual(await answer.json(), {
      items: [
        { id: '1', result: 'ALLOW' },
        { id: '2', result: ['ALLOW', 'ALLOW'] },
      ],
    })
    const bare = question([{ id: '1', permission: { type: 'resource', name: 'catalog.entity.read' } }])
    assert.equal((await ask('/api/permission/authorize', await guest(), bare)).status, 400)
    const service = await ask('/api/permission/authorize', 'long-enough-token', question(items))
    assert.deepEqual(
      [service.status, (await errorOf(service)).message],
      [403, "This endpoint does not allow 'service' credentials"],
    )
    assert.equal((await ask('/api/permission/authorize', undefined, question(items))).status, 401)
    assert.deepEqual(await (await ask('/api/permission/health')).json(), { status: 'ok' })
    const legacy = await portal(db, { ...base, 'auth.allowGuestAccess': true })
    const readOnly = await legacy.ask('/api/permission/authorize', await legacy.guest(), question(items))
    assert.deepEqual(((await readOnly.json()) as { items: { result: unknown }[] }).items[0]?.result, 'DENY')
  })
})
