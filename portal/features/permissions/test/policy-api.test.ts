import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, component, type Json, withPolicy } from './start.ts'

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
        /^400 .*params 'label' of the rule HAS_LABEL/,
      )
      assert.match(
        await put('roles/x', { rules: [{ effect: 'allow' }] }),
        /^400 A rule names permissions, actions or resourceTypes/,
      )
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
      assert.deepEqual(one.body.users, { considered: 1, affected: 1, truncated: false })
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

    test('what is gone is known to those who could see it, and to nobody else', async () => {
      const { ask, write } = on()
      const conditions = { rule: 'IS_ENTITY_OWNER' }
      const rules = [{ effect: 'allow', permissions: ['catalog.entity.read'], conditions }]
      const change = { roles: { team: null, own: { rules } }, assignments: { own: { everyone: true } } }
      assert.equal((await ask('boss', '/permission/policy/change', { change })).status, 200)
      await write([...company, component('kettle', 'bakery')])
      const refresh = () => ask('boss', '/catalog/refresh', { entityRef: 'user:default/ada' })
      const kettle = '/catalog/entities/by-name/component/default/kettle'
      const until = async (status: number) => {
        for (let left = 200; left > 0; left--) {
          if ((await ask('boss', kettle)).status === status) return
          await sleep(25)
        }
        assert.fail(`never ${status}`)
      }
      await refresh()
      await until(200)
      const before = new Date().toISOString()
      await write(company)
      await refresh()
      await until(404)
      assert.equal((await ask('bo', `${kettle}/history`)).status, 200)
      assert.equal((await ask('ada', `${kettle}/history`)).status, 404)
      const told = async (who: string) => {
        const { body } = await ask(who, '/catalog/history?limit=200')
        return body.items.some((item: Json) => item.entityRef === 'component:default/kettle')
      }
      assert.deepEqual([await told('bo'), await told('ada')], [true, false])
      assert.equal((await ask('bo', `${kettle}?asOf=${before}`)).status, 200)
      assert.equal((await ask('ada', `${kettle}?asOf=${before}`)).status, 404)
      await ask('boss', '/permission/roles/own', undefined, 'DELETE')
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
