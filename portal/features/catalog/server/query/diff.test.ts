import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@callboard/sdk/model'
import { type Change, diff } from './diff.ts'

const cases: [string, JsonValue, JsonValue, Change[]][] = [
  ['nothing changed', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['a value', { a: 1 }, { a: 2 }, [{ path: '/a', before: 1, after: 2 }]],
  [
    'came and went',
    { a: 1 },
    { b: null },
    [
      { path: '/a', before: 1 },
      { path: '/b', after: null },
    ],
  ],
  [
    'a list of values is one field',
    { a: ['x'] },
    { a: ['x', 'y'] },
    [{ path: '/a', before: ['x'], after: ['x', 'y'] }],
  ],
  [
    'a list of objects field by field',
    { a: [{ k: 1, l: 2 }] },
    { a: [{ k: 1, l: 3 }] },
    [{ path: '/a/0/l', before: 2, after: 3 }],
  ],
  [
    'keys with slashes and tildes',
    { 'a/b~c': 1 },
    { 'a/b~c': 2 },
    [{ path: '/a~1b~0c', before: 1, after: 2 }],
  ],
  ['another shape', { a: { b: 1 } }, { a: [1] }, [{ path: '/a', before: { b: 1 }, after: [1] }]],
]

for (const [name, before, after, changes] of cases) {
  test(`diff: ${name}`, () => assert.deepEqual(diff(before, after), changes))
}
