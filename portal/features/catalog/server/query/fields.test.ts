import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@callboard/sdk/model'
import { parseFields, project, wantsRoot } from './fields.ts'

const entity: JsonObject = {
  kind: 'Component',
  metadata: { name: 'a', annotations: { 'github.com/project-slug': 'o/r', 'github.com': 'x' } },
  spec: { type: 'service', profile: { displayName: 'A' } },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/b' }],
}

const cases: [string[], JsonObject][] = [
  [['kind'], { kind: 'Component' }],
  [['metadata.name', 'spec.type'], { metadata: { name: 'a' }, spec: { type: 'service' } }],
  [
    ['metadata.annotations.github.com/project-slug'],
    { metadata: { annotations: { 'github.com/project-slug': 'o/r' } } },
  ],
  [['metadata.annotations.github.com'], { metadata: { annotations: { 'github.com': 'x' } } }],
  [['spec', 'spec.type'], { spec: entity.spec as JsonObject }],
  [['spec.type', 'spec'], { spec: entity.spec as JsonObject }],
  [['spec.none', 'none.at.all', 'kind.length', 'relations.0'], {}],
  [['constructor', '__proto__', 'metadata.__proto__.name'], {}],
]

for (const [fields, expected] of cases) {
  test(`keeps ${fields.join(', ')}`, () => assert.deepEqual(project(entity, fields), expected))
}

test('projecting leaves the entity as it is', () => {
  const before = structuredClone(entity)
  project(entity, ['metadata', 'metadata.name', 'spec.profile', 'spec.profile.displayName'])
  assert.deepEqual(entity, before)
})

test('a key that would be a prototype stays a key', () => {
  const hostile = JSON.parse('{"metadata":{"__proto__":{"polluted":1}}}') as JsonObject
  const output = project(hostile, ['metadata.__proto__'])
  assert.equal(JSON.stringify(output), '{"metadata":{"__proto__":{"polluted":1}}}')
  assert.equal(({} as { polluted?: number }).polluted, undefined)
})

test('lists of fields are read with or without commas', () => {
  assert.deepEqual(parseFields(['kind, metadata.name', 'kind', '']), ['kind', 'metadata.name'])
  assert.equal(parseFields([]), null)
  assert.equal(parseFields(undefined), null)
  assert.ok(wantsRoot(null, 'relations'))
  assert.ok(wantsRoot(['relations.x'], 'relations'))
  assert.ok(!wantsRoot(['relationship'], 'relations'))
})
