import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  add,
  eachId,
  emptySet,
  has,
  idsIn,
  intersect,
  sizeOf,
  sizeOfBoth,
  subtract,
  unite,
} from './id-set.ts'

const setOf = (...ids: number[]) => {
  const set = emptySet(100)
  for (const id of ids) add(set, id)
  return set
}

test('a set holds what was added, edges of words included', () => {
  const set = setOf(0, 1, 31, 32, 63, 64, 99, 100)
  assert.deepEqual(idsIn(set), [0, 1, 31, 32, 63, 64, 99, 100])
  assert.equal(sizeOf(set), 8)
  assert.ok(has(set, 31) && has(set, 100) && !has(set, 30))
})

test('ids beyond the set are not in it', () => {
  const set = setOf(5)
  add(set, 1_000_000)
  assert.ok(!has(set, 1_000_000))
  assert.equal(sizeOf(set), 1)
})

test('sets are joined', () => {
  const a = setOf(1, 31, 64)
  const b = setOf(31, 64, 65)
  assert.deepEqual(idsIn(intersect(a, b)), [31, 64])
  assert.deepEqual(idsIn(unite(a, b)), [1, 31, 64, 65])
  assert.deepEqual(idsIn(subtract(a, b)), [1])
  assert.equal(sizeOfBoth(a, b), 2)
})

test('ids are read from text', () => {
  for (const [text, ids] of [
    ['', []],
    ['7', [7]],
    ['7,12,0', [7, 12, 0]],
  ] as const) {
    const found: number[] = []
    eachId(text, (id) => found.push(id))
    assert.deepEqual(found, [...ids])
  }
})
