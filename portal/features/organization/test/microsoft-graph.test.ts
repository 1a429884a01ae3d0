/** Entra ID through Microsoft Graph: what is asked for, and what becomes of the answers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeGraph, photo } from './fakes/graph.ts'
import type { FakeHost } from './fakes/host.ts'
import { find, names, pictureOf, read, readerOf } from './read-from.ts'

const readGraph = (host: FakeHost, settings: object = {}) => {
  const own = { target: `${host.url}/v1.0`, authority: host.url, tenantId: 'tenant-1', clientId: 'c' }
  const entry = { ...own, clientSecret: 'of-graph', ...settings }
  return read(readerOf({ catalog: { providers: { microsoftGraphOrg: { default: entry } } } }))
}

const queryTo = (host: FakeHost, path: string): Record<string, string> =>
  Object.fromEntries(host.asked.find((asked) => asked.path === path)?.query ?? [])

test('users, groups in groups, and the tenant above them', async () => {
  const host = await fakeGraph()
  const { users, groups } = await readGraph(host)
  assert.deepEqual(names(users), ['ada_example.com', 'grace_example.com'])
  assert.deepEqual(names(groups), ['acme_corp', 'platform', 'tools'])
  assert.equal(find(groups, 'tools').spec?.parent, 'platform')
  assert.equal(find(groups, 'platform').spec?.parent, 'acme_corp')
  const ada = find(users, 'ada_example.com')
  assert.deepEqual(ada.spec?.memberOf, ['platform'])
  assert.equal(ada.metadata.annotations?.['graph.microsoft.com/user-id'], 'id-ada')
  assert.equal(pictureOf(ada), undefined)
  assert.ok(!host.asked.some(({ path }) => path.includes('photo')))
  await assert.rejects(
    readGraph(host, { clientSecret: 'wrong' }),
    /AADSTS7000215: Invalid client secret provided\.\) to/,
  )
})

test('filters, searches, expansions and selections reach Graph as they are written', async () => {
  const host = await fakeGraph()
  await readGraph(host, {
    queryMode: 'advanced',
    user: { filter: 'accountEnabled eq true', expand: 'manager', select: ['id', 'mail', 'displayName'] },
    group: { filter: "mailNickname eq 'platform'", search: '"displayName:plat"', expand: 'owners' },
  })
  assert.deepEqual(queryTo(host, '/v1.0/users'), {
    $filter: 'accountEnabled eq true',
    $expand: 'manager',
    $select: 'id,mail,displayName',
    $top: '999',
    $count: 'true',
  })
  assert.deepEqual(queryTo(host, '/v1.0/groups'), {
    $filter: "mailNickname eq 'platform'",
    $search: '"displayName:plat"',
    $expand: 'owners',
    $top: '999',
    $count: 'true',
  })
  await assert.rejects(
    readGraph(host, { group: { search: '"displayName:plat"' } }),
    /Request_UnsupportedQuery/,
  )
})

test('only the members of some groups are users when the config says so, in both spellings', async () => {
  const filter = "mailNickname eq 'tools'"
  for (const settings of [{ userGroupMember: { filter } }, { userGroupMemberFilter: filter }]) {
    const host = await fakeGraph()
    const { users, groups } = await readGraph(host, settings)
    assert.deepEqual(names(users), ['grace_example.com'])
    assert.deepEqual(names(groups), ['acme_corp', 'platform', 'tools'])
  }
  const host = await fakeGraph()
  const { users } = await readGraph(host, { queryMode: 'advanced', userGroupMember: { search: '"mail:a"' } })
  assert.deepEqual(names(users), ['ada_example.com', 'grace_example.com'])
  assert.equal(queryTo(host, '/v1.0/groups').$search, undefined)
})

test('groups in the groups that are asked for come along when the config says so', async () => {
  const group = { filter: "mailNickname eq 'platform'" }
  const few = await readGraph(await fakeGraph(), { group })
  assert.deepEqual(names(few.groups), ['acme_corp', 'platform'])
  const all = await readGraph(await fakeGraph(), { group: { ...group, includeSubGroups: true } })
  assert.deepEqual(names(all.groups), ['acme_corp', 'platform', 'tools'])
  assert.equal(find(all.groups, 'tools').spec?.parent, 'platform')
})

test('photos come when asked for, small ones that are photos', async () => {
  const pictureAfter = async (answer?: { status?: number; body: unknown }) => {
    const host = await fakeGraph()
    host.instead = ({ path }) => (path.includes('/id-ada/photos/') ? answer : undefined)
    const { users } = await readGraph(host, { user: { loadPhotos: true } })
    assert.equal(users.length, 2)
    return pictureOf(find(users, 'ada_example.com'))
  }
  assert.equal(await pictureAfter(), `data:image/jpeg;base64,${photo.toString('base64')}`)
  assert.equal(await pictureAfter({ body: '<svg onload="alert(1)">' }), undefined)
  assert.equal(await pictureAfter({ body: Buffer.concat([photo, Buffer.alloc(100_000)]) }), undefined)
  assert.equal(await pictureAfter({ status: 403, body: { error: { message: 'no' } } }), undefined)
  // Without the reason a picture would come and go from run to run.
  await assert.rejects(pictureAfter({ status: 500, body: { error: { message: 'trouble' } } }), /answered 500/)
})

test('without the right to read the tenant there is no group for it; trouble is no missing right', async () => {
  const host = await fakeGraph()
  let status = 403
  host.instead = ({ path }) => (path === '/v1.0/organization' ? { status, body: {} } : undefined)
  assert.deepEqual(names((await readGraph(host)).groups), ['platform', 'tools'])
  status = 500
  await assert.rejects(readGraph(host), /answered 500/)
})
