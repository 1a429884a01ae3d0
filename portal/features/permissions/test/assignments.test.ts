import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, type Json, withPolicy } from './start.ts'

forEachDatabase((_name, open) => {
  describe('who has which role', () => {
    const allow = (permissions: string) => ({ rules: [{ allow: permissions }] })
    const on = withPolicy(open, {
      permission: {
        enabled: 'true',
        policy: {
          admins: 'user:default/boss',
          default: [],
          roles: {
            byclaim: allow('catalog.entity.read'),
            forguests: allow('catalog.*'),
            auditor: allow('catalog.entity.read'),
            bot: allow('catalog.location.*'),
          },
          assignments: [
            { role: 'byclaim', claims: { claim: 'realm_access.roles', value: 'developer' } },
            { role: 'forguests', guests: true },
            { role: 'bot', services: ['ci'] },
          ],
        },
      },
      documents: company,
      claims: {
        'user:default/kit': { realm_access: { roles: ['developer'] } },
        'user:default/kim': { groups: 'developer' },
      },
    })
    const total = async (who: string) =>
      (await on().ask(who, '/catalog/entities/by-query?limit=0')).body.totalItems

    test('claims, guests, services and their tokens', async () => {
      const { ask } = on()
      assert.ok((await total('kit')) > 0)
      assert.equal(await total('kim'), 0)
      assert.ok((await total('guest')) > 0)
      assert.ok((await total('onlooker')) > 0)
      const refused = await ask('onlooker', '/catalog/refresh', { entityRef: 'component:default/crane' })
      assert.match(refused.body.error.message, /Guests may read/)
      assert.ok((await total('service:audit+auditor')) > 0)
      assert.equal(await total('service:ci'), 0)
      assert.equal((await ask('service:ci', '/catalog/sources')).status, 200)
      assert.equal((await ask('service:other', '/catalog/sources')).status, 403)
      assert.ok((await total('external:backstage')) > 0)
      assert.ok((await total('plugin:search')) > 0)
    })

    test('a token with a scope is told no beyond it', async () => {
      const item = (name: string, action: string) => ({
        id: name,
        permission: { type: 'basic', name, attributes: { action } },
      })
      const asked = {
        items: [item('catalog.location.read', 'read'), item('catalog.location.create', 'create')],
      }
      const { body } = await on().ask('boss+reader', '/permission/authorize', asked)
      assert.deepEqual(
        body.items.map((one: Json) => one.result),
        ['ALLOW', 'DENY'],
      )
    })

    test('a changed config counts at once, a wrong one not at all', async () => {
      const { ask, configure, logged } = on()
      configure({ enabled: true, policy: { admins: ['kim'], default: 'viewer' } })
      assert.ok((await total('kim')) > 0)
      assert.equal((await ask('kim', '/permission/policy')).status, 200)
      assert.equal((await ask('boss', '/permission/policy')).status, 403)
      configure({
        enabled: true,
        policy: { roles: { x: { rules: [{ allow: 'a', conditions: { rule: 'NO' } }] } } },
      })
      assert.equal((await ask('kim', '/permission/policy')).status, 200)
      assert.ok(
        logged.some((line) => /the changed policy is not used.*There is no rule 'NO'/.test(line)),
        logged.join(),
      )
      configure({ enabled: false })
      assert.equal((await ask('ada', '/permission/policy')).status, 200)
      const put = await ask('ada', '/permission/assignments/admin', { users: ['ada'] }, 'PUT')
      assert.match(put.body.error.message, /^Permissions are switched off/)
      assert.ok((await total('ada')) > 0)
    })
  })
})
