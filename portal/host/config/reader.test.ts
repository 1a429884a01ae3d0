import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  duration,
  durationOrMs,
  flexibleBoolean,
  flexibleNumber,
  parseDuration,
  schedule,
} from '@callboard/sdk/config-values'
import { z } from 'zod'
import { loadText } from '../../testing/config-files.ts'
import { hostConfig } from './host-config.ts'

const shape = z.object({
  every: duration.optional(),
  count: flexibleNumber.optional(),
  on: flexibleBoolean.default(false),
  names: z.array(z.object({ name: z.string() })).default([]),
})

describe('sections', () => {
  test('are parsed by the schema of whoever asks', async () => {
    const { reader } = await loadText(
      'sentry: { every: PT30M, count: "5", on: "yes", names: [{ name: a }], rest: 1 }',
    )
    assert.deepEqual(reader.section('sentry', shape), {
      every: 1_800_000,
      count: 5,
      on: true,
      names: [{ name: 'a' }],
    })
  })

  test('an empty section is as good as none', async () => {
    const { reader } = await loadText('sentry:\n')
    assert.deepEqual(reader.section('sentry', shape.default({ on: false, names: [] })), {
      on: false,
      names: [],
    })
  })

  const wrong: [text: string, message: string][] = [
    [
      'names: [{ name: 5 }]',
      "Invalid type in config for key 'sentry.names[0].name' in 'app-config.yaml', got number, wanted string",
    ],
    ['names: [{}]', "Missing required config value at 'sentry.names[0].name'"],
    [
      'names: a',
      "Invalid type in config for key 'sentry.names' in 'app-config.yaml', got string, wanted array",
    ],
    [
      'every: 30',
      "Invalid value in config for key 'sentry.every' in 'app-config.yaml': The value cannot be a plain number; try adding a unit, as in '30 seconds' or '30s'",
    ],
  ]
  for (const [text, message] of wrong) {
    test(message, async () => {
      const { reader } = await loadText(`sentry: { ${text} }`)
      assert.throws(() => reader.section('sentry', shape), { name: 'InputError', message })
    })
  }
})

describe('durations', () => {
  const good: [unknown, number][] = [
    [{ minutes: 30 }, 1_800_000],
    [{ hours: 1, minutes: '1' }, 3_660_000],
    ['PT30M', 1_800_000],
    ['P1DT1H', 90_000_000],
    ['P2W', 1_209_600_000],
    ['30m', 1_800_000],
    ['1 day', 86_400_000],
    ['100ms', 100],
    ['1.5h', 5_400_000],
    ['2 Weeks', 1_209_600_000],
  ]
  for (const [written, ms] of good) {
    test(`${JSON.stringify(written)} is ${ms} ms`, () => assert.equal(parseDuration(written), ms))
  }
  for (const written of [
    '',
    '30',
    30,
    'P',
    'PT',
    'soon',
    '5 parsecs',
    {},
    { parsecs: 1 },
    { minutes: 'x' },
    [],
    null,
    true,
  ]) {
    test(`${JSON.stringify(written)} is none`, () => assert.throws(() => parseDuration(written)))
  }
  test('where milliseconds are allowed a number is enough', () => {
    assert.equal(durationOrMs.parse(250), 250)
    assert.equal(durationOrMs.parse('250'), 250)
    assert.equal(durationOrMs.parse('1s'), 1000)
  })
  test('a schedule without timeout has 15 minutes', () => {
    assert.deepEqual(schedule.parse({ frequency: { minutes: 10 } }), {
      frequency: { everyMs: 600_000 },
      timeoutMs: 900_000,
      initialDelayMs: undefined,
      scope: 'global',
    })
    assert.deepEqual(schedule.parse({ frequency: { cron: '0 4 * * *' }, timeout: 'PT1M' }).frequency, {
      cron: '0 4 * * *',
    })
    assert.deepEqual(schedule.parse({ frequency: { trigger: 'manual' } }).frequency, { trigger: 'manual' })
  })
})

test('the host gets one typed value', async () => {
  const { reader } = await loadText(`
app: { title: T, baseUrl: 'https://x.example.com/portal' }
organization: { name: O }
backend:
  listen: 0.0.0.0:8080
  logger: { level: warn }
  reading: { allow: [{ host: a.example.com, paths: [/x] }, { host: b.example.com }] }
  database: { client: sqlite3, connection: ':memory:' }
`)
  const host = hostConfig(reader, {})
  assert.deepEqual(host.app, { title: 'T', baseUrl: 'https://x.example.com/portal', basePath: '/portal' })
  assert.equal(host.organization.name, 'O')
  assert.equal(host.backend.baseUrl, 'https://x.example.com/portal')
  assert.deepEqual(host.backend.listen, { host: '0.0.0.0', port: 8080 })
  assert.equal(host.backend.logger.level, 'warn')
  assert.deepEqual(host.backend.reading.allow, [
    { host: 'a.example.com', paths: ['/x'] },
    { host: 'b.example.com' },
  ])
  assert.equal(hostConfig(reader, { LOG_LEVEL: 'debug' }).backend.logger.level, 'debug')
})
