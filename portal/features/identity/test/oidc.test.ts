/** Signing in with OpenID Connect, against a real provider. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { providerResult } from '../api.ts'
import { errorOf, identityMigrations } from './harness.ts'
import { as } from './oidc-idp.ts'
import { stage } from './oidc-stage.ts'
import { appOrigin, readPopup, Visitor } from './visitor.ts'

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
})

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

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
      const refused = await wrong.visitor.post('oidc', 'refresh')
      assert.equal(refused.status, 503)
      assert.match((await errorOf(refused)).message, message)
      // In a window it is told to the page that waits for it.
      const said = readPopup(await (await wrong.visitor.start('oidc')).text())
      assert.match(said.message.error?.message ?? '', message)
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
