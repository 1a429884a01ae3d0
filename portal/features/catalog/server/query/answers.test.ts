import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAnswers } from './answers.ts'

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()

test('an answer is made once for a revision, and anew for the next', async () => {
  const answers = createAnswers(1e6)
  let made = 0
  const make = async () => `answer ${++made}`
  assert.equal(text((await answers.of(1, 'q', make))?.bytes), 'answer 1')
  assert.equal(text((await answers.of(1, 'q', make))?.bytes), 'answer 1')
  assert.equal(text((await answers.of(2, 'q', make))?.bytes), 'answer 2')
  assert.equal(text((await answers.of(1, 'q', make))?.bytes), 'answer 3')
  assert.equal(text((await answers.of(2, 'q', make))?.bytes), 'answer 2')
})

test('many who ask at once share one making, and one failure', async () => {
  const answers = createAnswers(1e6)
  let made = 0
  const slow = async () => {
    made += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (made === 1) throw new Error('not now')
    return 'done'
  }
  const first = await Promise.allSettled([1, 2, 3].map(() => answers.of(1, 'q', slow)))
  assert.deepEqual(
    first.map((one) => one.status),
    ['rejected', 'rejected', 'rejected'],
  )
  const second = await Promise.all([1, 2, 3].map(() => answers.of(1, 'q', slow)))
  assert.deepEqual(
    second.map((one) => text(one?.bytes)),
    ['done', 'done', 'done'],
  )
  assert.equal(made, 2)
})

test('what is kept stays within its bounds, and nothing is not kept', async () => {
  const answers = createAnswers(80_000)
  let made = 0
  const make = async () => {
    made += 1
    return 'x'.repeat(9_000)
  }
  for (let index = 0; index < 20; index++) await answers.of(1, `q${index}`, make)
  await answers.of(1, 'q19', make)
  assert.equal(made, 20)
  await answers.of(1, 'q0', make)
  assert.equal(made, 21)
  assert.equal(await answers.of(1, 'none', async () => null), null)
})

test('the validator names revision and question', async () => {
  const answers = createAnswers(1e6)
  const tag = async (revision: number, key: string) =>
    (await answers.of(revision, key, async () => 'x'))?.etag
  const tags = [await tag(1, 'a'), await tag(1, 'b'), await tag(2, 'a')]
  assert.equal(new Set(tags).size, 3)
  for (const etag of tags) assert.match(etag ?? '', /^W\/"\d+-[\w-]{16}"$/)
})
