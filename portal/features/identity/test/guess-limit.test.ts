import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditEntry } from '@callboard/sdk'
import { createGuessLimit } from '../server/guess-limit.ts'
import { movable } from './harness.ts'

test('an address waits after thirty wrong tokens until its minute is over; others do not', () => {
  const clock = movable()
  const entries: AuditEntry[] = []
  const limit = createGuessLimit({ record: (entry) => void entries.push(entry) }, clock)
  for (let i = 0; i < 29; i += 1) limit.wrong('10.0.0.1')
  assert.equal(limit.waitMs('10.0.0.1'), undefined)
  clock.forward(10_000)
  limit.wrong('10.0.0.1')
  assert.equal(limit.waitMs('10.0.0.1'), 50_000)
  assert.equal(limit.waitMs('::ffff:10.0.0.1'), 50_000)
  assert.equal(limit.waitMs('10.0.0.2'), undefined)
  for (let i = 0; i < 100; i += 1) limit.wrong('10.0.0.1')
  assert.deepEqual(
    entries.map(({ action, ip, severity }) => [action, ip, severity]),
    [['auth.guessing', '10.0.0.1', 'high']],
  )
  clock.forward(50_001)
  assert.equal(limit.waitMs('10.0.0.1'), undefined)
})

test('all addresses of one IPv6 network count as one, however they are written', () => {
  const limit = createGuessLimit({ record: () => undefined }, movable(), { max: 3 })
  limit.wrong('2001:db8:0:1::1')
  limit.wrong('2001:0db8:0000:0001:ffff::2')
  limit.wrong('2001:DB8:0:1:a:b:c:d')
  assert.ok(limit.waitMs('2001:db8:0:1::9'))
  assert.equal(limit.waitMs('2001:db8:0:2::1'), undefined)
  assert.equal(limit.waitMs('::1'), undefined)
})

test('of a flood of addresses the oldest are forgotten, so that memory is bounded', () => {
  const limit = createGuessLimit({ record: () => undefined }, movable(), { max: 1 })
  const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`
  for (let i = 0; i <= 50_000; i += 1) limit.wrong(address(i))
  assert.equal(limit.waitMs(address(0)), undefined)
  assert.equal(limit.waitMs(address(4_000)), undefined)
  assert.ok(limit.waitMs(address(50_000)))
})
