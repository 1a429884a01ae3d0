/** OpenID Connect against a real provider, and every way we know of to come in without belonging. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditEntry } from '@callboard/sdk'
import type { OpenDatabase } from '../../../host/db/open.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { providerResult } from '../api.ts'
import { base, errorOf, identityMigrations, movable, portal } from './harness.ts'
import { ada, as, oidcIdp, type TestOidc } from './oidc-idp.ts'
import { appOrigin, readPopup, Visitor } from './visitor.ts'

interface Stage {
  idp: TestOidc
  visitor: Visitor
  another: Visitor
  recorded: AuditEntry[]
  clock: ReturnType<typeof movable>
  at: Awaited<ReturnType<typeof portal>>
}

const byName = { resolvers: [{ resolver: 'preferredUsernameMatchingUserEntityName' }] }

async function stage(
  db: OpenDatabase,
  more: Record<string, unknown> = {},
  config: Record<string, unknown> = {},
): Promise<Stage> {
  const idp = await oidcIdp()
  const recorded: AuditEntry[] = []
  const clock = movable()
  const settings = {
    clientId: 'callboard',
    clientSecret: 'very-secret',
    metadataUrl: `${idp.issuer}/.well-known/openid-configuration`,
    signIn: byName,
    ...more,
  }
  const at = await portal(
    db,
    { ...base, 'auth.providers': { oidc: { development: settings, production: settings } }, ...config },
    {
      clock,
      audit: { record: (entry) => recorded.push(entry) },
      findUsers: async (question) =>
        'ref' in question && question.ref === 'user:default/ada' ? ['user:default/ada'] : [],
    },
  )
  return { idp, visitor: new Visitor(at), another: new Visitor(at), recorded, clock, at }
}

forEachDatabase((_name, open) => {
  test('somebody signs in with PKCE, keeps the session, and their groups are known', async () => {
    const { visitor, at, recorded } = await stage(await open(identityMigrations))
    const started = await visitor.start('oidc')
    const location = new URL(started.headers.get('location') ?? '')
    assert.equal(started.status, 302)
    assert.equal(location.searchParams.get('code_challenge_method'), 'S256')
    assert.ok(location.searchParams.get('nonce'))
    assert.equal(location.searchParams.get('redirect_uri'), `${appOrigin}/api/auth/oidc/handler/frame`)
    assert.match(
      started.headers.getSetCookie()[0] ?? '',
      /^oidc-nonce=[\w-]+; Path=\/api\/auth\/oidc\/handler; HttpOnly; SameSite=Lax; Max-Age=600$/,
    )
    const { message, target, response } = await visitor.land(await visitor.walk(location.href, as('ada')))
    assert.equal(target, appOrigin)
    assert.equal(message.error, undefined)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'nonce-/)
    const { profile, providerInfo, backstageIdentity } = providerResult.parse(message.response)
    assert.deepEqual(profile, { email: 'ada@acme.com', displayName: 'Ada Lovelace' })
    assert.equal(backstageIdentity?.identity.userEntityRef, 'user:default/ada')
    assert.deepEqual(
      [typeof providerInfo.accessToken, typeof providerInfo.idToken, typeof providerInfo.expiresInSeconds],
      ['string', 'string', 'number'],
    )
    const claims = await at.identity.claimsOf('user:default/ada')
    assert.deepEqual(claims.groups, ['/engineering', '/engineering/portal'])
    assert.deepEqual(claims['realm_access.roles'], ['portal-admin'])
    assert.equal(claims.iss, undefined)
    assert.equal((await at.ask('/api/catalog/probe', backstageIdentity?.token)).status, 200)
    assert.deepEqual(
      recorded.map(({ action, outcome, actor }) => [action, outcome, actor]),
      [['auth.sign-in', 'succeeded', 'user:default/ada']],
    )
  })

  test('two tabs refresh at once with a token that is good for one use', async () => {
    const { visitor } = await stage(await open(identityMigrations))
    await visitor.signIn('oidc', as('ada'))
    const both = await Promise.all([visitor.post('oidc', 'refresh'), visitor.post('oidc', 'refresh')])
    for (const each of both) assert.equal(each.status, 200, await each.clone().text())
    assert.equal((await visitor.post('oidc', 'refresh')).status, 200)
  })
})

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

  test('the session ends with the user, with their account there, and with signing out', async () => {
    const { visitor, idp, at } = await stage(await open(identityMigrations))
    await visitor.signIn('oidc', as('ada'))
    // Who leaves a group leaves it at the next refresh.
    idp.people.set('ada', { ...ada, groups: ['/engineering'] })
    assert.equal((await visitor.post('oidc', 'refresh')).status, 200)
    assert.deepEqual((await at.identity.claimsOf('user:default/ada')).groups, ['/engineering'])
    idp.people.set('ada', { preferred_username: 'gone' })
    const renamed = await visitor.post('oidc', 'refresh')
    assert.equal(renamed.status, 401)
    assert.match(
      (await errorOf(renamed)).message,
      /^Refresh failed; caused by NotFoundError: User not found: the catalog has no User with the ref 'user:default\/gone'\. Add a User named 'gone'/,
    )
    const stolen = new Map(visitor.cookies)
    assert.equal((await visitor.post('oidc', 'logout')).status, 200)
    assert.equal(
      visitor.cookies.size,
      [...visitor.cookies.values()].filter(({ host }) => host !== 'localhost:7007').length,
    )
    // The refresh token itself was revoked: a copy of the cookie is worth nothing.
    await new Promise((resolve) => setTimeout(resolve, 200))
    for (const [key, cookie] of stolen) visitor.cookies.set(key, cookie)
    assert.equal((await visitor.post('oidc', 'refresh')).status, 401)
  })

  test('the redirect flow goes on to the page that was asked for, with errors in its address', async () => {
    const { visitor, idp } = await stage(await open(identityMigrations))
    const more = { flow: 'redirect', redirectUrl: `${appOrigin}/catalog?filters=x` }
    const begin = async () => (await visitor.start('oidc', more)).headers.get('location') ?? ''
    const back = await visitor.ask((await visitor.walk(await begin(), as('ada'))).slice(appOrigin.length))
    assert.deepEqual([back.status, back.headers.get('location')], [302, `${appOrigin}/catalog?filters=x`])
    assert.equal((await visitor.post('oidc', 'refresh')).status, 200)
    idp.people.set('ada', { preferred_username: 'nobody' })
    const failed = await visitor.ask((await visitor.walk(await begin(), as('ada'))).slice(appOrigin.length))
    const url = new URL(failed.headers.get('location') ?? '')
    assert.equal(url.origin + url.pathname, `${appOrigin}/catalog`)
    assert.match(
      url.searchParams.get('error') ?? '',
      /^Login failed; caused by NotFoundError: User not found/,
    )
  })

  test('what start refuses', async () => {
    const { visitor } = await stage(await open(identityMigrations))
    const redirect = { flow: 'redirect' }
    const cases: [Record<string, string>, number, RegExp][] = [
      [{ env: '' }, 400, /^No env provided in request query parameters$/],
      [{ env: 'staging' }, 404, /'oidc' in environment 'staging'/],
      [{ env: '__proto__' }, 404, /environment/],
      [
        { origin: 'https://evil.example' },
        403,
        /^Origin 'https:\/\/evil\.example' is not allowed: open the portal at /,
      ],
      [{ origin: 'http://localhost.evil.example:7007' }, 403, /not allowed/],
      [{ origin: 'http://localhost:7007@evil.example' }, 403, /not allowed/],
      [{ origin: 'null' }, 403, /failed to parse/],
      [{ origin: 'javascript:alert(1)' }, 403, /failed to parse/],
      [redirect, 400, /No redirectUrl/],
      [{ ...redirect, redirectUrl: 'https://evil.example/' }, 403, /redirectUrl/],
      [{ ...redirect, redirectUrl: '//evil.example/' }, 403, /redirectUrl/],
      [{ ...redirect, redirectUrl: '/\\evil.example' }, 403, /redirectUrl/],
      [{ ...redirect, redirectUrl: 'javascript:alert(1)' }, 403, /redirectUrl/],
      [{ ...redirect, redirectUrl: 'data:text/html,x' }, 403, /redirectUrl/],
      [{ ...redirect, redirectUrl: `${appOrigin}.evil.example/` }, 403, /redirectUrl/],
      [{ ...redirect, redirectUrl: 'http://localhost:7007@evil.example/' }, 403, /redirectUrl/],
      [{ scope: 'openid\u0000' }, 400, /scope/],
      [{ scope: 'a"b' }, 400, /scope/],
    ]
    for (const [query, status, message] of cases) {
      const response = await visitor.start('oidc', query)
      assert.equal(response.status, status, JSON.stringify(query))
      assert.match((await errorOf(response)).message, message)
      assert.equal(response.headers.get('set-cookie'), null)
    }
  })

  test('extra origins may be patterns, and get the answer themselves', async () => {
    const { visitor } = await stage(
      await open(identityMigrations),
      {},
      { 'auth.experimentalExtraAllowedOrigins': ['https://*.preview.example'] },
    )
    const origin = 'https://pr-7.preview.example'
    const started = await visitor.start('oidc', { origin })
    const { target } = await visitor.land(
      await visitor.walk(started.headers.get('location') ?? '', as('ada')),
    )
    assert.equal(target, origin)
    assert.equal((await visitor.start('oidc', { origin: 'https://a.b.evil.example' })).status, 403)
  })

  test('an answer counts only in the browser that asked, once, in time, and for what was asked', async () => {
    const { visitor, another, clock, recorded } = await stage(await open(identityMigrations))
    const callback = async (who: Visitor) =>
      who.walk((await who.start('oidc')).headers.get('location') ?? '', as('ada'))
    const outcome = async (who: Visitor, url: string) => (await who.land(url)).message.error?.message ?? 'in'

    // Login fixation: the attacker's answer in somebody else's browser.
    assert.match(await outcome(another, await callback(visitor)), /missing cookie nonce/)
    await another.start('oidc')
    assert.match(await outcome(another, await callback(visitor)), /Invalid nonce/)
    // Replay: the cookie is gone, and with a copy of it the code is used up.
    const url = await callback(visitor)
    const copy = new Map(visitor.cookies)
    assert.equal(await outcome(visitor, url), 'in')
    assert.match(await outcome(visitor, url), /missing cookie nonce/)
    for (const [key, cookie] of copy) visitor.cookies.set(key, cookie)
    assert.match(await outcome(visitor, url), /invalid_grant/)
    // A state that is not ours, or of another provider or environment.
    const forged = new URL(await callback(visitor))
    forged.searchParams.set('state', 'AAAA')
    assert.match(await outcome(visitor, forged.href), /not one of ours/)
    forged.searchParams.delete('state')
    assert.match(await outcome(visitor, forged.href), /not one of ours/)
    // Too late.
    const late = await callback(visitor)
    clock.forward(11 * 60_000)
    assert.match(await outcome(visitor, late), /ten minutes/)
    assert.ok(recorded.filter(({ outcome }) => outcome === 'denied').length >= 6)
    assert.ok(!JSON.stringify(recorded).includes('very-secret'))
  })

  test('the answer to a denied consent, and what a page in it may do', async () => {
    const { visitor } = await stage(await open(identityMigrations))
    const state = new URL((await visitor.start('oidc')).headers.get('location') ?? '').searchParams.get(
      'state',
    )
    const denied = new URLSearchParams({
      error: 'access_denied',
      error_description: '</script><script>alert(1)</script>',
      state: state ?? '',
    })
    const response = await visitor.ask(`/api/auth/oidc/handler/frame?${denied}`)
    const html = await response.text()
    assert.ok(!html.includes('<script>alert'))
    const { message } = readPopup(html)
    assert.match(
      message.error?.message ?? '',
      /^Login failed; caused by AuthenticationError: OpenID Connect answers access_denied \(<\/script>/,
    )
  })

  test('an answer that is posted, as some providers do, counts as well', async () => {
    const { visitor, another } = await stage(await open(identityMigrations))
    const location = (await visitor.start('oidc')).headers.get('location') ?? ''
    const url = new URL(await visitor.walk(location, as('ada')))
    const post = (who: Visitor) =>
      who.ask(url.pathname, { method: 'POST', body: new URLSearchParams(url.search) })
    // Across sites browsers leave our cookie out, and bring it when they are sent on.
    const sentOn = await post(another)
    assert.deepEqual([sentOn.status, sentOn.headers.get('location')], [303, url.href])
    assert.ok(readPopup(await (await post(visitor)).text()).message.response)
  })

  test('refresh and logout need the header that other sites cannot send', async () => {
    const { visitor } = await stage(await open(identityMigrations))
    await visitor.signIn('oidc', as('ada'))
    for (const step of ['refresh', 'logout']) {
      for (const method of step === 'refresh' ? ['GET', 'POST'] : ['POST']) {
        const response = await visitor.ask(`/api/auth/oidc/${step}?env=development`, { method })
        assert.equal(response.status, 401)
        assert.equal((await errorOf(response)).message, 'Invalid X-Requested-With header')
      }
    }
    const production = await visitor.post('oidc', 'refresh', 'env=production')
    assert.equal(production.status, 401, 'a session of one environment is none of another')
    const optional = await visitor.post('oidc', 'refresh', 'optional&env=development')
    assert.equal(optional.status, 200)
  })

  test('a provider that is down is an outage, not a refusal; a wrong secret names the key', async () => {
    const { visitor, idp } = await stage(await open(identityMigrations))
    await visitor.signIn('oidc', as('ada'))
    await idp.close()
    const refreshed = await visitor.post('oidc', 'refresh')
    assert.equal(refreshed.status, 503)
    assert.match((await errorOf(refreshed)).message, /^Refresh failed; caused by .* cannot be reached/)

    const down = await stage(await open(identityMigrations), { metadataUrl: 'http://127.0.0.1:9/x' })
    const started = await down.visitor.start('oidc')
    assert.equal(started.status, 200)
    assert.match(readPopup(await started.text()).message.error?.message ?? '', /cannot be reached/)

    const wrong = await stage(await open(identityMigrations), { clientSecret: 'wrong' })
    const { error } = await wrong.visitor.signIn('oidc', as('ada'))
    assert.match(error?.message ?? '', /invalid_client.*clientSecret in auth\.providers\.oidc\.development/)
  })

  test('without a resolver there are tokens and no identity; with a wrong config only that provider is out', async () => {
    const db = await open(identityMigrations)
    const { visitor } = await stage(db, { signIn: {} })
    const { response } = await visitor.signIn('oidc', as('ada'))
    const { backstageIdentity, providerInfo } = providerResult.parse(response)
    assert.equal(backstageIdentity, undefined)
    assert.equal(typeof providerInfo.accessToken, 'string')

    for (const [settings, message] of [
      [{ clientId: '' }, /Missing required config value at 'auth\.providers\.oidc\.development\.clientId'/],
      [
        { signIn: { resolvers: [{ resolver: 'frob' }] } },
        /signIn\.resolvers\[0\]\.resolver': there is no resolver 'frob'; known are/,
      ],
      [{ metadataUrl: 'javascript:x' }, /'auth\.providers\.oidc\.development\.metadataUrl'/],
      [{ sessionDuration: 'soon' }, /'auth\.providers\.oidc\.development\.sessionDuration'/],
    ] as const) {
      const wrong = await stage(db, settings)
      const refused = await wrong.visitor.start('oidc')
      assert.equal(refused.status, 503)
      assert.match((await errorOf(refused)).message, message)
    }
  })

  test('an address that the provider has not verified proves nothing', async () => {
    const { visitor, idp } = await stage(await open(identityMigrations), {
      signIn: { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] },
    })
    idp.people.set('ada', { email: 'boss@acme.com', email_verified: false, name: 'M' })
    const { error } = await visitor.signIn('oidc', as('ada'))
    assert.match(error?.message ?? '', /^Login failed, user profile does not contain an email/)
  })

  test('below a path cookies belong to the path, and behind TLS they are Secure', async () => {
    const root = 'https://portal.example/callboard'
    const { at } = await stage(
      await open(identityMigrations),
      {},
      {
        'app.baseUrl': root,
        'backend.baseUrl': root,
      },
    )
    const visitor = new Visitor(at, root)
    const started = await visitor.start('oidc', { origin: 'https://portal.example' })
    assert.equal(started.status, 302, await started.clone().text())
    assert.match(
      started.headers.getSetCookie()[0] ?? '',
      /Path=\/callboard\/api\/auth\/oidc\/handler; HttpOnly; SameSite=Lax; Secure;/,
    )
    const location = new URL(started.headers.get('location') ?? '')
    assert.equal(location.searchParams.get('redirect_uri'), `${root}/api/auth/oidc/handler/frame`)
  })
})
