import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Effect } from '../../api.ts'
import { groupEffects } from './group-effects.ts'

const none = { count: 0, sample: [] }
const effect = (user: string, permission: string, lost: Effect['lost'] = none): Effect => ({
  user,
  permission,
  before: { result: 'ALLOW', count: null },
  after: { result: 'DENY', count: null },
  gained: none,
  lost,
})
const one = { count: 1, sample: ['component:default/shop'] }

test('people for whom the same changes are one group, and so are permissions that change alike for them', () => {
  const groups = groupEffects([
    effect('user:default/ada', 'audit.read'),
    effect('user:default/bob', 'audit.read'),
    effect('user:default/ada', 'admin.read'),
    effect('user:default/bob', 'admin.read'),
    effect('user:default/ada', 'catalog.entity.delete', one),
  ])
  assert.deepEqual(
    groups.map(({ permissions, users, change }) => [permissions, users, change.lost.count]),
    [
      [['audit.read', 'admin.read'], ['user:default/ada', 'user:default/bob'], 0],
      [['catalog.entity.delete'], ['user:default/ada'], 1],
    ],
  )
})

test('what touches most people comes first, and nothing gives no groups', () => {
  const [first] = groupEffects([
    effect('user:default/ada', 'catalog.entity.delete', one),
    effect('user:default/ada', 'audit.read'),
    effect('user:default/bob', 'audit.read'),
  ])
  assert.deepEqual(first?.permissions, ['audit.read'])
  assert.deepEqual(groupEffects([]), [])
})
