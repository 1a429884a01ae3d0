import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readVisits, withVisit } from './visits.ts'

const now = 1_700_000_000_000
const at = (to: string, count = 1) => ({ to, title: to, at: now, count })

test('a place is in the list once, newest first, and counted when one comes back to it', () => {
  let list = withVisit([], { to: '/a', title: 'A' }, undefined, now)
  list = withVisit(list, { to: '/a', title: 'A, renamed' }, undefined, now)
  list = withVisit(list, { to: '/b', title: 'B' }, undefined, now)
  list = withVisit(list, { to: '/a', title: 'A' }, undefined, now)
  assert.deepEqual(
    list.map(({ to, count }) => [to, count]),
    [
      ['/a', 2],
      ['/b', 1],
    ],
  )
})

test('what was only passed through makes room for where one stopped, unless one comes there often', () => {
  const passed = withVisit([at('/c?x=1'), at('/a')], { to: '/c?x=12', title: 'C' }, '/c?x=1', now)
  assert.deepEqual(
    passed.map(({ to }) => to),
    ['/c?x=12', '/a'],
  )
  assert.equal(withVisit([at('/c', 3)], { to: '/c?x=1', title: 'C' }, '/c', now).length, 2)
})

test('the list has an end', () => {
  const full = Array.from({ length: 100 }, (_, index) => at(`/${index}`))
  const list = withVisit(full, { to: '/new', title: 'New' }, undefined, now)
  assert.equal(list.length, 100)
  assert.equal(list[0]?.to, '/new')
  assert.equal(readVisits([...full, ...full], now).length, 100)
})

test('of what stands in the storage only what can be shown is taken', () => {
  const bad: unknown[] = [
    null,
    'x',
    { to: 'javascript:alert(1)', title: 'x', at: now },
    { to: '//evil.example', title: 'x', at: now },
    { to: '/\\\\evil.example', title: 'x', at: now },
    { to: `/${'x'.repeat(3000)}`, title: 'x', at: now },
    { to: '/a', title: {}, at: now },
    { to: '/a', title: 'x', at: 'yesterday' },
  ]
  assert.deepEqual(readVisits(bad, now), [])
  assert.deepEqual(readVisits({ length: 3 }, now), [])
  const odd = { to: '/a', title: 'x'.repeat(500), kind: {}, entityRef: 7, at: 1e300, count: -4, more: 1 }
  assert.deepEqual(readVisits([odd], now), [{ to: '/a', title: 'x'.repeat(200), at: now, count: 1 }])
})
