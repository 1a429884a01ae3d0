import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ConfigReader, UserCredentials } from '@callboard/sdk'
import { forEachDatabase, silentLog } from '../../../testing/databases.ts'
import { permissionsFeature } from '../server/index.ts'
import { permission01 } from '../server/migration.ts'
import { createPolicyStore } from '../server/store.ts'

const clock = { now: Date.now }
const by = { actor: 'user:default/boss', summary: 'Said so' }
const policy = { enabled: true, policy: { admins: ['boss'], default: [] } }
const config = {
  get: (path: string) => (path === 'permission' ? policy : undefined),
  origin: () => undefined,
  folders: [],
  onChange: () => {},
} as unknown as ConfigReader
const ada: UserCredentials = {
  type: 'user',
  userEntityRef: 'user:default/ada',
  expiresAt: '2099-01-01T00:00:00Z',
  token: 'ada',
}

forEachDatabase((_name, open) => {
  describe('several processes on one database', () => {
    test('act on a change of the policy with the next question', async () => {
      const db = await open([permission01])
      const stop = new AbortController()
      const start = async () => {
        const feature = permissionsFeature({ ownershipOf: async () => [] })
        const ctx = { config, db, clock, log: silentLog, signal: stop.signal }
        await feature.setup(ctx as unknown as Parameters<typeof feature.setup>[0])
        return async () =>
          (await feature.permissions.decide(ada, { permission: 'catalog.location.create' })).result
      }
      const [one, other] = [await start(), await start()]
      assert.deepEqual([await one(), await other()], ['DENY', 'DENY'])
      const store = createPolicyStore(db, clock)
      const nobody = { groups: [], claims: [], everyone: false, guests: false, services: [] }
      await store.write(() => ({ assignments: { member: { ...nobody, users: ['user:default/ada'] } } }), by)
      assert.deepEqual([await one(), await other()], ['ALLOW', 'ALLOW'])
      await store.write(() => ({}), by)
      assert.deepEqual([await one(), await other()], ['DENY', 'DENY'])
      stop.abort()
    })

    test('never lose a change of each other', async () => {
      const db = await open([permission01])
      const store = createPolicyStore(db, clock)
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, i) =>
          store.write(({ roles = {} }) => ({ roles: { ...roles, [`role-${i}`]: { rules: [] } } }), by),
        ),
      )
      const done = results.filter(({ status }) => status === 'fulfilled').length
      const { document, version } = await store.read()
      assert.equal(version, done)
      assert.equal(Object.keys(document.roles ?? {}).length, done)
      for (const result of results) {
        if (result.status === 'rejected') assert.match(String(result.reason), /changed meanwhile/)
      }
      await assert.rejects(() => store.write((before) => before, { ...by, basedOn: 0 }), /changed meanwhile/)
    })
  })
})
