import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { Log } from '@callboard/sdk'
import { createEvents } from './events.ts'

function setUp() {
  const errors: unknown[] = []
  const quiet = () => {}
  const log: Log = {
    error: (m, f) => void errors.push([m, f?.topic]),
    warn: quiet,
    info: quiet,
    debug: quiet,
    child: () => log,
  }
  return { events: createEvents(log), errors }
}

test('a listener hears its topic and those below its pattern', async () => {
  const { events } = setUp()
  const heard: string[] = []
  for (const topic of ['catalog.entity.changed', 'catalog.*', '*', 'catalog.entity', 'other.*']) {
    events.subscribe(topic, (payload) => void heard.push(`${topic} ${String(payload)}`))
  }
  events.publish('catalog.entity.changed', 1)
  assert.deepEqual(heard, [], 'the publisher goes on first')
  await turn()
  assert.deepEqual(heard, ['catalog.entity.changed 1', '* 1', 'catalog.* 1'])
})

test('a listener that throws or rejects is logged and keeps nobody from hearing', async () => {
  const { events, errors } = setUp()
  const heard: unknown[] = []
  events.subscribe('t', () => {
    throw new Error('sync')
  })
  events.subscribe('t', () => Promise.reject(new Error('async')))
  events.subscribe('t', (payload) => void heard.push(payload))
  events.publish('t', 'x')
  await turn()
  assert.deepEqual(heard, ['x'])
  assert.equal(errors.length, 2)
})

test('an unsubscribed listener hears nothing, and unsubscribing twice is harmless', async () => {
  const { events } = setUp()
  const heard: unknown[] = []
  const listener = (payload: unknown) => void heard.push(payload)
  const stop = events.subscribe('t', listener)
  events.subscribe('t', listener)
  stop()
  stop()
  events.publish('t', 1)
  await turn()
  assert.deepEqual(heard, [1])
})
