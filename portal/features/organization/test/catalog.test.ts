/** From the host to the catalog: what comes, what stays when the host fails, and where people see why. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { fakeKeycloak } from './fakes/keycloak.ts'
import { hourly, problemsOf, provider, refsOf, sourceOf, stage, until } from './stage.ts'

test('an organisation comes into the catalog, follows its host, and survives its failures', async () => {
  const { portal, company, host, readNow } = await stage({
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

  // Nothing changed: nothing is written.
  const group = async () =>
    JSON.stringify(await portal.json('/api/catalog/entities/by-name/group/default/core'))
  const before = await group()
  await readNow()
  assert.equal(await group(), before)

  // An empty answer is taken for a broken host.
  company.people.splice(0)
  await readNow()
  const [problem] = await problemsOf(portal)
  assert.match(problem?.message ?? '', /has no users any more, and had 2 before: nothing was changed/)
  await until(portal, async () => (await sourceOf(portal))?.state === 'failing', 'the state')
  assert.equal((await refsOf(portal)).length, 3)

  // So is one that refuses us, with what to do about it.
  company.people.push('ada')
  host.next.push({ status: 401, body: { message: 'Bad credentials' } })
  await readNow()
  const [refused] = await problemsOf(portal)
  assert.match(refused?.message ?? '', /answered 401 \(Bad credentials\)/)
  assert.match(refused?.hint ?? '', /read:org/)
  assert.equal((await refsOf(portal)).length, 3)

  await readNow()
  assert.deepEqual(await problemsOf(portal), [])
  await until(portal, async () => (await sourceOf(portal))?.state === 'ok', 'the state again')
  assert.deepEqual(await refsOf(portal), ['Group:core', 'User:ada'])
})

test('a source that is switched off is not asked, one for when asked waits', async () => {
  const { portal, host } = await stage(
    { people: ['ada'], teams: [] },
    {
      providers: {
        keycloakOrg: {
          main: { baseUrl: 'http://127.0.0.1:1', schedule: { frequency: { trigger: 'manual' } } },
        },
      },
      providerOptions: { [provider]: { disabled: true } },
    },
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
    { providers: { keycloakOrg: { main: { baseUrl: 'nonsense' } } } },
  )
  await until(portal, async () => (await refsOf(portal)).length === 1, 'the organisation')
  const broken = await sourceOf(portal, 'KeycloakOrgEntityProvider:main')
  assert.equal(broken?.state, 'failing')
})

test('a changed config is followed without a restart', async () => {
  const { portal, host, githubOrg, configure } = await stage({
    people: ['ada'],
    teams: [{ slug: 'core', members: ['ada'] }],
  })
  await until(portal, async () => (await refsOf(portal)).length === 2, 'the organisation')
  const second = await fakeKeycloak({ users: ['grace'], groups: [] })
  const keycloak = { baseUrl: second.url, realm: 'acme', clientId: 'portal', schedule: hourly }

  // A wrong one costs itself only; once it is right it is read at once, and the other is left alone.
  configure({ githubOrg, keycloakOrg: { main: { ...keycloak, clientId: 5 } } })
  const wrong = async () => (await sourceOf(portal, 'KeycloakOrgEntityProvider:main'))?.state === 'failing'
  await until(portal, wrong, 'the wrong config')
  const asked = host.asked.length
  configure({ githubOrg, keycloakOrg: { main: { ...keycloak, clientSecret: 'of-keycloak' } } })
  await until(portal, async () => (await refsOf(portal)).includes('User:grace'), 'the realm')
  await until(portal, async () => !(await wrong()), 'no trouble any more')
  assert.equal(host.asked.length, asked)

  // What is left out goes, with what it gave.
  configure({ keycloakOrg: { main: { ...keycloak, clientSecret: 'of-keycloak' } } })
  await until(
    portal,
    async () => (await refsOf(portal)).join() === 'User:grace',
    'that the organisation goes',
  )
  assert.equal(await sourceOf(portal), undefined)
  const { items } = await portal.json<{ items: { key: string }[] }>('/api/admin/jobs?name=organization.read')
  assert.deepEqual(
    items.map(({ key }) => key),
    ['KeycloakOrgEntityProvider:main'],
  )
})

test('a webhook of GitHub makes its organisation due; others and forged ones do nothing', async () => {
  const { portal } = await stage({ people: ['ada'], teams: [] })
  const dueInMs = async () => {
    const { items } = await portal.json<{ items: { dueAt: string; state: string }[] }>(
      '/api/admin/jobs?name=organization.read',
    )
    return items[0]?.state === 'waiting' ? Date.parse(items[0].dueAt) - Date.now() : Number.NaN
  }
  const send = (event: string, body: string, secret = 'of-the-hook') =>
    fetch(`${portal.url}/api/events/http/github`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    })
  await until(portal, async () => (await dueInMs()) > 200_000, 'the end of the first run')

  const about = (login: string) => JSON.stringify({ action: 'edited', organization: { login } })
  for (const [event, body, secret] of [
    ['push', about('Acme')],
    ['team', about('others')],
    ['team', '{}'],
    ['team', about('acme'), 'guessed'],
  ] as const) {
    assert.equal((await send(event, body, secret)).status, secret ? 403 : 202)
  }
  assert.ok((await dueInMs()) > 200_000)
  assert.equal((await send('membership', about('Acme'))).status, 202)
  await until(portal, async () => (await dueInMs()) < 121_000, 'the organisation to be due')
})
