/** Attacks on signing in with an identity provider: a real one, and browsers that keep cookies as browsers do. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type KeyedPortal, startKeyedPortal } from '../testing/keyed-portal.ts'
import { type OidcIssuer, startOidcIssuer, Wanderer } from '../testing/oidc-issuer.ts'

const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name }, spec })
const users = (names: string[]) => names.map((name) => entity('User', name, { memberOf: [] })).join('\n---\n')

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('attacks on signing in', () => {
  let portal: KeyedPortal
  let issuer: OidcIssuer
  let origin: string
  const start = (query = '') => `${origin}/api/auth/oidc/start?env=development${query}`
  const secret = 'the-secret-of-the-client'

  before(async () => {
    const port = await freePort()
    origin = `http://127.0.0.1:${port}`
    issuer = await startOidcIssuer({
      id: 'callboard',
      secret,
      redirectUri: `${origin}/api/auth/oidc/handler/frame`,
    })
    const signIn = {
      resolvers: [{ resolver: 'preferredUsernameMatchingUserEntityName' }],
    }
    portal = await startKeyedPortal(
      {
        app: { baseUrl: origin },
        backend: { baseUrl: origin, listen: { host: '127.0.0.1', port } },
        auth: {
          environment: 'development',
          providers: {
            oidc: {
              development: { metadataUrl: issuer.url, clientId: 'callboard', clientSecret: secret, signIn },
            },
          },
        },
        catalog: {
          processingInterval: { seconds: 1 },
          locations: [{ type: 'file', target: './users.yaml', rules: [{ allow: ['User'] }] }],
        },
        permission: { enabled: true, policy: { admins: ['user:default/carol'] } },
      },
      { 'users.yaml': users(['ada', 'mallory', 'carol']) },
    )
    await until(async () => (await statusOfUser('carol')) === 200)
  })
  after(async () => {
    await portal.close()
    issuer.close()
  })

  const statusOfUser = async (name: string): Promise<number> => {
    const token = await portal.tokenOf('user:default/carol')
    return (await portal.ask('GET', `/api/catalog/entities/by-name/user/default/${name}`, { token })).status
  }
  const until = async (isSo: () => Promise<boolean>) => {
    const end = Date.now() + 20_000
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error('not in 20 s')
      await sleep(50)
    }
  }
  /** What the page that comes back says to the page that opened it. */
  const said = async (answer: Response) => {
    const text = await answer.text()
    assert.equal(answer.status, 200, text)
    const json = /var said=(\{.*?\});\n/s.exec(text)?.[1] ?? '{}'
    const target = /postMessage\(said,"([^"]*)"\)/.exec(text)?.[1]
    const message = JSON.parse(json) as {
      error?: { name: string; message: string }
      response?: { backstageIdentity: { token: string; identity: { userEntityRef: string } } }
    }
    return { ...message, target, text }
  }
  const isIn = (browser: Wanderer) => browser.cookies.some(({ name }) => name === 'oidc-refresh-token')

  test('without an attack: ada signs in, and only the page of the app hears of it', async () => {
    const browser = new Wanderer()
    const back = await browser.signIn(start(), 'ada')
    const { response, target } = await said(await browser.open(back))
    assert.equal(response?.backstageIdentity.identity.userEntityRef, 'user:default/ada')
    assert.equal(target, origin)
    assert.ok(isIn(browser))
  })

  test('replay: the answer of the provider a second time, in the same browser, with kept cookies, elsewhere', async () => {
    const browser = new Wanderer()
    const back = await browser.signIn(start(), 'ada')
    const kept = [...browser.cookies]
    assert.ok((await said(await browser.open(back))).response)
    const again = await said(await browser.open(back))
    assert.match(again.error?.message ?? '', /missing cookie nonce/)
    const thief = new Wanderer()
    thief.cookies.push(...kept)
    const replayed = await said(await thief.open(back))
    assert.ok(replayed.error, 'the provider takes a code once')
    assert.ok(!isIn(thief))
    assert.match((await said(await new Wanderer().open(back))).error?.message ?? '', /missing cookie nonce/)
  })

  test("login fixation: mallory's answer, opened by a victim who is signing in, signs nobody in", async () => {
    const [mallory, victim] = [new Wanderer(), new Wanderer()]
    const bait = await mallory.signIn(start(), 'mallory')
    await victim.signIn(start(), 'ada')
    const fixed = await said(await victim.open(bait))
    assert.match(fixed.error?.message ?? '', /Invalid nonce/)
    assert.ok(!isIn(victim))
    assert.equal(fixed.response, undefined)
    // Mallory's code in the victim's own address: the proof key does not fit.
    const other = new Wanderer()
    const fresh = new URL(await other.signIn(start(), 'ada'))
    fresh.searchParams.set('code', new URL(bait).searchParams.get('code') ?? '')
    const mixed = await said(await other.open(fresh.href))
    assert.ok(mixed.error)
    assert.ok(!isIn(other))
  })

  test('a state that is changed, empty, of another purpose or made up leads nowhere', async () => {
    const browser = new Wanderer()
    const back = new URL(await browser.signIn(start(), 'ada'))
    const state = back.searchParams.get('state') ?? ''
    const cookie = browser.cookies.find(({ name }) => name === 'oidc-nonce')?.value ?? ''
    const forged = Buffer.from(
      JSON.stringify({ provider: 'oidc', env: 'development', origin: 'https://evil.test' }),
    )
    for (const value of [
      '',
      'x',
      cookie,
      `${state.slice(0, -2)}AA`,
      forged.toString('base64url'),
      forged.toString('hex'),
    ]) {
      const changed = new URL(back)
      changed.searchParams.set('state', value)
      const answer = await said(await browser.open(changed.href))
      assert.ok(answer.error, value)
      assert.equal(answer.target, origin)
      assert.ok(!answer.text.includes('evil.test'))
    }
    assert.ok(!isIn(browser))
  })

  test('open redirect: no origin and no redirectUrl leads elsewhere', async () => {
    const { host } = new URL(origin)
    const origins = [
      ...['https://evil.test', '//evil.test', 'null', 'javascript:alert(1)', `http://${host}.evil.test`],
      ...[`http://${host}@evil.test`, `http://evil.test#${origin}`, `http://evil.test/?${origin}`],
      ...[`https://${host}`, 'http://127.0.0.1', `http://evil.test\\@${host}`, 'file:///etc/passwd'],
    ]
    for (const each of origins) {
      const answer = await fetch(start(`&origin=${encodeURIComponent(each)}`), { redirect: 'manual' })
      const isSafe = answer.status === 403 || new URL(each).origin === origin
      assert.ok(isSafe, `${each}: ${answer.status}`)
    }
    const redirects = [
      ...[
        'https://evil.test/',
        '//evil.test',
        '/\\evil.test',
        '\\\\evil.test',
        'javascript:alert(1)',
        'data:text/html,x',
      ],
      ...[
        `http://${host}@evil.test/`,
        `http://${host}.evil.test/`,
        'http:evil.test',
        '\t//evil.test',
        'http://evil.test%23@x',
      ],
      ...[`https://evil.test/?${origin}`, `${origin}.evil.test`, 'blob:https://evil.test/x', 'vbscript:x'],
    ]
    for (const each of redirects) {
      const browser = new Wanderer()
      const address = start(`&flow=redirect&redirectUrl=${encodeURIComponent(each)}`)
      const first = await browser.open(address)
      if (first.status === 403 || first.status === 400) continue
      const back = await new Wanderer().signIn(address, 'ada').catch(() => undefined)
      assert.ok(back, `${each}: ${first.status}`)
      const wanderer = new Wanderer()
      const location =
        (await wanderer.open(await wanderer.signIn(address, 'ada'))).headers.get('location') ?? ''
      assert.equal(new URL(location).origin, origin, each)
    }
    const good = new Wanderer()
    const back = await good.signIn(
      start(`&flow=redirect&redirectUrl=${encodeURIComponent(`${origin}/catalog?x=1`)}`),
      'ada',
    )
    const landed = await good.open(back)
    assert.deepEqual([landed.status, landed.headers.get('location')], [302, `${origin}/catalog?x=1`])
    assert.ok(!(landed.headers.get('location') ?? '').includes('token'))
  })

  test('CSRF: refresh and logout from another site do nothing, and their cookies are Lax, HttpOnly and for the provider alone', async () => {
    const browser = new Wanderer()
    const back = await browser.signIn(start(), 'ada')
    const signedIn = await browser.open(back)
    const cookies = signedIn.headers.getSetCookie().filter((text) => text.startsWith('oidc-refresh-token='))
    assert.equal(cookies.length, 1)
    assert.match(cookies[0] ?? '', /; Path=\/api\/auth\/oidc; HttpOnly; SameSite=Lax/)
    for (const [method, path] of [
      ['GET', 'refresh'],
      ['POST', 'refresh'],
      ['POST', 'logout'],
    ] as const) {
      const address = `${origin}/api/auth/oidc/${path}?env=development`
      for (const headers of [{}, { origin: 'https://evil.test' }, { 'x-requested-with': 'fetch' }]) {
        const answer = await browser.open(address, { method, headers })
        assert.ok(answer.status === 401 || answer.status === 403, `${method} ${path}: ${answer.status}`)
        assert.deepEqual(answer.headers.getSetCookie(), [])
      }
    }
    const own = { headers: { 'x-requested-with': 'XMLHttpRequest' } }
    assert.equal((await browser.open(`${origin}/api/auth/oidc/refresh?env=development`, own)).status, 200)
    const foreign = { headers: { ...own.headers, origin: 'https://evil.test' } }
    const asked = await browser.open(`${origin}/api/auth/oidc/refresh?env=development`, foreign)
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
      const answer = await fetch(`${origin}/api/auth/oidc/handler/frame?${query}`)
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
    await browser.open(await browser.signIn(start(), 'mallory'))
    const refresh = () =>
      browser.open(`${origin}/api/auth/oidc/refresh?env=development`, {
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      })
    assert.equal((await refresh()).status, 200)
    writeFileSync(join(portal.folder, 'users.yaml'), users(['ada', 'carol']))
    await until(async () => (await statusOfUser('mallory')) === 404)
    const refused = await refresh()
    assert.equal(refused.status, 401)
    const again = new Wanderer()
    const { error } = await said(await again.open(await again.signIn(start(), 'mallory')))
    assert.ok(error)
    assert.ok(!isIn(again))
  })

  test('guessing: after a hundred sign-ins that failed the address waits', async () => {
    const direct = await startKeyedPortal({
      auth: {
        environment: 'development',
        providers: {
          oidc: { development: { metadataUrl: issuer.url, clientId: 'callboard', clientSecret: secret } },
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
    const back = new URL(await browser.signIn(start(), 'ada'))
    await browser.open(back.href)
    const token = await portal.tokenOf('user:default/carol')
    const answer = await portal.ask('GET', '/api/audit/events/export?action=auth', { token })
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
    for (const value of [secret, back.searchParams.get('code') ?? '', back.searchParams.get('state') ?? '']) {
      assert.ok(value !== '' && !text.includes(value))
    }
  })
})
