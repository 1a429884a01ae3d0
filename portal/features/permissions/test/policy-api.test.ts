import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, type Json, withPolicy } from './start.ts'

const boss = { policy: { admins: ['boss'] }, enabled: true }
const namesOf = (body: Json): string[] => body.map((entity: Json) => entity.metadata.name).sort()
const components = '/catalog/entities?filter=kind=component'

forEachDatabase((_name, open) => {
  describe('a policy made in the portal', () => {
    const on = withPolicy(open, {
      permission: { ...boss, policy: { ...boss.policy, default: [] } },
      documents: company,
    })
    const visibleTo = async (who: string) => namesOf((await on().ask(who, components)).body)

    test('gives and takes what people see, one version after the other', async () => {
      const { ask } = on()
      assert.deepEqual(await visibleTo('bo'), [])
      const rules = [{ effect: 'allow', actions: ['read'], permissions: ['catalog.*'] }]
      assert.equal(
        (await ask('boss', '/permission/roles/reader', { title: 'Reader', rules }, 'PUT')).status,
        200,
      )
      assert.deepEqual(await visibleTo('bo'), [])
      await ask('boss', '/permission/assignments/reader', { users: ['bo'] }, 'PUT')
      assert.deepEqual(await visibleTo('bo'), ['crane', 'oven', 'scale', 'winch'])
      assert.deepEqual(await visibleTo('ada'), [])
      const { body: policy } = await ask('boss', '/permission/policy')
      assert.equal(policy.version, 2)
      assert.equal(policy.changedBy, 'user:default/boss')
      assert.equal(policy.enabled, true)
      assert.deepEqual(policy.admins, ['user:default/boss'])
      const reader = policy.roles.find((role: Json) => role.name === 'reader')
      assert.deepEqual([reader.origin, reader.editable], [{ from: 'database' }, true])
      const admin = policy.assignments.find((given: Json) => given.role === 'admin')
      assert.equal(admin.editable, false)
      assert.equal(admin.origin.from, 'config')

      await ask('boss', '/permission/roles/reader', undefined, 'DELETE')
      assert.deepEqual(await visibleTo('bo'), [])
      const { body: versions } = await ask('boss', '/permission/versions')
      assert.deepEqual(
        versions.items.map((one: Json) => one.version),
        [3, 2, 1],
      )
      assert.match(versions.items[0].summary, /reader/)
      assert.equal((await ask('boss', '/permission/versions/2/restore', {})).body.version, 4)
      assert.deepEqual(await visibleTo('bo'), ['crane', 'oven', 'scale', 'winch'])
      await ask('boss', '/permission/roles/reader', undefined, 'DELETE')
    })

    test('groups give their roles to the members of groups below', async () => {
      const { ask } = on()
      const change = {
        roles: {
          below: {
            rules: [
              {
                effect: 'allow',
                permissions: ['catalog.entity.read'],
                conditions: { rule: 'IS_ENTITY_OWNER', params: { claims: ['$ownerRefs'] } },
              },
            ],
          },
        },
        assignments: { below: { groups: ['acme'] } },
      }
      assert.equal((await ask('boss', '/permission/policy/change', { change })).status, 200)
      assert.deepEqual(await visibleTo('ada'), ['crane', 'scale', 'winch'])
      assert.deepEqual(await visibleTo('bo'), [])
      await ask('boss', '/permission/policy/change', { change: { roles: { below: null } } })
      assert.deepEqual(await visibleTo('ada'), [])
    })

    test('what is wrong, taken or outdated is refused in a sentence', async () => {
      const { ask } = on()
      const put = async (path: string, body: Json) => {
        const answer = await ask('boss', `/permission/${path}`, body, 'PUT')
        return `${answer.status} ${answer.body.error?.message}`
      }
      const rules = [{ effect: 'allow', permissions: ['*'] }]
      assert.match(
        await put('roles/member', { rules }),
        /^403 The role 'member' is built in and cannot be changed/,
      )
      const conditions = { rule: 'HAS_COLOUR', params: {} }
      assert.match(
        await put('roles/x', { rules: [{ effect: 'allow', permissions: ['catalog.*'], conditions }] }),
        /^400 Rule 1 of the role 'x': There is no rule 'HAS_COLOUR'; there are HAS_ANNOTATION/,
      )
      const without = { rule: 'HAS_LABEL', params: {} }
      assert.match(
        await put('roles/x', {
          rules: [{ effect: 'allow', permissions: ['catalog.*'], conditions: without }],
        }),
        /^400 .*params of the rule HAS_LABEL: 'label' is missing/,
      )
      assert.match(
        await put('roles/x', { rules: [{ effect: 'allow' }] }),
        /^400 A rule names permissions, actions or resourceTypes/,
      )
      assert.match(await put('roles/x%20y', { rules }), /^400 .*A role's name is made of letters, digits/)
      assert.match(await put('assignments/nothing', { users: ['bo'] }), /^400 There is no role 'nothing'/)
      assert.match(
        await put('default-roles', { roles: ['viewer'] }),
        /^403 The roles that everybody has are written in app-config/,
      )
      const { body: late } = await ask('boss', '/permission/policy/change', { change: {}, basedOn: 0 })
      assert.match(
        late.error.message,
        /The policy was changed meanwhile \(version \d+, by user:default\/boss\)/,
      )
      assert.equal((await ask('bo', '/permission/roles/x', { rules }, 'PUT')).status, 403)
      assert.equal((await ask('boss', '/permission/roles/gone', undefined, 'DELETE')).status, 404)
    })

    test('an admin of config cannot be locked out', async () => {
      const { ask } = on()
      const change = {
        roles: { nobody: { rules: [{ effect: 'deny', permissions: ['*'] }] } },
        assignments: { nobody: { everyone: true }, admin: { users: ['bo'] } },
      }
      assert.equal((await ask('boss', '/permission/policy/change', { change })).status, 200)
      assert.equal(
        (await ask('bo', '/permission/policy')).status,
        403,
        'admins made in the portal have no such shield',
      )
      assert.deepEqual(await visibleTo('boss'), ['crane', 'oven', 'scale', 'winch'])
      assert.equal((await ask('boss', '/permission/roles/nobody', undefined, 'DELETE')).status, 200)
      assert.equal((await ask('bo', '/permission/policy')).status, 200)
      await ask('boss', '/permission/assignments/admin', undefined, 'DELETE')
    })
  })
})
