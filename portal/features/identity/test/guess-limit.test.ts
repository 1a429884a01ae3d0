import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as turn } from 'node:timers/promises'
import type { AuditEntry } from '@callboard/sdk'
import { forEachDatabase } from '../../../testing/databases.ts'
import { createAttempts } from '../server/attempts.ts'
import { createGuessLimit, type SharedCount } from '../server/guess-limit.ts'
import { identityMigrations, movable } from './harness.ts'

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

forEachDatabase((_name, open) => {
  test('processes on one database count together, and write once for a handful of guesses', async () => {
    const db = await open(identityMigrations)
    const clock = movable()
    const attempts = createAttempts(db, clock)
    let writes = 0
    const shared: SharedCount = (...counted) => {
      writes += 1
      return attempts.add(...counted)
    }
    const entries: AuditEntry[] = []
    const process = () => createGuessLimit({ record: (entry) => void entries.push(entry) }, clock, { shared })
    const all = [process(), process(), process()]
    const [one] = all
    for (const each of all) for (let i = 0; i < 10; i += 1) each.wrong('10.0.0.1')
    while (!all.some((each) => each.waitMs('10.0.0.1'))) await turn(5)
    assert.equal(writes, 3)
    for (let i = 0; i < 10; i += 1) one?.wrong('10.0.0.1')
    while (!one?.waitMs('10.0.0.1')) await turn(5)
    assert.equal(one?.waitMs('10.0.0.2'), undefined)
    assert.ok(entries.length > 0)
    clock.forward(60_001)
    assert.ok(all.every((each) => each.waitMs('10.0.0.1') === undefined))
  })
})
