import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rankOf } from '../web/data/word-rank.ts'

const names = ['payments-api', 'payments api']

test('words may begin a name, a part of it, or stand within it, best first', () => {
  const ranks = ['payments-api', 'pay', 'api', 'ment'].map((word) => rankOf([word], names, ''))
  assert.deepEqual(
    ranks,
    ranks.toSorted((a, b) => (a ?? 99) - (b ?? 99)),
  )
  assert.equal(ranks[0], 0)
})

test('every word has to fit, in the name or among the facts', () => {
  assert.ok(rankOf(['pay', 'team-booking'], names, 'api openapi team-booking default') !== undefined)
  assert.equal(rankOf(['pay', 'team-crew'], names, 'api openapi team-booking default'), undefined)
})

test('a slip of the fingers is forgiven, a different word is not', () => {
  assert.ok(rankOf(['paymnets'], names, '') !== undefined)
  assert.ok(rankOf(['paynents'], names, '') !== undefined)
  assert.equal(rankOf(['pavement'], names, ''), undefined)
  assert.equal(rankOf(['apx'], names, ''), undefined)
})
