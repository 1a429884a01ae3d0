import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { ConfigReader, Criteria, UserCredentials } from '@callboard/sdk'
import { parse, parseAllDocuments } from 'yaml'
import { checkCriteria } from '../../catalog/server/permission/compile.ts'
import { criteriaSchema, type Rule } from '../api.ts'
import { createAnswerer } from '../server/answerer.ts'
import { builtInLayer } from '../server/built-in.ts'
import { permissionSettings } from '../server/config-policy.ts'
import { type Asked, type Caller, decide } from '../server/evaluate.ts'
import { knownPermissions } from '../server/known-permissions.ts'
import { createPeople } from '../server/people.ts'
import { mergePolicy, type Policy } from '../server/policy.ts'
import { fitsPattern } from '../server/wildcard.ts'

const label = (name: string): Criteria => ({
  rule: 'HAS_LABEL',
  resourceType: 'catalog-entity',
  params: { label: name },
})
const read: Asked = { permission: 'catalog.entity.read', action: 'read', resourceType: 'catalog-entity' }
const create: Asked = { permission: 'catalog.location.create', action: 'create', resourceType: undefined }

function policyOf(roles: Record<string, Rule[]>): Policy {
  const origin = { from: 'database' } as const
  const layer = {
    roles: Object.entries(roles).map(([name, rules]) => ({ name, rules, origin })),
    assignments: [],
    problems: [],
  }
  return mergePolicy([builtInLayer(false), layer])
}

const caller = (...roles: string[]): Caller => ({
  ref: 'user:default/ada',
  ownershipRefs: ['user:default/ada', 'group:default/cranes'],
  roles: roles.map((name) => ({ name, by: 'everyone' })),
  adminBy: null,
  policyAdminBy: null,
})

describe('rules together', () => {
  const policy = policyOf({
    all: [{ effect: 'allow', permissions: ['*'] }],
    some: [{ effect: 'allow', actions: ['read'], conditions: label('a') }],
    others: [{ effect: 'allow', permissions: ['catalog.*'], conditions: label('b') }],
    never: [{ effect: 'deny', permissions: ['catalog.entity.read'] }],
    not: [{ effect: 'deny', resourceTypes: ['catalog-entity'], conditions: label('c') }],
    except: [{ effect: 'allow', permissions: ['catalog.*'], except: ['catalog.entity.*'] }],
    mine: [
      {
        effect: 'allow',
        permissions: ['catalog.entity.read'],
        conditions: { rule: 'IS_ENTITY_OWNER', resourceType: 'catalog-entity' },
      },
    ],
  })
  const answer = (asked: Asked, ...roles: string[]) => {
    const decision = decide(policy, caller(...roles), asked)
    return decision.result === 'CONDITIONAL' ? decision.conditions : decision.result
  }

  test('deny beats allow, whatever the order', () => {
    assert.equal(answer(read, 'all', 'never'), 'DENY')
    assert.equal(answer(read, 'never', 'all'), 'DENY')
    assert.equal(answer(create, 'all', 'never'), 'ALLOW')
  })

  test('conditions of allowing rules are alternatives, those of denying ones are taken away', () => {
    assert.deepEqual(answer(read, 'some'), label('a'))
    assert.deepEqual(answer(read, 'some', 'others'), { anyOf: [label('a'), label('b')] })
    assert.deepEqual(answer(read, 'some', 'some'), label('a'))
    assert.equal(answer(read, 'some', 'all'), 'ALLOW')
    assert.deepEqual(answer(read, 'some', 'not'), { allOf: [label('a'), { not: label('c') }] })
    assert.deepEqual(answer(read, 'all', 'not'), { not: label('c') })
  })

  test('a rule with conditions says nothing about what is not a single thing', () => {
    assert.equal(answer(create, 'others'), 'DENY')
    assert.equal(answer(create, 'all', 'not'), 'ALLOW')
  })

  test('names are taken out again, and aliases become who asks', () => {
    assert.equal(answer(read, 'except'), 'DENY')
    assert.equal(answer(create, 'except'), 'ALLOW')
    assert.deepEqual(answer(read, 'mine'), {
      rule: 'IS_ENTITY_OWNER',
      resourceType: 'catalog-entity',
      params: { claims: ['user:default/ada', 'group:default/cranes'] },
    })
  })

  test('nothing is allowed that nothing allows', () => {
    assert.equal(answer(read), 'DENY')
    assert.equal(answer(read, 'no-such-role'), 'DENY')
  })
})

test('patterns match in linear time', () => {
  assert.ok(fitsPattern('catalog.*.read', 'catalog.entity.read'))
  assert.ok(!fitsPattern('catalog.*.read', 'catalog.entity.delete'))
  assert.ok(!fitsPattern('catalog.*', 'scaffolder.task.read'))
  assert.ok(!fitsPattern('', 'x'))
  const started = performance.now()
  assert.ok(!fitsPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(400)))
  assert.ok(performance.now() - started < 200)
})

test('a decision that was made costs next to nothing', async () => {
  const policy = policyOf({ mine: [{ effect: 'allow', actions: ['read'], conditions: label('a') }] })
  const with100 = { ...policy, default: { roles: ['mine', 'member'], origin: { from: 'config' as const } } }
  let asked = 0
  const answerer = createAnswerer({
    enabled: () => true,
    current: async () => ({ policy: with100, stamp: '1' }),
    catalogRevision: async () => 1,
    people: createPeople(
      {
        groupsOf: async () => {
          asked += 1
          return []
        },
        ownershipOf: async () => [],
      },
      undefined,
    ),
    known: knownPermissions([]),
  })
  const ada: UserCredentials = { type: 'user', userEntityRef: 'user:default/ada', expiresAt: '', token: '' }
  const question = { permission: 'catalog.entity.delete' }
  const first = await answerer.decide(ada, question)
  const count = 20_000
  const started = performance.now()
  for (let i = 0; i < count; i++) await answerer.decide(ada, question)
  const each = ((performance.now() - started) * 1000) / count
  assert.equal(asked, 1, 'who somebody is was asked once')
  assert.equal(await answerer.decide(ada, question), first)
  console.log(`a decision kept: ${each.toFixed(2)} µs`)
  assert.ok(each < 100, `${each} µs`)
})

test('the policies and conditions in the documentation are good ones', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/permissions.md'), 'utf8')
  const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '')
  const policies = blocks.filter((block) => block.startsWith('permission:'))
  const lines = blocks
    .filter((block) => !policies.includes(block))
    .flatMap((block) => block.trim().split('\n'))
  assert.ok(policies.length >= 3 && lines.length >= 3)
  for (const line of lines) {
    const { conditions } = parse(line) as { conditions: unknown }
    checkCriteria(criteriaSchema.parse(conditions))
  }
  for (const block of policies) {
    const value = parseAllDocuments(block)[0]?.toJS() as { permission: unknown }
    const config = { get: () => value.permission, origin: () => undefined } as unknown as ConfigReader
    const settings = permissionSettings(config)
    assert.equal(settings.enabled, true)
    const { warnings } = mergePolicy([builtInLayer(settings.asRbac), settings.layer])
    assert.deepEqual(warnings, [])
  }
})
