/** A group of GitLab. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeGitlab } from './fakes/gitlab.ts'
import { find, names, read, readerOf } from './read-from.ts'

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
