/** Proxies, a directory and SAML in front of the whole portal. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Client } from 'ldapts'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'
import { keyPair, testIdp } from './saml-idp.ts'
import { base, startSlapd, withoutSlapd } from './slapd.ts'

interface Answer {
  backstageIdentity?: { token: string; identity: { userEntityRef: string; ownershipEntityRefs: string[] } }
  error?: { name: string; message: string }
}

const users = `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ada }
spec: { memberOf: [platform], profile: { email: ada@example.com } }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: platform }
spec: { type: team, children: [] }
`

const port = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function portalWith(providers: (baseUrl: string) => Record<string, unknown>): Promise<TestPortal> {
  const at = await port()
  const baseUrl = `http://127.0.0.1:${at}`
  const portal = await startTestPortal(
    {
      app: { baseUrl },
      backend: { baseUrl, listen: { port: at, host: '127.0.0.1' } },
      catalog: {
        locations: [{ type: 'file', target: './users.yaml' }],
        rules: [{ allow: ['User', 'Group'] }],
      },
      auth: { environment: 'development', providers: providers(baseUrl) },
    },
    { 'users.yaml': users },
  )
  after(() => portal.close())
  const ada = '/api/catalog/entities/by-name/user/default/ada'
  await portal.until(async () => ((await portal.call(ada)).ok ? null : 'the user'))
  return portal
}

const xhr = { 'x-requested-with': 'XMLHttpRequest' }
const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .filter((cookie) => !/Max-Age=0\b/.test(cookie))
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
const answerOf = async (response: Response): Promise<Answer> => (await response.json()) as Answer
const whoIs = async (response: Response): Promise<string> => {
  const answer = await answerOf(response)
  return answer.backstageIdentity?.identity.userEntityRef ?? `${response.status} ${answer.error?.message}`
}

const onLinux = process.platform === 'linux' ? false : 'needs a second loopback address, which Linux has'

describe('behind a proxy', { skip: onLinux }, () => {
  const running: ChildProcess[] = []
  after(() => {
    for (const child of running) child.disconnect()
  })

  async function proxy(target: string, headers: Record<string, string>): Promise<string> {
    const program = fileURLToPath(new URL('./header-proxy.mjs', import.meta.url))
    const child = fork(program, [target, '127.0.0.2', JSON.stringify(headers)])
    running.push(child)
    const { port } = await new Promise<{ port: number }>((resolve) =>
      child.once('message', (message) => resolve(message as { port: number })),
    )
    return `http://127.0.0.1:${port}`
  }
  const signIn = { resolvers: [{ resolver: 'forwardedUserMatchingUserEntityName' }] }

  test('people come in as who the proxy says, and nobody gets past it', async () => {
    const portal = await portalWith(() => ({ oauth2Proxy: { trustedProxies: ['127.0.0.2'], signIn } }))
    const refresh = '/api/auth/oauth2Proxy/refresh'
    const through = await proxy(portal.url, {
      'x-forwarded-user': 'ada',
      'x-forwarded-email': 'ada@example.com',
    })
    const come = await fetch(through + refresh)
    assert.equal(come.headers.get('cache-control'), 'no-store')
    assert.equal(await whoIs(come), 'user:default/ada')
    const { backstageIdentity } = await answerOf(await fetch(through + refresh, { method: 'POST' }))
    assert.deepEqual(backstageIdentity?.identity.ownershipEntityRefs, [
      'user:default/ada',
      'group:default/platform',
    ])

    // What callers say of themselves is worth nothing, with the proxy and past it.
    const forged = { 'x-forwarded-user': 'eve', 'x-forwarded-for': '127.0.0.2', 'x-real-ip': '127.0.0.2' }
    assert.equal(await whoIs(await fetch(through + refresh, { headers: forged })), 'user:default/ada')
    const past = await fetch(portal.url + refresh, { headers: { ...forged, 'x-forwarded-user': 'ada' } })
    assert.equal(past.status, 401)
    const { error } = await answerOf(past)
    assert.match(error?.message ?? '', /127\.0\.0\.1.*auth\.providers\.oauth2Proxy\.trustedProxies/)
  })

  test('a proxy that lets nobody in names nobody; other steps are not there', async () => {
    const portal = await portalWith(() => ({ tailscale: { trustedProxies: ['127.0.0.2'], signIn } }))
    const empty = await proxy(portal.url, {})
    assert.match(await whoIs(await fetch(`${empty}/api/auth/tailscale/refresh`)), /^401 Missing header/)
    const ada = await proxy(portal.url, { 'tailscale-user-login': 'ada@example.com' })
    assert.equal(await whoIs(await fetch(`${ada}/api/auth/tailscale/refresh`)), 'user:default/ada')
    for (const step of ['start', 'handler/frame']) {
      assert.equal((await fetch(`${ada}/api/auth/tailscale/${step}`)).status, 501)
    }
  })
})

describe('with a directory', { skip: withoutSlapd }, () => {
  const entry = (uid: string) =>
    `dn: uid=${uid},${base}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid} Example\nsn: E\nmail: ${uid}@example.com\nuserPassword: ${uid}-secret\n`

  test('people sign in with their password, stay, and go out again', async () => {
    const slapd = await startSlapd(
      [
        `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: E\ndc: example\n`,
        entry('ada'),
        entry('eve'),
      ].join('\n'),
    )
    after(() => slapd.close())
    const portal = await portalWith(() => ({
      ldap: {
        url: slapd.url,
        bind: slapd.admin,
        users: { base },
        signIn: { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] },
      },
    }))
    const ask = (step: string, body?: object, headers: Record<string, string> = xhr) =>
      fetch(`${portal.url}/api/auth/ldap/${step}?env=development`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      })
    const ada = { username: 'ada', password: 'ada-secret' }

    const come = await ask('login', ada)
    const cookie = cookiesOf(come)
    assert.equal(await whoIs(come), 'user:default/ada')
    assert.match(
      come.headers.get('set-cookie') ?? '',
      /ldap-session=[^;]+; Path=\/api\/auth\/ldap; HttpOnly; SameSite=Lax/,
    )
    assert.equal(await whoIs(await ask('refresh', undefined, { ...xhr, cookie })), 'user:default/ada')
    const out = await ask('logout', undefined, { ...xhr, cookie })
    assert.match(out.headers.get('set-cookie') ?? '', /ldap-session=;.*Max-Age=0/)

    // Without the header of our own pages nothing goes, and a forged cookie is no session.
    assert.equal((await ask('login', ada, {})).status, 401)
    assert.equal((await ask('refresh', undefined, { ...xhr, cookie: 'ldap-session=forged' })).status, 401)

    // Unknown name, wrong password: one answer. Known to the directory but not to the catalog: another.
    const wrong = await answerOf(await ask('login', { ...ada, password: 'x' }))
    const unknown = await answerOf(await ask('login', { username: 'nobody', password: 'x' }))
    assert.deepEqual(wrong.error, unknown.error)
    assert.match(wrong.error?.message ?? '', /name or the password is wrong/)
    assert.notEqual((await ask('login', { username: 'eve', password: 'eve-secret' })).status, 200)
    for (const bad of [
      {},
      { username: 'ada' },
      { username: 'ada', password: '' },
      { username: ['ada'], password: 'x' },
    ]) {
      assert.equal((await ask('login', bad)).status, 400)
    }
  })

  test('a session knows of groups that were left, and ends with the account', async () => {
    const slapd = await startSlapd(
      [
        `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: E\ndc: example\n`,
        entry('ada'),
      ].join('\n'),
    )
    after(() => slapd.close())
    const signIn = { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] }
    const portal = await portalWith(() => ({
      ldap: { url: slapd.url, bind: slapd.admin, users: { base }, signIn },
    }))
    const ask = (step: string, cookie: string, body?: object) =>
      fetch(`${portal.url}/api/auth/ldap/${step}?env=development`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...xhr, cookie },
        ...(body && { body: JSON.stringify(body) }),
      })
    const cookie = cookiesOf(await ask('login', '', { username: 'ada', password: 'ada-secret' }))
    const owned = async () =>
      (await answerOf(await ask('refresh', cookie))).backstageIdentity?.identity.ownershipEntityRefs
    assert.deepEqual(await owned(), ['user:default/ada', 'group:default/platform'])
    writeFileSync(join(portal.folder, 'users.yaml'), users.replace('[platform]', '[]'))
    await portal.post('/api/catalog/refresh', { entityRef: 'user:default/ada' })
    await portal.until(async () => ((await owned())?.length === 1 ? null : 'the group to be left'))

    const client = new Client({ url: slapd.url })
    await client.bind(slapd.admin.dn, slapd.admin.secret)
    await client.del(`uid=ada,${base}`)
    await client.unbind()
    const gone = await ask('refresh', cookie)
    assert.equal(gone.status, 401)
    assert.match((await answerOf(gone)).error?.message ?? '', /User not found/)
  })

  test('who guesses has to wait, and a right password does not help then', async () => {
    const slapd = await startSlapd(
      [
        `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: E\ndc: example\n`,
        entry('ada'),
      ].join('\n'),
    )
    after(() => slapd.close())
    const portal = await portalWith(() => ({
      ldap: {
        url: slapd.url,
        users: { base },
        signIn: { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] },
      },
    }))
    const login = (password: string) =>
      fetch(`${portal.url}/api/auth/ldap/login?env=development`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...xhr },
        body: JSON.stringify({ username: 'ada', password }),
      })
    const guesses = await Promise.all(Array.from({ length: 10 }, (_, index) => login(`guess-${index}`)))
    assert.deepEqual(new Set(guesses.map(({ status }) => status)), new Set([401]))
    const late = await login('ada-secret')
    assert.equal(late.status, 429)
    assert.match((await answerOf(late)).error?.message ?? '', /Try again in 1[45] minutes/)
  })
})

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
