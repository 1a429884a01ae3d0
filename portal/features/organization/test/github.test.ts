/** GitHub organisations: everything is read, in pages, and named as Backstage names it. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createEmulator } from 'emulate'
import { exportPKCS8, generateKeyPair, jwtVerify } from 'jose'
import { fakeGithub } from './fakes/github.ts'
import { fakeHost } from './fakes/host.ts'
import { find, names, read, readerOf } from './read-from.ts'

const github = (
  url: string,
  org: object = { orgs: ['acme'] },
): { integrations: { github: object[] } } & Record<string, unknown> => ({
  integrations: { github: [{ host: new URL(url).host, apiBaseUrl: `${url}/api/v3`, token: 'of-github' }] },
  catalog: { providers: { githubOrg: { id: 'production', githubUrl: url, ...org } } },
})

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
  host.next.push({ body: { data: { organization: {} }, errors: [{ message: 'Resource not accessible' }] } })
  await assert.rejects(read(readerOf(github(host.url))), /Resource not accessible/)
})

test('a page that is too much for GitHub is asked for again with half as many items', async () => {
  const people = Array.from({ length: 90 }, (_, index) => `p${index}`)
  const host = await fakeGithub({ acme: { people, teams: [{ slug: 'all', members: people }] } })
  const sizes: number[] = []
  host.instead = ({ body }) => {
    const { first } = (JSON.parse(body) as { variables: { first: number } }).variables
    sizes.push(first)
    const message = 'Something went wrong while executing your query. This may be the result of a timeout'
    return first > 20 ? { body: { data: null, errors: [{ message }] } } : undefined
  }
  const { users, groups } = await read(
    readerOf(github(host.url, { orgs: ['acme'], pageSizes: { teams: 10 } })),
  )
  assert.equal(users.length, 90)
  assert.deepEqual(find(groups, 'all').spec?.members, [...people].sort())
  assert.deepEqual(sizes.slice(0, 4), [50, 25, 12, 12])
})

test('an answer that is cut short, or goes on without saying where, is no answer', async () => {
  const host = await fakeGithub({ acme: { people: ['ada', 'grace'], teams: [] } })
  const page = { pageInfo: { hasNextPage: true, endCursor: null }, nodes: [{ login: 'ada' }] }
  host.next.push({ body: { data: { organization: { membersWithRole: page } } } })
  await assert.rejects(read(readerOf(github(host.url))), /goes on, and not where/)
  host.next.push({ body: '{"data":{"organization":{"membersWithRole":{"nodes":[{"login":"ada"' })
  await assert.rejects(read(readerOf(github(host.url))), /not JSON/)
  const again = { ...page, pageInfo: { hasNextPage: true, endCursor: 'x' } }
  host.instead = () => ({ body: { data: { organization: { membersWithRole: again } } } })
  await assert.rejects(read(readerOf(github(host.url))), /goes on, and not where/)
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
