/** Each reader against its host: everything is read, in pages, and named as Backstage names it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Entity } from '@callboard/sdk/model'
import { createEmulator } from 'emulate'
import { exportPKCS8, generateKeyPair, jwtVerify } from 'jose'
import { silentLog } from '../../../testing/databases.ts'
import { base, type Slapd, startSlapd, withoutSlapd } from '../../identity/test/slapd.ts'
import type { Org, OrgReader } from '../server/org.ts'
import { organizations } from '../server/settings.ts'
import { fakeGithub, fakeGitlab, fakeGraph, fakeHost, fakeKeycloak } from './fakes.ts'

function readerOf(config: Record<string, unknown>, fetcher = fetch): OrgReader {
  const get = (path: string): unknown =>
    path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], config)
  const { readers, bad } = organizations({ get }, fetcher)
  assert.deepEqual(bad, [])
  assert.equal(readers.length, 1)
  return readers[0]?.reader as OrgReader
}

const read = (reader: OrgReader): Promise<Org> =>
  reader.read({ signal: AbortSignal.timeout(20_000), log: silentLog })

const names = (entities: Entity[]): string[] =>
  entities.map(({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join('/')).sort()

const find = (entities: Entity[], name: string): Entity =>
  entities.find(({ metadata }) => metadata.name === name) as Entity

const github = (
  url: string,
  org: object = { orgs: ['acme'] },
): { integrations: { github: object[] } } & Record<string, unknown> => ({
  integrations: { github: [{ host: new URL(url).host, apiBaseUrl: `${url}/api/v3`, token: 'of-github' }] },
  catalog: { providers: { githubOrg: { id: 'production', githubUrl: url, ...org } } },
})

describe('GitHub', () => {
  test('members and teams are read over all pages', async () => {
    const people = Array.from({ length: 120 }, (_, index) => `p${index}`)
    const host = await fakeGithub({
      acme: {
        people,
        teams: [
          { slug: 'all', members: people },
          { slug: 'few', parent: 'all', members: ['p1'] },
        ],
      },
    })
    const reader = readerOf(github(host.url, { orgs: ['acme'], pageSizes: { teams: 1, teamMembers: 50 } }))
    assert.equal(reader.name, 'GithubMultiOrgEntityProvider:production')
    const { users, groups } = await read(reader)
    assert.equal(users.length, 120)
    assert.deepEqual(names(groups), ['all', 'few'])
    assert.equal(((find(groups, 'all').spec?.members ?? []) as string[]).length, 120)
    assert.deepEqual(find(users, 'p1').spec?.memberOf, ['all', 'few'])
    assert.equal(find(groups, 'few').spec?.parent, 'all')
    assert.equal(find(groups, 'few').metadata.annotations?.['github.com/team-slug'], 'acme/few')
    assert.equal(find(users, 'p1').metadata.annotations?.['github.com/user-login'], 'p1')
  })

  test('with several organisations groups have namespaces, and people are one', async () => {
    const host = await fakeGithub({
      acme: { people: ['ada', 'gone'], teams: [{ slug: 'core', members: ['ada'] }] },
      Labs: { people: ['ada'], teams: [{ slug: 'core', members: ['ada'] }] },
    })
    const both = { orgs: ['acme', 'Labs'], excludeSuspendedUsers: true }
    const { users, groups } = await read(readerOf(github(host.url, both)))
    assert.deepEqual(names(users), ['ada'])
    assert.deepEqual(names(groups), ['acme/core', 'labs/core'])
    assert.deepEqual(find(users, 'ada').spec?.memberOf, ['acme/core', 'labs/core'])
    assert.deepEqual(groups[0]?.spec?.members, ['default/ada'])
  })

  test('what GitHub refuses is said in its words; a half answer is none', async () => {
    const host = await fakeGithub({ acme: { people: ['ada'], teams: [] } })
    await assert.rejects(read(readerOf(github(host.url, { orgs: ['nobody'] }))), /Could not resolve/)
    host.next.push({ status: 401, body: { message: 'Bad credentials' } })
    await assert.rejects(read(readerOf(github(host.url))), /answered 401 \(Bad credentials\)/)
    host.next.push({ body: { data: { organization: null }, errors: [{ message: 'timeout' }] } })
    await assert.rejects(read(readerOf(github(host.url))), /timeout/)
  })

  test('it waits when GitHub asks it to, and gives up when that is long', async () => {
    const host = await fakeGithub({ acme: { people: ['ada'], teams: [] } })
    host.next.push({ status: 429, headers: { 'retry-after': '0' }, body: {} })
    host.next.push({ status: 502, headers: { 'retry-after': '0' }, body: 'bad gateway' })
    assert.equal((await read(readerOf(github(host.url)))).users.length, 1)
    host.next.push({
      status: 403,
      headers: { 'retry-after': '3600' },
      body: { message: 'secondary rate limit' },
    })
    await assert.rejects(read(readerOf(github(host.url))), /no more requests for 60 minutes/)
  })

  test('a GitHub App reads the organisations it is installed in, each with a token of its own', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const company = await fakeGithub({ acme: { people: ['ada'], teams: [] } })
    const host = await fakeHost(({ path, headers }) => {
      if (path === '/api/graphql') return undefined
      apps.push(String(headers.authorization).replace('Bearer ', ''))
      if (path === '/api/v3/app/installations') {
        return {
          body: [
            { id: 7, account: { login: 'acme' } },
            { id: 8, account: { login: 'others' } },
          ],
        }
      }
      const isOurs = path === '/api/v3/app/installations/7/access_tokens'
      return isOurs ? { status: 201, body: { token: 'of-github' } } : undefined
    })
    const apps: string[] = []
    const config = github(host.url, {})
    const app = {
      appId: 4711,
      privateKey: await exportPKCS8(privateKey),
      allowedInstallationOwners: ['acme'],
    }
    config.integrations.github[0] = {
      host: new URL(host.url).host,
      apiBaseUrl: `${host.url}/api/v3`,
      apps: [app],
    }
    // GraphQL stands on the other server.
    const through: typeof fetch = (input, init) =>
      fetch(String(input).replace(`${host.url}/api/graphql`, `${company.url}/api/graphql`), init)
    const { users } = await read(readerOf(config, through))
    assert.deepEqual(names(users), ['ada'])
    const { payload } = await jwtVerify(apps[0] ?? '', publicKey, { issuer: '4711' })
    assert.ok((payload.exp ?? 0) - (payload.iat ?? 0) <= 600)
  })

  test('a host without GraphQL is read through REST (emulate)', async () => {
    const emulator = await createEmulator({
      service: 'github',
      port: 0,
      seed: {
        tokens: { 'of-github': { login: 'ada', scopes: ['read:org', 'admin:org'] } },
        github: {
          users: [
            { login: 'ada', name: 'Ada', email: 'ada@example.com' },
            { login: 'grace', name: 'Grace' },
          ],
          orgs: [
            { login: 'acme', name: 'Acme', members: [{ login: 'ada', role: 'admin' }, { login: 'grace' }] },
          ],
        },
      },
    })
    after(() => emulator.close())
    const teams = await fetch(`${emulator.url}/orgs/acme/teams`, {
      method: 'POST',
      headers: { authorization: 'Bearer of-github' },
      body: JSON.stringify({ name: 'Platform Team', description: 'Runs things' }),
    })
    assert.equal(teams.status, 201)
    const config = github(emulator.url)
    Object.assign(config.integrations.github[0] ?? {}, { apiBaseUrl: emulator.url })
    const { users, groups } = await read(readerOf(config))
    assert.deepEqual(names(users), ['ada', 'grace'])
    const profile = find(users, 'ada').spec?.profile as Record<string, string>
    assert.deepEqual([profile.displayName, profile.email], ['Ada', 'ada@example.com'])
    assert.ok(names(groups).includes('platform-team'))
    assert.ok(groups.some(({ spec }) => ((spec?.members ?? []) as string[]).includes('grace')))
  })
})

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

  test('the legacy key works, and a refused account is named', async () => {
    const legacy = readerOf({ ldap: { providers: [config()] } })
    assert.equal((await read(legacy)).users.length, people)
    const bind = { ...slapd.admin, secret: 'wrong' }
    await assert.rejects(read(readerOf({ ldap: { providers: [{ ...config(), bind }] } })), /refuses cn=admin/)
  })
})

test('Entra ID: users, groups in groups, and the tenant above them', async () => {
  const host = await fakeGraph()
  const graph = { target: `${host.url}/v1.0`, authority: host.url, tenantId: 'tenant-1', clientId: 'c' }
  const config = (secret: string) => ({
    catalog: { providers: { microsoftGraphOrg: { default: { ...graph, clientSecret: secret } } } },
  })
  const { users, groups } = await read(readerOf(config('of-graph')))
  assert.deepEqual(names(users), ['ada_example.com', 'grace_example.com'])
  assert.deepEqual(names(groups), ['acme_corp', 'platform', 'tools'])
  assert.equal(find(groups, 'tools').spec?.parent, 'platform')
  assert.equal(find(groups, 'platform').spec?.parent, 'acme_corp')
  assert.deepEqual(find(users, 'ada_example.com').spec?.memberOf, ['platform'])
  assert.equal(find(users, 'ada_example.com').metadata.annotations?.['graph.microsoft.com/user-id'], 'id-ada')
  await assert.rejects(
    read(readerOf(config('wrong'))),
    /AADSTS7000215: Invalid client secret provided\.\) to/,
  )
})

test('Keycloak: users and nested groups, in pages', async () => {
  const people = Array.from({ length: 45 }, (_, index) => `p${index}`)
  const host = await fakeKeycloak({
    users: people,
    groups: [
      { name: 'platform', members: people, children: ['tools'] },
      { name: 'tools', members: ['p1'] },
    ],
  })
  const config = (clientSecret: string) => ({
    catalog: {
      providers: {
        keycloakOrg: {
          default: {
            baseUrl: host.url,
            realm: 'acme',
            clientId: 'portal',
            clientSecret,
            userQuerySize: 20,
            groupQuerySize: 1,
          },
        },
      },
    },
  })
  const { users, groups } = await read(readerOf(config('of-keycloak')))
  assert.equal(users.length, 45)
  assert.deepEqual(names(groups), ['platform', 'tools'])
  assert.equal(find(groups, 'tools').spec?.parent, 'platform')
  assert.deepEqual(find(users, 'p1').spec?.memberOf, ['platform', 'tools'])
  assert.equal(find(users, 'p1').metadata.annotations?.['keycloak.org/realm'], 'acme')
  await assert.rejects(read(readerOf(config('wrong'))), /Invalid client credentials/)
})

test('GitLab: groups below the configured one, people, no bots', async () => {
  const host = await fakeGitlab()
  const config = (org: object) => ({
    integrations: {
      gitlab: [{ host: 'gitlab.example.com', token: 'of-gitlab', apiBaseUrl: `${host.url}/api/v4` }],
    },
    catalog: {
      providers: {
        gitlab: { main: { host: 'gitlab.example.com', group: 'acme', orgEnabled: true, ...org } },
      },
    },
  })
  const { users, groups } = await read(readerOf(config({})))
  assert.deepEqual(names(groups), ['acme', 'platform', 'platform-tools'])
  assert.deepEqual(names(users), ['ada', 'alone', 'grace'])
  assert.equal(find(groups, 'platform-tools').spec?.parent, 'platform')
  assert.deepEqual(find(users, 'ada').spec?.memberOf, ['acme', 'platform-tools'])
  const few = await read(readerOf(config({ restrictUsersToGroup: true, userPattern: '^g' })))
  assert.deepEqual(names(few.users), ['grace'])
})

test('Okta: users, groups and who is in them, over pages (emulate)', async () => {
  const people = Array.from({ length: 70 }, (_, index) => `p${index}`)
  const emulator = await createEmulator({
    service: 'okta',
    port: 0,
    seed: {
      tokens: { 'of-okta': { login: 'p0@example.com' } },
      okta: {
        users: people.map((name) => ({
          okta_id: `00u-${name}`,
          login: `${name}@example.com`,
          first_name: name,
        })),
        groups: [{ okta_id: '00g-platform', name: 'Platform Team', description: 'Runs things' }],
        group_memberships: [{ group_okta_id: '00g-platform', user_okta_id: '00u-p1' }],
      },
    },
  })
  after(() => emulator.close())
  const config = (orgUrl: string) => ({ catalog: { providers: { okta: [{ orgUrl, token: 'of-okta' }] } } })
  const { users, groups } = await read(readerOf(config(emulator.url)))
  for (const name of people) assert.ok(find(users, name), name)
  assert.deepEqual(find(users, 'p1').spec?.memberOf, ['platform-team'])
  assert.equal(find(groups, 'platform-team').metadata.description, 'Runs things')
  assert.deepEqual(find(groups, 'platform-team').spec?.members, ['p1'])
  // The emulator takes any token.
  const strict = await fakeHost(() => ({ status: 401, body: { errorSummary: 'Invalid token provided' } }))
  await assert.rejects(read(readerOf(config(strict.url))), /Okta answered 401 \(Invalid token provided\)/)
})

test('Okta: a private key instead of a token', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const assertions: string[] = []
  const host = await fakeHost(({ path, body, headers }) => {
    if (path === '/oauth2/v1/token') {
      assertions.push(new URLSearchParams(body).get('client_assertion') ?? '')
      return { body: { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } }
    }
    if (headers.authorization !== 'Bearer token') return { status: 401, body: { errorSummary: 'no' } }
    const ada = { id: 'u1', status: 'ACTIVE', profile: { login: 'ada@example.com', firstName: 'Ada' } }
    return { body: path === '/api/v1/users' ? [ada, { ...ada, id: 'u2', status: 'SUSPENDED' }] : [] }
  })
  const oauth = { clientId: 'portal', keyId: 'k1', privateKey: await exportPKCS8(privateKey) }
  const { users } = await read(readerOf({ catalog: { providers: { okta: { orgUrl: host.url, oauth } } } }))
  assert.deepEqual(names(users), ['ada'])
  const audience = `${host.url}/oauth2/v1/token`
  await jwtVerify(assertions[0] ?? '', publicKey, { issuer: 'portal', subject: 'portal', audience })
})
