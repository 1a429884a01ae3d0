/** A realm of Keycloak. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeKeycloak } from './fakes/keycloak.ts'
import { find, names, read, readerOf } from './read-from.ts'

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
