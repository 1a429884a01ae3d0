import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { ConfigReader } from '@callboard/sdk'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { entityResources } from '../../catalog/server/permission/entity-resources.ts'
import { policyProblems } from '../server/examine.ts'
import { type Json, readerOf } from './start.ts'

const folder = temporaryFolder('policy-check')
const entities = entityResources(() => {
  throw new Error('nothing is read')
})
const read = (permission: Json): ConfigReader => readerOf({ permission }, folder, [])
const found = (permission: Json) => policyProblems(read(permission), [entities])
const said = (permission: Json) =>
  found(permission).config.map(({ key, severity, message }) => `${severity} ${key}: ${message}`)
const withRule = (rule: Json) => ({ policy: { admins: 'ada', roles: { team: { rules: [rule] } } } })

describe('the config check of a policy', () => {
  test('says nothing of a good one', () => {
    const conditions = { rule: 'HAS_LABEL', params: { label: 'tier' } }
    const good = withRule({ allow: ['catalog.entity.*', 'kubernetes.proxy'], conditions })
    assert.deepEqual(found({ enabled: true, ...good }), { config: [], files: [] })
  })

  test('names the rule whose conditions cannot be told, and what there is instead', () => {
    const at = 'error permission.policy.roles.team.rules[0]'
    const wrong = (conditions: Json) => said(withRule({ allow: 'catalog.*', conditions }))[0] ?? ''
    assert.match(wrong({ rule: 'HAS_COLOUR' }), /There is no rule 'HAS_COLOUR'; there are HAS_ANNOTATION/)
    assert.equal(
      wrong({ rule: 'HAS_LABEL', params: { lable: 'tier' } }),
      `${at}: The params of the rule HAS_LABEL: there is no 'lable', only 'label' and 'value'`,
    )
    assert.equal(
      wrong({ rule: 'IS_OWNER', resourceType: 'scaffolder-template' }),
      `${at}: Conditions about 'scaffolder-template' cannot be told here; there are 'catalog-entity'`,
    )
    assert.match(
      wrong({ allOf: [] }),
      /permission\.policy\.roles\.team\.rules\[0\]\.conditions.*Conditions are one of/,
    )
  })

  test('names who is neither a user nor a group', () => {
    const admins = (refs: Json) => said({ enabled: true, policy: { admins: refs } })
    assert.deepEqual(admins(['ada', 'component:default/x']), [
      "error permission.policy.admins: 'permission.policy.admins': component:default/x is neither a user nor a group",
    ])
    assert.match(admins('::').join(), /^error permission\.policy\.admins: .*Entity reference "::"/)
    assert.deepEqual(admins(['group:ops']), [])
  })

  test('warns of permissions nothing is called, and of a policy that is dangerous', () => {
    assert.deepEqual(said(withRule({ allow: 'catalog.enity.read' })), [
      "warning permission.policy.roles.team.rules[0]: No permission is called 'catalog.enity.read'",
    ])
    assert.match(said({ enabled: true }).join(), /warning permission: Nobody is admin/)
    assert.deepEqual(said({ enabled: false }), [])
  })

  test('reads the files of the RBAC plugin, line by line', () => {
    writeFileSync(join(folder, 'policy.csv'), 'p, role:default/a, catalog-entity, read, allow\nq, x\n')
    writeFileSync(
      join(folder, 'conditions.yaml'),
      ['- roleEntityRef: role:default/a', '  resourceType: catalog-entity', '- 1', ''].join('\n'),
    )
    const rbac = {
      'policies-csv-file': 'policy.csv',
      conditionalPoliciesFile: 'conditions.yaml',
      maxDepth: 3,
    }
    const { config, files } = found({ rbac })
    assert.deepEqual(
      files.map(({ at, severity }) => [at?.file, at?.line, severity]),
      [
        [join(folder, 'policy.csv'), 2, 'error'],
        [join(folder, 'conditions.yaml'), 1, 'error'],
        [join(folder, 'conditions.yaml'), 3, 'error'],
      ],
    )
    assert.deepEqual(
      config.map(({ key }) => key),
      ['permission.rbac.maxDepth'],
    )
    const missing = found({ rbac: { 'policies-csv-file': 'none.csv' } }).files
    assert.match(missing[0]?.message ?? '', /none\.csv cannot be read, so that its roles are missing/)
  })
})
