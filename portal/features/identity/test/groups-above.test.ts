/** Whose things are mine: those of my groups and, when the config says so, of the groups above them. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTestPortal } from '../../../testing/start-test-portal.ts'

const org = `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ada }
spec: { memberOf: [tools] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: tools }
spec: { type: team, parent: platform, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: platform }
spec: { type: team, parent: company, children: [tools] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: company }
spec: { type: company, parent: tools, children: [platform] }
`

async function ownership(auth: object): Promise<string[]> {
  const guest = { userEntityRef: 'user:default/ada' }
  const portal = await startTestPortal(
    {
      catalog: { locations: [{ type: 'file', target: './org.yaml' }], rules: [{ allow: ['User', 'Group'] }] },
      auth: { ...auth, providers: { guest } },
    },
    { 'org.yaml': org },
  )
  after(() => portal.close())
  const company = '/api/catalog/entities/by-name/group/default/company'
  await portal.until(async () => ((await portal.call(company)).ok ? null : 'the groups'))
  const { claims } = await portal.json<{ claims: { ent: string[] } }>('/api/auth/v1/userinfo')
  return claims.ent
}

test('as in Backstage, groups above do not own unless the config says so', async () => {
  assert.deepEqual(await ownership({}), ['user:default/ada', 'group:default/tools'])
})

test('with auth.includeTransitiveGroupOwnership they do, also when groups stand in a circle', async () => {
  const all = await ownership({ includeTransitiveGroupOwnership: true })
  const groups = ['company', 'platform', 'tools'].map((name) => `group:default/${name}`)
  assert.deepEqual(all.toSorted(), [...groups, 'user:default/ada'])
})
