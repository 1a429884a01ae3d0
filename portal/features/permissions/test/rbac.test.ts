import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { forEachDatabase } from '../../../testing/databases.ts'
import { readRbacCsv } from '../server/rbac-csv.ts'
import { company, type Json, withPolicy } from './start.ts'

const csv = `# who may do what
p, role:default/dev, catalog-entity, read, allow
p, role:default/dev, catalog.location.create, create, allow
p, role:default/dev, catalog.entity.delete, delete, deny

g, group:default/cranes, role:default/dev
g, user:default/Bo, role:default/owner
p, role:default/owner, policy-entity, read, allow
p, role:default/owner, kubernetes.proxy, use, allow
`
const conditions = `result: CONDITIONAL
roleEntityRef: role:default/dev
pluginId: catalog
resourceType: catalog-entity
permissionMapping:
  - read
  - update
conditions:
  anyOf:
    - rule: IS_ENTITY_OWNER
      resourceType: catalog-entity
      params:
        claims: ['$ownerRefs']
    - rule: IS_ENTITY_OWNER
      resourceType: catalog-entity
      params:
        claims:
          - $currentUser
---
result: CONDITIONAL
roleEntityRef: role:default/owner
pluginId: catalog
resourceType: catalog-entity
permissionMapping: [read]
conditions:
  not:
    rule: HAS_LABEL
    resourceType: catalog-entity
    params: { label: tier }
`

describe('a policy file of the RBAC plugin', () => {
  test('becomes roles, and what is not clear is said with its line', () => {
    const read = readRbacCsv(
      [
        'p, role:default/a, catalog.entity.read, read, allow',
        'p, role:default/a, catalog.entity.delete, delete, dney',
        'p, role:default/a, scaffolder-action, use, allow',
        'p, dev, catalog.entity.read, read, allow',
        'p, role:default/a, catalog.entity.read',
        'x, y',
        'g, someone, role:default/a',
        'g, user:default/ada, role:default/a',
        '"p", "role:default/a", "catalog.entity.refresh", "update", "allow"',
        'p, role:default/a, policy.entity.create, create, allow',
      ].join('\r\n'),
      'policy.csv',
    )
    const role = read.roles.get('role:default/a')
    assert.deepEqual(
      role?.rules.map(({ at, ...rule }) => [at?.line, rule]),
      [
        [1, { effect: 'allow', permissions: ['catalog.entity.read'], actions: ['read'] }],
        [2, { effect: 'deny', permissions: ['catalog.entity.delete'], actions: ['delete'] }],
        [9, { effect: 'allow', permissions: ['catalog.entity.refresh'], actions: ['update'] }],
        [10, { effect: 'allow', permissions: ['permission.policy.update'] }],
      ],
    )
    assert.deepEqual(read.assignments.get('role:default/a')?.users, ['user:default/ada'])
    assert.deepEqual(
      read.problems.map(({ line, severity }) => [line, severity]),
      [
        [2, 'warning'],
        [3, 'warning'],
        [4, 'error'],
        [5, 'error'],
        [6, 'error'],
        [7, 'error'],
      ],
    )
  })
})

