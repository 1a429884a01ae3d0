/** Every way we know of to come in by an answer that was not asked for, or to be led astray by one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { errorOf, identityMigrations } from './harness.ts'
import { as } from './oidc-idp.ts'
import { stage } from './oidc-stage.ts'
import { appOrigin, readPopup, type Visitor } from './visitor.ts'

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

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
})
