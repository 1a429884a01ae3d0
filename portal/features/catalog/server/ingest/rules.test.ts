import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entity, JsonValue, LocationRef } from '@callboard/sdk/model'
import { compileRules, type RulesConfig } from './rules.ts'

const url = (target: string): LocationRef => ({ type: 'url', target })
const file = (target: string): LocationRef => ({ type: 'file', target })

const table: [string, RulesConfig, string, string | undefined, LocationRef, boolean][] = [
  ['without rules a Component may come from anywhere', {}, 'Component', 'service', url('https://a/b'), true],
  ['without rules a Location may come', {}, 'Location', undefined, url('https://a/b'), true],
  ['without rules a Template may not come', {}, 'Template', undefined, url('https://a/b'), false],
  ['an empty list allows nothing', { rules: [] }, 'Component', undefined, url('https://a/b'), false],
  [
    'kinds compare in any case',
    { rules: [{ allow: ['tEmplate'] }] },
    'Template',
    undefined,
    url('https://a'),
    true,
  ],
  [
    'types compare in any case',
    { rules: [{ allow: [{ kind: 'API', 'spec.type': 'GRPC' }] }] },
    ...['API', 'grpc'],
    url('https://a'),
    true,
  ] as never,
  [
    'another type is refused',
    { rules: [{ allow: [{ kind: 'API', 'spec.type': 'grpc' }] }] },
    ...['API', 'openapi'],
    url('https://a'),
    false,
  ] as never,
  ...places('exact', 'https://host/all.yaml', url('https://host/all.yaml'), true),
  ...places('exact', 'https://host/all.yaml', url('https://host/ALL.yaml'), false),
  ...places('pattern', 'https://host/org/**', url('https://HOST/org/.github/all.yaml'), true),
  ...places('pattern', 'https://host/org/*', url('https://host/org/a/all.yaml'), false),
  ...places('pattern', 'https://host/**', file('https://host/a'), false),
]

function places(
  key: 'exact' | 'pattern',
  value: string,
  origin: LocationRef,
  allowed: boolean,
): typeof table {
  const rules = [{ allow: ['Group'], locations: [{ type: 'url', [key]: value }] }]
  const title = `${key} ${value} ${allowed ? 'admits' : 'refuses'} ${origin.type}:${origin.target}`
  return [[title, { rules }, 'Group', undefined, origin, allowed]]
}

for (const [title, config, kind, type, origin, allowed] of table) {
  test(title, () => assert.equal(compileRules(config).isAllowed(entityOf(kind, type), origin), allowed))
}

test("a location's own rules widen the global ones, for that location only", () => {
  const locations = [{ type: 'file', target: '/org.yaml', rules: [{ allow: ['User', 'Group'] }] }]
  const rules = compileRules({ locations })
  assert.equal(rules.isAllowed(entityOf('User'), file('/org.yaml')), true)
  assert.equal(rules.isAllowed(entityOf('Component'), file('/org.yaml')), true)
  assert.equal(rules.isAllowed(entityOf('User'), file('/other.yaml')), false)
})

test('rules that cannot be understood name their place', () => {
  const compile = (rules: JsonValue) => () => compileRules({ rules })
  const both = [{ allow: ['A'], locations: [{ type: 'url', exact: 'a', pattern: 'b' }] }]
  assert.throws(compile(both), /A catalog rule location cannot have both exact and pattern values/)
  assert.throws(compile([{ allow: 'Component' }]), /catalog\.rules\[0\]\.allow must be a list of kinds/)
  assert.throws(compile({ allow: [] }), /catalog\.rules must be a list/)
  assert.throws(compile([{ allow: [1] }]), /catalog\.rules\[0\]\.allow\[0\] must be a kind/)
})

function entityOf(kind: string, type?: string): Entity {
  const spec = type === undefined ? {} : { type }
  return { apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name: 'x' }, spec }
}
