/** Names and passwords checked by a real directory. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Log } from '@callboard/sdk'
import { forEachDatabase, silentLog } from '../../../testing/databases.ts'
import { createAttempts, identityAttempts01 } from '../server/attempts.ts'
import { createPasswordCheck, type Directory } from '../server/ldap/check-password.ts'
import { escapeDn, escapeFilter } from '../server/ldap/escape.ts'
import type { LdapPerson } from '../server/ldap/person.ts'
import { isPlaintext, ldapSettings } from '../server/ldap/settings.ts'
import { movable } from './harness.ts'
import { base, type Slapd, startSlapd, withoutSlapd } from './slapd.ts'

const key = 'auth.providers.ldap'

const person = (uid: string, extra = ''): string => `dn: uid=${uid},ou=people,${base}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${uid} Example
sn: Example
mail: ${uid}@example.com
userPassword: ${uid}-secret
${extra}`

const company = [
  `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n`,
  `dn: ou=people,${base}\nobjectClass: organizationalUnit\nou: people\n`,
  person('ada'),
  person('grace', 'displayName: Grace H.\n'),
  person('twin'),
  `dn: uid=twin,${base}\nobjectClass: inetOrgPerson\nuid: twin\ncn: twin\nsn: twin\nuserPassword: twin-secret\n`,
  `dn: ou=others,${base}\nobjectClass: organizationalUnit\nou: others\n`,
  ...['people', 'others'].map(
    (ou) => `dn: cn=many,ou=${ou},${base}\nobjectClass: inetOrgPerson\nuid: many\ncn: many\nsn: many\n`,
  ),
  `dn: cn=many,${base}\nobjectClass: inetOrgPerson\nuid: many\ncn: many\nsn: many\nuserPassword: many-secret\n`,
].join('\n')

if (withoutSlapd) console.log(withoutSlapd)

describe('against slapd', { skip: withoutSlapd }, () => {
  let slapd: Slapd
  before(async () => {
    slapd = await startSlapd(company)
  })
  after(() => slapd.close())

  const directory = (config: Record<string, unknown> = {}, log: Log = silentLog): Directory => {
    const users = { base, filter: '(uid={username})' }
    return createPasswordCheck(
      ldapSettings({ url: slapd.url, bind: slapd.admin, users, ...config }, key),
      log,
    )
  }
  const check =
    (config?: Record<string, unknown>, log?: Log) =>
    async (name: string, password: string): Promise<LdapPerson | undefined> =>
      (await directory(config, log).check(name, password)).person

  test('the right password gives the person, the wrong one and an unknown name give nobody', async () => {
    const ada = await check()('ada', 'ada-secret')
    assert.equal(ada?.dn, `uid=ada,ou=people,${base}`)
    assert.equal(ada?.email, 'ada@example.com')
    assert.equal(ada?.displayName, 'ada Example')
    assert.equal(ada?.attributes.userPassword, undefined)
    assert.equal(await check()('ada', 'grace-secret'), undefined)
    assert.equal(await check()('nobody', 'ada-secret'), undefined)
  })

  test('an empty password, which a directory takes for an anonymous visit, is refused', async () => {
    assert.equal(await check()('ada', ''), undefined)
    assert.equal(
      await check({ users: undefined, userDn: `uid={username},ou=people,${base}` })('ada', ''),
      undefined,
    )
  })

  test('what is typed cannot change the question', async () => {
    for (const typed of ['*', 'a*', 'ada)(uid=*', 'ada)(|(uid=*', '*)(objectClass=*', 'ada\0', 'ad\\61']) {
      assert.equal(await check()(typed, 'ada-secret'), undefined, typed)
    }
    const pattern = check({ users: undefined, userDn: `uid={username},ou=people,${base}` })
    for (const typed of ['ada,ou=people', 'ada+cn=ada Example', 'x,uid=ada', '"ada"', 'ada\\']) {
      assert.equal(await pattern(typed, 'ada-secret'), undefined, typed)
    }
  })

  test('a name that several people have signs nobody in', async () => {
    assert.equal(await check()('twin', 'twin-secret'), undefined)
    assert.equal(await check()('many', 'many-secret'), undefined)
  })

  test('a pattern needs no account of the portal', async () => {
    const pattern = { bind: undefined, users: undefined, userDn: `uid={username},ou=people,${base}` }
    const grace = await check({ ...pattern, attributes: { displayName: 'displayName' } })(
      'grace',
      'grace-secret',
    )
    assert.equal(grace?.displayName, 'Grace H.')
    assert.equal(await check(pattern)('grace', 'wrong'), undefined)
  })

  test('ldaps and StartTLS work, and refuse a certificate that nobody vouches for', async () => {
    const tls = { caFile: slapd.caFile }
    assert.ok(await check({ url: slapd.tlsUrl, tls })('ada', 'ada-secret'))
    const localhost = slapd.url.replace('127.0.0.1', 'localhost')
    assert.ok(await check({ url: localhost, startTls: true, tls })('ada', 'ada-secret'))
    await assert.rejects(check({ url: slapd.tlsUrl })('ada', 'ada-secret'), {
      name: 'ServiceUnavailableError',
    })
    await assert.rejects(check({ url: localhost, startTls: true })('ada', 'ada-secret'), {
      name: 'ServiceUnavailableError',
    })
  })

  test('trouble of the directory is not the fault of who signs in', async () => {
    const bind = { dn: slapd.admin.dn, secret: 'wrong' }
    await assert.rejects(check({ bind })('ada', 'ada-secret'), /auth\.providers\.ldap\.bind/)
    const tls = { caFile: '/nowhere.pem' }
    await assert.rejects(check({ url: slapd.tlsUrl, tls })('ada', 'ada-secret'), /cannot be asked/)
    await assert.rejects(check({ url: 'ldap://127.0.0.1:1' })('ada', 'ada-secret'), /cannot be asked/)
  })

  test('an unknown name takes as long as a wrong password', async () => {
    const asked = check()
    const median = async (name: string): Promise<number> => {
      const times: number[] = []
      for (let turn = 0; turn < 15; turn++) {
        const started = performance.now()
        await asked(name, 'wrong')
        times.push(performance.now() - started)
      }
      return times.sort((a, b) => a - b)[7] ?? 0
    }
    const [known, unknown] = [await median('ada'), await median('nobody')]
    assert.ok(Math.abs(known - unknown) < 25, `${known} ms against ${unknown} ms`)
  })
})

test('names are escaped for filters and for distinguished names', () => {
  assert.equal(escapeFilter('a*(b)\\c\0'), 'a\\2a\\28b\\29\\5cc\\00')
  assert.equal(escapeDn(' a,b+c"d'), '\\20a\\2cb\\2bc\\22d')
})

test('settings that are missing or contradict each other are named', () => {
  const url = 'ldap://ldap.example.com'
  assert.throws(() => ldapSettings({}, key), /auth\.providers\.ldap\.url/)
  assert.throws(() => ldapSettings({ url: 'https://x' }, key), /ldaps:\/\//)
  assert.throws(() => ldapSettings({ url }, key), /'users'.*or 'userDn'/)
  assert.throws(() => ldapSettings({ url, userDn: 'uid=x' }, key), /\{username\}/)
  assert.throws(
    () => ldapSettings({ url: 'ldaps://x', startTls: true, userDn: 'uid={username}' }, key),
    /encrypted from the start/,
  )
  assert.equal(isPlaintext(ldapSettings({ url, userDn: 'uid={username}' }, key)), true)
  assert.equal(isPlaintext(ldapSettings({ url, startTls: 'true', userDn: 'uid={username}' }, key)), false)
})

forEachDatabase((_name, open) => {
  test('failed attempts are counted for all processes, and end with their window', async () => {
    const db = await open([identityAttempts01])
    const clock = movable()
    const [one, two] = [createAttempts(db, clock), createAttempts(db, clock)]
    const limits = [
      { key: 'ada from 10.0.0.1', max: 3 },
      { key: '10.0.0.1', max: 5 },
    ]
    for (const turn of [one, two, one]) await turn.begin(limits)
    await assert.rejects(two.begin(limits), /Too many failed attempts.*15 minutes/)
    await one.succeeded('ada from 10.0.0.1', ['10.0.0.1'])
    for (const turn of [two, one]) await turn.begin(limits)
    await assert.rejects(one.begin([{ key: '10.0.0.1', max: 5 }]), { name: 'TooManyRequestsError' })
    clock.forward(16 * 60_000)
    await one.begin(limits)
  })
})
