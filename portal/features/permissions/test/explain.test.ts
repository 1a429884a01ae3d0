import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, type Json, withPolicy } from './start.ts'

forEachDatabase((_name, open) => {
  describe('what a change does, and why', () => {
    const on = withPolicy(open, {
      permission: { enabled: true, policy: { admins: ['boss'], default: [] } },
      documents: company,
    })
    const visibleTo = async (who: string): Promise<string[]> =>
      (await on().ask(who, '/catalog/entities?filter=kind=component')).body.map((e: Json) => e.metadata.name)

    test('the simulator tells what then happens', async () => {
      const { ask } = on()
      const change = {
        roles: {
          team: {
            rules: [
              {
                effect: 'allow',
                permissions: ['catalog.entity.read'],
                conditions: {
                  anyOf: [
                    { rule: 'IN_DOMAIN', params: { domains: ['port'] } },
                    { rule: 'HAS_LABEL', params: { label: 'tier', value: '2' } },
                  ],
                },
              },
              {
                effect: 'deny',
                permissions: ['catalog.entity.read'],
                conditions: { rule: 'HAS_ANNOTATION', params: { annotation: 'acme.example/secret' } },
              },
            ],
          },
        },
        assignments: { team: { everyone: true } },
      }
      const { body } = await ask('boss', '/permission/simulate', { change })
      assert.deepEqual(await visibleTo('bo'), [], 'nothing is saved')
      const read = body.effects.find(
        (effect: Json) => effect.user === 'user:default/bo' && effect.permission === 'catalog.entity.read',
      )
      assert.deepEqual(read.before, { result: 'DENY', count: 0 })
      assert.deepEqual(read.gained.sample, [
        'component:default/crane',
        'component:default/oven',
        'domain:default/port',
        'domain:default/quay',
        'system:default/loading',
      ])
      assert.equal(body.users.affected, 2)
      assert.ok(
        body.effects.every((effect: Json) => effect.user !== 'user:default/boss'),
        'the admin has all before and after',
      )
      await ask('boss', '/permission/policy/change', { change })
      const { body: now } = await ask('bo', '/catalog/entities')
      assert.deepEqual(
        now.map((entity: Json) => `${entity.kind}:default/${entity.metadata.name}`.toLowerCase()).sort(),
        read.gained.sample,
      )
      const one = await ask('boss', '/permission/simulate', { change: { roles: { team: null } }, user: 'bo' })
      assert.equal(one.body.effects[0].lost.count, 5)
      assert.deepEqual(
        [one.body.users, one.body.total],
        [{ considered: 1, affected: 1 }, one.body.effects.length],
      )
    })

    test('why is answered with the deciding rule and every rule looked at', async () => {
      const { ask } = on()
      const why = async (user: string, resourceRef?: string, permission = 'catalog.entity.read') =>
        (await ask('boss', '/permission/explain', { user, permission, ...(resourceRef && { resourceRef }) }))
          .body
      const oven = await why('bo', 'component:default/oven')
      assert.equal(oven.result, 'ALLOW')
      assert.match(
        oven.because,
        /^Rule 1 of the role "team" \(made in the portal\) allows it: its conditions hold/,
      )
      assert.deepEqual(
        oven.considered.map((one: Json) => [one.role, one.rule, one.applies, one.holds, one.decided]),
        [
          ['team', 1, true, true, true],
          ['team', 2, true, false, false],
        ],
      )
      assert.equal(oven.considered[0].hasRoleBy, 'everyone')
      const winch = await why('ada', 'component:default/winch')
      assert.equal(winch.result, 'DENY')
      assert.match(
        winch.because,
        /^Rule 2 .* denies it: its conditions hold for component:default\/winch\. Ask an admin: user:default\/boss/,
      )
      const scale = await why('ada', 'component:tools/scale')
      assert.match(scale.because, /would allow it, but the conditions do not hold/)
      const open = await why('ada')
      assert.equal(open.result, 'CONDITIONAL')
      assert.ok(open.conditions.allOf)
      const none = await why('ada', 'component:default/nothing')
      assert.deepEqual([none.result, none.resourceFound], ['DENY', false])
      const admin = await why('boss', 'component:default/winch')
      assert.match(
        admin.because,
        /The role "admin" allows it, which config gives to user:default\/boss \(in app-config\.yaml:7\)/,
      )
      const create = await why('ada', undefined, 'catalog.location.create')
      assert.match(create.because, /No rule of the role "team" allows it/)
    })

    test('the matrix has a cell for every role and permission', async () => {
      const { body } = await on().ask('boss', '/permission/matrix')
      const cell = (role: string, permission: string) => body.cells[role][permission].result
      assert.equal(cell('viewer', 'catalog.entity.read'), 'ALLOW')
      assert.equal(cell('viewer', 'catalog.entity.delete'), 'DENY')
      assert.equal(cell('viewer', 'audit.read'), 'DENY')
      assert.equal(cell('member', 'catalog.entity.delete'), 'CONDITIONAL')
      assert.equal(cell('member', 'catalog.location.create'), 'ALLOW')
      assert.equal(cell('member', 'permission.policy.update'), 'DENY')
      assert.equal(cell('admin', 'permission.policy.update'), 'ALLOW')
      for (const role of body.roles)
        assert.equal(Object.keys(body.cells[role.name]).length, body.permissions.length)
    })
  })
})
