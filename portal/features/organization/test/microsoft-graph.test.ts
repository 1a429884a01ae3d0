/** Entra ID through Microsoft Graph. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeGraph } from './fakes/graph.ts'
import { find, names, read, readerOf } from './read-from.ts'

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
