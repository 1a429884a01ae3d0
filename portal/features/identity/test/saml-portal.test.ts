/** SAML with the whole portal. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { keyPair, testIdp } from './saml-idp.ts'
import { type Answer, cookiesOf, portalWith, whoIs, xhr } from './whole-portal.ts'

describe('with SAML', () => {
  const pair = keyPair()
  const saml = (baseUrl: string, more: object = {}) => ({
    saml: {
      entryPoint: testIdp(`${baseUrl}/api/auth/saml/handler/frame`, pair).entryPoint,
      issuer: 'callboard',
      cert: pair.cert,
      signIn: { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] },
      ...more,
    },
  })
  const post = (url: string, fields: object, cookie = '') =>
    fetch(`${url}/api/auth/saml/handler/frame`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams(fields as Record<string, string>),
    })
  const start = (url: string, query = '') =>
    fetch(`${url}/api/auth/saml/start?env=development${query}`, { redirect: 'manual' })
  const saidBy = (html: string): Answer & { type?: string; response?: Answer } =>
    JSON.parse(/var said=(\{.*\});/.exec(html)?.[1] ?? '{}') as Answer & { type?: string }

  test('the answer of the identity provider signs in the browser that asked, once', async () => {
    const portal = await portalWith((baseUrl) => saml(baseUrl))
    const idp = testIdp(`${portal.url}/api/auth/saml/handler/frame`, pair)
    const begun = await start(portal.url)
    assert.equal(begun.status, 302)
    const answer = await idp.answer(begun.headers.get('location') ?? '')

    // Across sites the cookie is missing: a page of ours sends the same once more.
    const first = await post(portal.url, answer)
    const again = await first.text()
    assert.match(again, /<form method="post">.*name="again" value="1".*document\.forms\[0\]\.submit\(\)/)
    assert.match(
      first.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; script-src 'nonce-/,
    )
    const done = await post(portal.url, { ...answer, again: '1' }, cookiesOf(begun))
    const said = saidBy(await done.text())
    assert.equal(said.type, 'authorization_response')
    assert.equal(said.response?.backstageIdentity?.identity.userEntityRef, 'user:default/ada')

    const refresh = await fetch(`${portal.url}/api/auth/saml/refresh`, {
      headers: { ...xhr, cookie: cookiesOf(done) },
    })
    assert.equal(await whoIs(refresh), 'user:default/ada')
    const replayed = saidBy(
      await (await post(portal.url, { ...answer, again: '1' }, cookiesOf(begun))).text(),
    )
    assert.match(replayed.error?.message ?? '', /InResponseTo is not valid|used already/)
    const stolen = await idp.answer((await start(portal.url)).headers.get('location') ?? '')
    const thief = saidBy(await (await post(portal.url, { ...stolen, again: '1' }, cookiesOf(begun))).text())
    assert.match(thief.error?.message ?? '', /another browser/)
  })

  test('the redirect flow goes on to a page of the portal and to no other', async () => {
    const portal = await portalWith((baseUrl) =>
      saml(baseUrl, { logoutUrl: 'https://idp.example.com/logout' }),
    )
    const idp = testIdp(`${portal.url}/api/auth/saml/handler/frame`, pair)
    for (const evil of [
      'https://evil.example.com/',
      '//evil.example.com',
      'javascript:alert(1)',
      `${portal.url}@evil.example.com`,
    ]) {
      assert.equal(
        (await start(portal.url, `&flow=redirect&redirectUrl=${encodeURIComponent(evil)}`)).status,
        403,
        evil,
      )
    }
    assert.equal((await start(portal.url, '&origin=https://evil.example.com')).status, 403)
    const begun = await start(
      portal.url,
      `&flow=redirect&redirectUrl=${encodeURIComponent(`${portal.url}/catalog?a=b`)}`,
    )
    const answer = await idp.answer(begun.headers.get('location') ?? '')
    const done = await post(portal.url, answer, cookiesOf(begun))
    assert.equal(done.headers.get('location'), `${portal.url}/catalog?a=b`)
    const out = await fetch(`${portal.url}/api/auth/saml/logout`, {
      method: 'POST',
      headers: { ...xhr, cookie: cookiesOf(done) },
    })
    assert.deepEqual(await out.json(), { logoutUrl: 'https://idp.example.com/logout' })
  })
})