forEachDatabase((name, open) => {
  describe('files of the RBAC plugin in config', () => {
    const on = withPolicy(open, {
      permission: {
        enabled: true,
        rbac: {
          admin: { users: [{ name: 'user:default/pat' }], superUsers: [{ name: 'user:default/boss' }] },
          'policies-csv-file': './rbac-policy.csv',
          conditionalPoliciesFile: './conditions.yaml',
          policyFileReload: true,
        },
      },
      documents: company,
      files: { 'rbac-policy.csv': csv, 'conditions.yaml': conditions },
    })
    const listed = async (who: string): Promise<string[]> =>
      (await on().ask(who, '/catalog/entities?filter=kind=component')).body
        .map((e: Json) => e.metadata.name)
        .sort()

    test('count as they did: nothing but what is allowed, conditions deciding alone', async () => {
      const { ask } = on()
      assert.deepEqual(
        await listed('ada'),
        ['crane', 'scale', 'winch'],
        'the plain rule on entities gives way',
      )
      assert.deepEqual(await listed('bo'), ['scale', 'winch'])
      assert.deepEqual(await listed('cleo'), [], 'nobody is member by default')
      assert.equal((await listed('boss')).length, 4)
      assert.equal((await ask('pat', '/permission/policy')).status, 200)
      assert.equal((await ask('pat', '/catalog/sources')).status, 200)
      assert.equal(
        (await ask('pat', '/catalog/refresh', { entityRef: 'component:default/crane' })).status,
        403,
      )
      const { body } = await ask('boss', '/permission/policy')
      const dev = body.roles.find((role: Json) => role.name === 'role:default/dev')
      assert.deepEqual([dev.origin.from, dev.editable], ['file', false])
      assert.match(dev.origin.file, /rbac-policy\.csv$/)
    })

    test('allow nothing where a condition is wrong', async () => {
      const { configure, folder } = on()
      const wrong = conditions.replace('rule: HAS_LABEL', 'rule: HAS_LABLE').replace("['$ownerRefs']", '$x')
      writeFileSync(join(folder, 'wrong.yaml'), wrong)
      const admin = { superUsers: [{ name: 'user:default/boss' }] }
      const rbac = {
        admin,
        'policies-csv-file': './rbac-policy.csv',
        conditionalPoliciesFile: './wrong.yaml',
      }
      configure({ enabled: true, rbac })
      assert.deepEqual([await listed('ada'), await listed('bo')], [[], []])
      const { warnings } = (await on().ask('boss', '/permission/policy')).body
      assert.match(warnings.join('\n'), /wrong\.yaml:1: .*'claims' must be a list/)
      assert.match(warnings.join('\n'), /wrong\.yaml:2\d: There is no rule 'HAS_LABLE'/)
      configure({
        enabled: true,
        rbac: { ...rbac, conditionalPoliciesFile: './conditions.yaml', policyFileReload: true },
      })
      assert.equal((await listed('ada')).length, 3)
    })

    test('are read again when they change', { skip: name === 'postgres' && 'the same files' }, async () => {
      const { folder } = on()
      writeFileSync(
        join(folder, 'rbac-policy.csv'),
        `${csv}g, user:default/cleo, role:default/dev\np, role:default/dev, catalog.entity.read, read, allow\n`,
      )
      for (let left = 200; (await listed('cleo')).length === 0 && left > 0; left--) await sleep(25)
      const { body } = await on().ask('boss', '/permission/policy')
      const given = body.assignments.find((one: Json) => one.role === 'role:default/dev')
      assert.deepEqual(given.users, ['user:default/cleo'])
    })

    test('that are missing take their roles with them, and say so', async () => {
      const { configure, ask } = on()
      configure({
        enabled: true,
        rbac: { admin: { superUsers: [{ name: 'user:default/boss' }] }, 'policies-csv-file': './gone.csv' },
      })
      assert.deepEqual(await listed('ada'), [])
      const { body } = await ask('boss', '/permission/policy')
      assert.ok(
        body.warnings.some((text: string) => /gone\.csv cannot be read/.test(text)),
        body.warnings.join(),
      )
    })
  })

  describe('an import', () => {
    const on = withPolicy(open, {
      permission: { enabled: true, policy: { admins: ['boss'], default: [] } },
      documents: company,
    })

    test('shows first what it would do, then does it, and again without doubling', async () => {
      const { ask } = on()
      const tried = await ask('boss', '/permission/import', { csv, conditions })
      assert.equal(tried.status, 200, JSON.stringify(tried.body))
      assert.deepEqual(tried.body.created, ['role:default/dev', 'role:default/owner'])
      assert.equal((await ask('boss', '/permission/policy')).body.version, 0)
      const simulated = await ask('boss', '/permission/simulate', {
        change: tried.body.change,
        user: 'user:default/ada',
      })
      const read = simulated.body.effects.find((one: Json) => one.permission === 'catalog.entity.read')
      const done = await ask('boss', '/permission/import', { csv, conditions, dryRun: false })
      assert.deepEqual([done.body.dryRun, done.body.version], [false, 1])
      const { body: seen } = await ask('ada', '/catalog/entities/by-query?limit=0')
      assert.equal(seen.totalItems, read.after.count)
      const again = await ask('boss', '/permission/import', { csv, conditions, dryRun: false })
      assert.deepEqual([again.body.created, again.body.replaced.length], [[], 2])
      const { body: policy } = await ask('boss', '/permission/policy')
      assert.equal(policy.roles.filter((role: Json) => role.editable).length, 2)
    })

    test('with a mistake changes nothing and names the line', async () => {
      const { ask } = on()
      const { version } = (await ask('boss', '/permission/policy')).body
      const bad = await ask('boss', '/permission/import', {
        csv: `${csv}p, role:default/dev\n`,
        dryRun: false,
      })
      assert.equal(bad.status, 400)
      assert.match(bad.body.error.message, /Nothing was imported\. line 10: A rule is/)
      const broken = await ask('boss', '/permission/import', { conditions: 'a: [' })
      assert.equal(broken.body.problems[0].severity, 'error')
      const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${Array.from('bcdefghij', (c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[i]}`)}]`).join('\n')}`
      const refused = await ask('boss', '/permission/import', { conditions: bomb })
      assert.equal(refused.body.problems[0].severity, 'error')
      assert.equal((await ask('boss', '/permission/policy')).body.version, version)
    })
  })
})
