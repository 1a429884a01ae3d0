/** What lets a reloaded page go on, and what ends it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt, SignJWT } from 'jose'
import { forEachDatabase } from '../../../testing/databases.ts'
import { errorOf, identityMigrations } from './harness.ts'
import { ada, as } from './oidc-idp.ts'
import { stage } from './oidc-stage.ts'
import { appOrigin, Visitor } from './visitor.ts'

forEachDatabase((_name, open) => {
  test('two tabs refresh at once with a token that is good for one use', async () => {
    const { visitor } = await stage(await open(identityMigrations))
    await visitor.signIn('oidc', as('ada'))
    const both = await Promise.all([visitor.post('oidc', 'refresh'), visitor.post('oidc', 'refresh')])
    for (const each of both) assert.equal(each.status, 200, await each.clone().text())
    assert.equal((await visitor.post('oidc', 'refresh')).status, 200)
  })

  test('so do two processes on one database, with one question to the provider', async () => {
    const { visitor, start, idp } = await stage(await open(identityMigrations))
    await visitor.signIn('oidc', as('ada'))
    const elsewhere = new Visitor(await start())
    for (const [key, cookie] of visitor.cookies) elsewhere.cookies.set(key, cookie)
    const asked = idp.refreshes()
    const both = await Promise.all([visitor.post('oidc', 'refresh'), elsewhere.post('oidc', 'refresh')])
    for (const each of both) assert.equal(each.status, 200, await each.clone().text())
    assert.equal(idp.refreshes() - asked, 1)
    // Both got the same new refresh token, and the provider saw no token twice.
    assert.equal((await elsewhere.post('oidc', 'refresh')).status, 200)
  })

  test('a token ends within seconds after its user left the catalog, on APIs and files alike', async () => {
    const { visitor, catalog, clock, at } = await stage(await open(identityMigrations))
    const { response } = await visitor.signIn('oidc', as('ada'))
    const token = response?.backstageIdentity?.token ?? ''
    const cookie = await at.ask('/api/techdocs/.backstage/auth/v1/cookie', token)
    const limited = /backstage-auth=([^;]+)/.exec(cookie.headers.get('set-cookie') ?? '')?.[1] ?? ''
    const file = () =>
      at.ask('/api/techdocs/static/a.css', undefined, { headers: { cookie: `backstage-auth=${limited}` } })
    assert.deepEqual([(await at.ask('/api/catalog/probe', token)).status, (await file()).status], [200, 200])
    catalog.clear()
    clock.forward(10_001)
    const refused = await at.ask('/api/catalog/probe', token)
    assert.equal(refused.status, 401)
    assert.equal(
      (await errorOf(refused)).message,
      'Illegal token: user:default/ada is not in the catalog any more',
    )
    assert.equal((await file()).status, 401)
    assert.equal((await visitor.post('oidc', 'refresh')).status, 401)
    catalog.add('user:default/ada')
    clock.forward(10_001)
    assert.equal((await at.ask('/api/catalog/probe', token)).status, 200)
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

  test('with logoutAtProvider the session at the provider ends as well', async () => {
    const client = { post_logout_redirect_uris: [appOrigin] }
    const { visitor } = await stage(
      await open(identityMigrations),
      { logoutAtProvider: true },
      {},
      { client },
    )
    const { response } = await visitor.signIn('oidc', as('ada'))
    assert.equal((await visitor.post('oidc', 'refresh')).status, 200)
    const { logoutUrl } = (await (await visitor.post('oidc', 'logout')).json()) as { logoutUrl: string }
    const url = new URL(logoutUrl)
    assert.equal(url.searchParams.get('post_logout_redirect_uri'), appOrigin)
    assert.equal(url.searchParams.get('client_id'), 'callboard')
    assert.equal(decodeJwt(url.searchParams.get('id_token_hint') ?? '').sub, 'ada')
    assert.ok(response?.providerInfo.idToken)
    const there = await fetch(url)
    assert.equal(there.status, 200, await there.text())
    // Who signed out of nothing is sent nowhere with somebody's token.
    const again = (await (await visitor.post('oidc', 'logout')).json()) as { logoutUrl: string }
    assert.ok(!again.logoutUrl.includes('id_token_hint'))
  })

  test('an ID token by shared secret counts when our secret signed it', async () => {
    const settings = { tokenSignedResponseAlg: 'HS256' }
    const client = { id_token_signed_response_alg: 'HS256' }
    let forge = false
    const fetcher: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      if (!forge || !String(input).endsWith('/token')) return answer
      const body = (await answer.json()) as { id_token: string }
      const forged = new SignJWT({ ...decodeJwt(body.id_token), preferred_username: 'ada' })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from('guessed'))
      return Response.json({ ...body, id_token: await forged })
    }
    const { visitor } = await stage(await open(identityMigrations), settings, {}, { client, fetch: fetcher })
    const good = await visitor.signIn('oidc', as('ada'))
    assert.equal(good.error, undefined, good.error?.message)
    assert.equal((await visitor.post('oidc', 'refresh')).status, 200)
    forge = true
    const refused = await visitor.post('oidc', 'refresh')
    assert.equal(refused.status, 401)
    assert.match(
      (await errorOf(refused)).message,
      /is not signed with the clientSecret of auth\.providers\.oidc/,
    )
    const { error } = await new Visitor(visitor.portal).signIn('oidc', as('ada'))
    assert.match(error?.message ?? '', /is not signed with the clientSecret/)
    const without = await stage(await open(identityMigrations), { ...settings, clientSecret: undefined })
    const { message } = await errorOf(await without.visitor.post('oidc', 'refresh'))
    assert.match(
      message,
      /Missing required config value at 'auth\.providers\.oidc\.development\.clientSecret'/,
    )
  })
})
