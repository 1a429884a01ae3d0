/** Attacks on a session that somebody has, and on the page that they come back to. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startKeyedPortal } from '../testing/keyed-portal.ts'
import { Wanderer } from '../testing/oidc-issuer.ts'
import { isIn, openSignInStage, type SignInStage, saidBy } from '../testing/sign-in-stage.ts'

describe('attacks on a session', () => {
  let stage: SignInStage
  before(async () => {
    stage = await openSignInStage()
  })
  after(() => stage?.close())

  test('CSRF: refresh and logout from another site do nothing, and their cookies are Lax, HttpOnly and for the provider alone', async () => {
    const browser = new Wanderer()
    const back = await browser.signIn(stage.start(), 'ada')
    const signedIn = await browser.open(back)
    const cookies = signedIn.headers.getSetCookie().filter((text) => text.startsWith('oidc-refresh-token='))
    assert.equal(cookies.length, 1)
    assert.match(cookies[0] ?? '', /; Path=\/api\/auth\/oidc; HttpOnly; SameSite=Lax/)
    for (const [method, path] of [
      ['GET', 'refresh'],
      ['POST', 'refresh'],
      ['POST', 'logout'],
    ] as const) {
      const address = `${stage.origin}/api/auth/oidc/${path}?env=development`
      for (const headers of [{}, { origin: 'https://evil.test' }, { 'x-requested-with': 'fetch' }]) {
        const answer = await browser.open(address, { method, headers })
        assert.ok(answer.status === 401 || answer.status === 403, `${method} ${path}: ${answer.status}`)
        assert.deepEqual(answer.headers.getSetCookie(), [])
      }
    }
    const own = { headers: { 'x-requested-with': 'XMLHttpRequest' } }
    assert.equal(
      (await browser.open(`${stage.origin}/api/auth/oidc/refresh?env=development`, own)).status,
      200,
    )
    const foreign = { headers: { ...own.headers, origin: 'https://evil.test' } }
    const asked = await browser.open(`${stage.origin}/api/auth/oidc/refresh?env=development`, foreign)
    assert.equal(
      asked.headers.get('access-control-allow-origin'),
      null,
      'browsers keep the answer from other sites',
    )
  })

  test('a text of the provider, or of who made the address up, is text in the page that comes back', async () => {
    const script = '</script><script>alert(1)</script>'
    for (const query of [
      `error=${encodeURIComponent(script)}&error_description=${encodeURIComponent(script)}`,
      `code=x&state=${encodeURIComponent(script)}`,
      `error=x&state=${encodeURIComponent("'-alert(1)-'")}`,
    ]) {
      const answer = await fetch(`${stage.origin}/api/auth/oidc/handler/frame?${query}`)
      const text = await answer.text()
      assert.equal(text.split('<script').length, 2, 'one script')
      assert.doesNotMatch(text, /alert\(1\)<|-alert/)
      assert.match(
        answer.headers.get('content-security-policy') ?? '',
        /default-src 'none'; script-src 'nonce-/,
      )
    }
  })

  test('the session of somebody who left the catalog is not renewed', async () => {
    const browser = new Wanderer()
    await browser.open(await browser.signIn(stage.start(), 'mallory'))
    const refresh = () =>
      browser.open(`${stage.origin}/api/auth/oidc/refresh?env=development`, {
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      })
    assert.equal((await refresh()).status, 200)
    await stage.keepUsers(['ada', 'carol'])
    const refused = await refresh()
    assert.equal(refused.status, 401)
    const again = new Wanderer()
    const { error } = await saidBy(await again.open(await again.signIn(stage.start(), 'mallory')))
    assert.ok(error)
    assert.ok(!isIn(again))
  })

  test('guessing: after a hundred sign-ins that failed the address waits', async () => {
    const direct = await startKeyedPortal({
      auth: {
        environment: 'development',
        providers: {
          oidc: {
            development: { metadataUrl: stage.issuer, clientId: 'callboard', clientSecret: stage.secret },
          },
        },
      },
    })
    const statuses: number[] = []
    for (let i = 0; i <= 100; i += 1) {
      statuses.push((await direct.ask('GET', `/api/auth/oidc/handler/frame?code=${i}&state=${i}`)).status)
    }
    assert.deepEqual([statuses[0], statuses[99], statuses[100]], [200, 200, 429])
    await direct.close()
  })

  test('the audit log has sign-ins and failed ones, and no code, state or secret', async () => {
    const browser = new Wanderer()
    const back = new URL(await browser.signIn(stage.start(), 'ada'))
    await browser.open(back.href)
    const token = await stage.portal.tokenOf('user:default/carol')
    const answer = await stage.portal.ask('GET', '/api/audit/events/export?action=auth', { token })
    const text = await answer.text()
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; outcome: string; actor: string })
    const has = (action: string, outcome: string, actor?: string) =>
      events.some(
        (event) => event.action === action && event.outcome === outcome && (!actor || event.actor === actor),
      )
    assert.ok(has('auth.sign-in', 'succeeded', 'user:default/ada'))
    assert.ok(events.some(({ action, outcome }) => action === 'auth.sign-in' && outcome !== 'succeeded'))
    for (const value of [
      stage.secret,
      back.searchParams.get('code') ?? '',
      back.searchParams.get('state') ?? '',
    ]) {
      assert.ok(value !== '' && !text.includes(value))
    }
  })
})
