/** A directory (OpenLDAP's slapd) behind the whole portal. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { Client } from 'ldapts'
import { slowedByMs } from '../server/ldap/kind.ts'
import { base, startSlapd, withoutSlapd } from './slapd.ts'
import { answerOf, cookiesOf, portalWith, users, whoIs, xhr } from './whole-portal.ts'

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

  test('who guesses has to wait; the owner gets in from elsewhere, and the log names the account', async () => {
    const slapd = await startSlapd(
      [
        `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: E\ndc: example\n`,
        entry('ada'),
      ].join('\n'),
    )
    after(() => slapd.close())
    const signIn = { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] }
    const portal = await portalWith(
      () => ({ ldap: { url: slapd.url, bind: slapd.admin, users: { base }, signIn } }),
      { trustProxy: 'loopback' },
    )
    const login = (from: string, username: string, password: string) =>
      fetch(`${portal.url}/api/auth/ldap/login?env=development`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': from, ...xhr },
        body: JSON.stringify({ username, password }),
      })
    // From several places, each up to its own limit.
    for (const [from, times] of [
      ['10.0.0.1', 10],
      ['10.0.0.2', 10],
      ['2001:db8::1', 4],
    ] as const) {
      const guesses = await Promise.all(
        Array.from({ length: times }, (_, index) => login(from, 'ADA', `guess-${index}`)),
      )
      assert.deepEqual(new Set(guesses.map(({ status }) => status)), new Set([401]))
    }
    const late = await login('10.0.0.1', 'ada', 'ada-secret')
    assert.equal(late.status, 429)
    assert.match((await answerOf(late)).error?.message ?? '', /Try again in 1[45] minutes/)
    assert.equal(await whoIs(await login('10.0.0.9', 'ada', 'ada-secret')), 'user:default/ada')

    // Somebody who types the password where the name belongs does not find it in the log.
    assert.equal((await login('10.0.0.9', 'ada-secret', 'ada-secret')).status, 401)
    const logged = async () => {
      const { items } = await portal.json<{ items: object[] }>('/api/audit/events?limit=100')
      return JSON.stringify(items)
    }
    await portal.until(async () => ((await logged()).includes(`uid=ada,${base}`) ? null : 'the account'))
    assert.ok(!/ada-secret|guess-/.test(await logged()))
  })
})

test('attempts at one name are slowed by what failed before, and never refused', () => {
  assert.deepEqual([0, 20, 21, 30, 70, 10_000].map(slowedByMs), [0, 0, 100, 1_000, 5_000, 5_000])
})
