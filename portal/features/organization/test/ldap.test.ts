/** A directory: OpenLDAP's slapd, where it is installed. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { base, type Slapd, startSlapd, withoutSlapd } from '../../identity/test/slapd.ts'
import { find, names, read, readerOf } from './read-from.ts'

describe('a directory', { skip: withoutSlapd }, () => {
  let slapd: Slapd
  const people = 1_200
  before(async () => {
    const entry = (uid: string) =>
      `dn: uid=${uid},ou=people,${base}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid} Example\nsn: E\nmail: ${uid}@example.com\n`
    const group = (cn: string, ou: string, members: string[]) =>
      `dn: cn=${cn},ou=${ou},${base}\nobjectClass: groupOfNames\ncn: ${cn}\ndescription: The ${cn}\n${members.map((dn) => `member: ${dn}`).join('\n')}\n`
    slapd = await startSlapd(
      [
        `dn: ${base}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n`,
        ...['people', 'groups'].map(
          (ou) => `dn: ou=${ou},${base}\nobjectClass: organizationalUnit\nou: ${ou}\n`,
        ),
        ...Array.from({ length: people }, (_, index) => entry(`p${index}`)),
        group('platform', 'groups', [`uid=p1,ou=people,${base}`, `CN=tools, ou=groups, ${base}`]),
        group('tools', 'groups', [`uid=p2,ou=people,${base}`]),
      ].join('\n'),
    )
  })
  after(() => slapd.close())

  const config = () => ({
    target: slapd.url,
    bind: slapd.admin,
    users: { dn: `ou=people,${base}`, options: { filter: '(uid=*)' }, map: {} },
    groups: [
      { dn: `ou=groups,${base}`, set: { 'metadata.labels.from': 'ldap' }, map: { type: 'businessCategory' } },
    ],
  })

  test('people, groups and who is in them are read in pages, past the size limit of the server', async () => {
    const reader = readerOf({ catalog: { providers: { ldapOrg: { default: config() } } } })
    assert.equal(reader.name, 'LdapOrgEntityProvider:default')
    const { users, groups } = await read(reader)
    assert.equal(users.length, people)
    assert.deepEqual(names(groups), ['platform', 'tools'])
    assert.deepEqual(find(users, 'p1').spec?.memberOf, ['platform'])
    assert.deepEqual(find(users, 'p3').spec?.memberOf, [])
    assert.equal(find(groups, 'tools').spec?.parent, 'platform')
    assert.deepEqual(find(groups, 'tools').metadata.labels, { from: 'ldap' })
    const { annotations } = find(users, 'p1').metadata
    assert.equal(annotations?.['backstage.io/ldap-dn'], `uid=p1,ou=people,${base}`)
    assert.match(annotations?.['backstage.io/ldap-uuid'] ?? '', /^[0-9a-f-]{36}$/)
  })

  test('a server that gives only some of its entries is not believed', async () => {
    // Who is not its administrator is held to the size limit of 500, in all pages together.
    const { bind: _admin, ...anonymous } = config()
    const reader = readerOf({ catalog: { providers: { ldapOrg: { default: anonymous } } } })
    await assert.rejects(read(reader), /ou=people.* gives only some of the entries/)
  })

  test('the legacy key works, and a refused account is named', async () => {
    const legacy = readerOf({ ldap: { providers: [config()] } })
    assert.equal((await read(legacy)).users.length, people)
    const bind = { ...slapd.admin, secret: 'wrong' }
    await assert.rejects(read(readerOf({ ldap: { providers: [{ ...config(), bind }] } })), /refuses cn=admin/)
  })
})
