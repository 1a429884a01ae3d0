import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEach } from '../web/bulk/work.ts'
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
  const calm = { subjectOf: String, onProgress: () => {}, signal: new AbortController().signal }

  test('what fails is told in order and does not stop the others', async () => {
    const done: number[] = []
    const counts: number[] = []
    const failures = await forEach(
      [1, 2, 3, 4, 5, 6],
      async (n) => {
        await new Promise((resolve) => setTimeout(resolve, 10 - n))
        if (n % 3 === 0) throw new Error(`no ${n}`)
        done.push(n)
      },
      { ...calm, onProgress: (count) => counts.push(count) },
    )
    assert.deepEqual(done.toSorted(), [1, 2, 4, 5])
    assert.deepEqual(
      failures.map(({ subject, error }) => [subject, (error as Error).message]),
      [
        ['3', 'no 3'],
        ['6', 'no 6'],
      ],
    )
    assert.deepEqual(counts, [1, 2, 3, 4, 5, 6])
  })

  test('stopping lets what runs end and begins nothing new', async () => {
    const stop = new AbortController()
    let begun = 0
    const work = async () => {
      begun += 1
      if (begun === 5) stop.abort()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await forEach(Array.from({ length: 100 }), work, { ...calm, signal: stop.signal })
    assert.ok(begun >= 5 && begun < 12, String(begun))
  })
})
