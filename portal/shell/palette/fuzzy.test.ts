import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzyRank } from './fuzzy.ts'

test('what begins with the words comes before what only contains them', () => {
  const texts = ['catalog graph', 'graph', 'choreography']
  const ranked = texts.toSorted((a, b) => (fuzzyRank('graph', a) ?? 99) - (fuzzyRank('graph', b) ?? 99))
  assert.deepEqual(ranked, ['graph', 'catalog graph', 'choreography'])
})

test('words may come in any order, and letters may be left out', () => {
  assert.ok(fuzzyRank('theme dark', 'Use the dark theme') !== undefined)
  assert.ok(fuzzyRank('cuply', 'cue-player') !== undefined)
  assert.equal(fuzzyRank('zzz', 'cue-player'), undefined)
  assert.equal(fuzzyRank('dark moon', 'Use the dark theme'), undefined)
})
