/** From the host to the catalog: what comes, what stays when the host fails, and where people see why. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'
import { type FakeCompany, fakeGithub } from './fakes.ts'

interface Source {
  id: string
  target: string
  state: string
  entities: number
}
interface Problem {
  message: string
  hint: string | null
}

const provider = 'GithubMultiOrgEntityProvider:production'

async function stage(
  company: FakeCompany,
  more: object = {},
  providerOptions: object = {},
): Promise<{ portal: TestPortal; company: FakeCompany; host: Awaited<ReturnType<typeof fakeGithub>> }> {
  const host = await fakeGithub({ acme: company })
  const { host: name } = new URL(host.url)
  const portal = await startTestPortal({
    integrations: { github: [{ host: name, apiBaseUrl: `${host.url}/api/v3`, token: 'of-github' }] },
    catalog: {
      locations: [],
      providerOptions,
      providers: {
        githubOrg: {
          id: 'production',
          githubUrl: host.url,
          orgs: ['acme'],
          schedule: { frequency: { seconds: 1 }, timeout: { seconds: 10 } },
        },
        ...more,
      },
    },
  })
  after(() => portal.close())
  return { portal, company, host }
}

const sourceOf = async (portal: TestPortal, name = provider): Promise<Source | undefined> => {
  const { items } = await portal.json<{ items: Source[] }>('/api/catalog/sources')
  return items.find(({ target }) => target === name)
}
const problemsOf = async (portal: TestPortal): Promise<Problem[]> => {
  const source = await sourceOf(portal)
  const { items } = await portal.json<{ items: Problem[] }>(`/api/catalog/problems?sourceId=${source?.id}`)
  return items
}
const refsOf = async (portal: TestPortal): Promise<string[]> => {
  const list = await portal.json<{ kind: string; metadata: { name: string } }[]>('/api/catalog/entities')
  return list.map(({ kind, metadata }) => `${kind}:${metadata.name}`).sort()
}
const until = (portal: TestPortal, isDone: () => Promise<boolean>, what: string) =>
  portal.until(async () => ((await isDone()) ? null : what))

test('an organisation comes into the catalog, follows its host, and survives its failures', async () => {
  const { portal, company, host } = await stage({
    people: ['ada', 'grace'],
    teams: [{ slug: 'core', members: ['ada'] }],
  })
  await until(portal, async () => (await refsOf(portal)).length === 3, 'the organisation')
  assert.deepEqual(await refsOf(portal), ['Group:core', 'User:ada', 'User:grace'])
  const user = await portal.json<{ relations: { type: string; targetRef: string }[] }>(
    '/api/catalog/entities/by-name/user/default/ada',
  )
  assert.deepEqual(user.relations, [{ type: 'memberOf', targetRef: 'group:default/core' }])
  await until(portal, async () => (await sourceOf(portal))?.state === 'ok', 'the state')

  // Nothing changed: nothing is written, however often it is read.
  const changes = async () => portal.json<object>('/api/catalog/entities/by-name/group/default/core')
  const before = JSON.stringify(await changes())
  const asked = host.asked.length
  await until(portal, async () => host.asked.length > asked + 4, 'two more runs')
  assert.equal(JSON.stringify(await changes()), before)

  // An empty answer is taken for a broken host.
  const people = company.people.splice(0)
  await until(portal, async () => (await problemsOf(portal)).length > 0, 'the problem')
  const [problem] = await problemsOf(portal)
  assert.match(problem?.message ?? '', /has no users any more, and had 2 before: nothing was changed/)
  assert.equal((await sourceOf(portal))?.state, 'failing')
  assert.equal((await refsOf(portal)).length, 3)

  // So is one that refuses us, with what to do about it.
  company.people.push('ada')
  host.next.push({ status: 401, body: { message: 'Bad credentials' } })
  await until(portal, async () => (await problemsOf(portal)).length === 0, 'a good run')
  await until(portal, async () => (await sourceOf(portal))?.state === 'ok', 'the state again')
  assert.deepEqual(await refsOf(portal), ['Group:core', 'User:ada'])
  assert.equal(people.length, 2)
})

test('a source that is switched off is not asked, one for when asked waits', async () => {
  const { portal, host } = await stage(
    { people: ['ada'], teams: [] },
    {
      keycloakOrg: {
        main: { baseUrl: 'http://127.0.0.1:1', schedule: { frequency: { trigger: 'manual' } } },
      },
    },
    { [provider]: { disabled: true } },
  )
  const jobs = await portal.json<{ items: { key: string; dueAt: string }[] }>(
    '/api/admin/jobs?name=organization.read',
  )
  assert.deepEqual(
    jobs.items.map(({ key }) => key),
    ['KeycloakOrgEntityProvider:main'],
  )
  assert.ok(Date.parse(jobs.items[0]?.dueAt ?? '') > Date.now() + 86_400_000)
  assert.equal(host.asked.length, 0)
})

test('a wrong config is said at its source, and costs the others nothing', async () => {
  const { portal } = await stage(
    { people: ['ada'], teams: [] },
    { keycloakOrg: { main: { baseUrl: 'nonsense' } } },
  )
  await until(portal, async () => (await refsOf(portal)).length === 1, 'the organisation')
  const broken = await sourceOf(portal, 'KeycloakOrgEntityProvider:main')
  assert.equal(broken?.state, 'failing')
})
