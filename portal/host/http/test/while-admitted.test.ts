import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PortalError, Reply } from '@callboard/sdk'
import { whileAdmitted } from '../while-admitted.ts'

function live(): { reply: Reply; say(text: string): void; fail(): void; isCancelled(): boolean } {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given
    },
    cancel: () => {
      cancelled = true
    },
  })
  return {
    reply: new Reply(200, body, { 'content-type': 'text/event-stream; charset=utf-8' }),
    say: (text) => controller?.enqueue(new TextEncoder().encode(text)),
    fail: () => controller?.error(new Error('the source broke')),
    isCancelled: () => cancelled,
  }
}

const textOf = (reply: Reply) => new Response(reply.body as ReadableStream).text()

test('an event stream ends when its caller would not be let in any more', async () => {
  const { reply, say, isCancelled } = live()
  let asked = 0
  const admit = async () => {
    asked += 1
    if (asked === 1) throw new PortalError('unavailable', 'the database is away')
    if (asked === 3) throw new PortalError('unauthenticated', 'gone')
  }
  say('data: one\n\n')
  assert.equal(await textOf(whileAdmitted(reply, admit, 5)), 'data: one\n\n')
  assert.deepEqual([asked, isCancelled()], [3, true])
})

test('who goes away is not asked for again, and other answers are left as they are', async () => {
  const { reply, isCancelled } = live()
  let asked = 0
  const watched = whileAdmitted(
    reply,
    async () => {
      asked += 1
    },
    5,
  )
  await (watched.body as ReadableStream).cancel()
  const before = asked
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual([asked, isCancelled()], [before, true])
  const plain = Reply.json('{}')
  assert.equal(
    whileAdmitted(plain, async () => undefined),
    plain,
  )
})

test('nobody is asked for again when a stream has broken', async () => {
  const { reply, fail } = live()
  let asked = 0
  const watched = whileAdmitted(
    reply,
    async () => {
      asked += 1
    },
    5,
  )
  fail()
  await assert.rejects(textOf(watched), /the source broke/)
  const before = asked
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(asked, before)
})
