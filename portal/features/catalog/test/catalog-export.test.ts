import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inBatches } from '../web/bulk/work.ts'
import { csvOf } from '../web/data/csv.ts'
import { partsOf } from '../web/data/listing.ts'

describe('CSV', () => {
  for (const [cell, written] of [
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    [' =1+1', "' =1+1"],
    ['\u200b=1', "'\u200b=1"],
    ['\uff1dcmd', "'\uff1dcmd"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['a=b', 'a=b'],
    ['it-is-fine', 'it-is-fine'],
    ['größe 😀 مرحبا', 'größe 😀 مرحبا'],
  ] as const) {
    test(JSON.stringify(cell), () => assert.equal(csvOf([[cell]]), `${written}\r\n`))
  }

  test('rows end with CRLF, cells with commas', () => {
    assert.equal(
      csvOf([
        ['a', 'b'],
        ['1', '2'],
      ]),
      'a,b\r\n1,2\r\n',
    )
    assert.equal(csvOf([]), '')
  })
})

test('what lacks the field a listing is sorted by follows by name', () => {
  const listing = { query: { kind: 'api' }, words: 'pay', field: 'spec.owner', isDown: true }
  assert.deepEqual(partsOf(listing), [
    listing,
    {
      query: { $all: [{ kind: 'api' }, { 'spec.owner': { $exists: false } }] },
      words: 'pay',
      field: 'metadata.name',
      isDown: false,
    },
  ])
  const byName = { ...listing, field: 'metadata.name' }
  assert.deepEqual(partsOf(byName), [byName])
})

describe('work on many', () => {
  const calm = { size: 2, subjectOf: String, onProgress: () => {}, signal: new AbortController().signal }

  test('what fails is told in order and does not stop the others', async () => {
    const counts: number[] = []
    const { failures, reached } = await inBatches(
      [1, 2, 3, 4, 5],
      async (batch) => {
        if (batch.includes(3)) throw new Error('down')
        return batch.filter((n) => n === 2).map((n) => ({ subject: String(n), error: new Error(`no ${n}`) }))
      },
      { ...calm, onProgress: (count) => counts.push(count) },
    )
    assert.deepEqual(
      failures.map(({ subject, error }) => [subject, (error as Error).message]),
      [
        ['2', 'no 2'],
        ['3', 'down'],
        ['4', 'down'],
      ],
    )
    assert.deepEqual(counts, [2, 4, 5])
    assert.equal(reached.length, 5)
  })

  test('stopping lets the batch that runs end and begins nothing new', async () => {
    const stop = new AbortController()
    const work = async (batch: readonly number[]) => {
      if (batch.includes(3)) stop.abort()
      return []
    }
    const { reached } = await inBatches([1, 2, 3, 4, 5, 6], work, { ...calm, signal: stop.signal })
    assert.deepEqual(reached, [1, 2, 3, 4])
  })
})
