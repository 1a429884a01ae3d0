import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PortalError } from '@callboard/sdk'
import { createLog, type LogOptions } from './log.ts'

function record(options: LogOptions = {}) {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLog({ env: { NODE_ENV: 'production' }, ...options, destination })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> }
}

test('a line is JSON with level, time, message and facts in production', () => {
  const { log, last } = record()
  log.child({ plugin: 'catalog' }).info('source refreshed', { url: 'https://x', changed: 3, level: 'mine' })
  const { timestamp, ...rest } = last()
  assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(rest, {
    level: 'info',
    message: 'source refreshed',
    plugin: 'catalog',
    url: 'https://x',
    changed: 3,
    level_: 'mine',
  })
})

test('secrets are taken out wherever they stand', () => {
  const { log, lines } = record()
  log.redactor.add(['s3cr3t-"quoted"', 'short', 'multi line\nkey that is quite long indeed\nend'])
  log.info('token is s3cr3t-"quoted" here', {
    nested: { deep: ['s3cr3t-"quoted"'] },
    error: new Error('cannot use s3cr3t-"quoted"', { cause: new Error('s3cr3t-"quoted" is wrong') }),
    url: 'postgres://ada:pa%2Fss@db:5432/x',
    query: `https://x/?t=${encodeURIComponent('s3cr3t-"quoted"')}`,
    headers: { Authorization: 'Bearer abc', accept: 'x' },
    header: 'authorization: Bearer abcdefghijklmnop',
    key: 'key that is quite long indeed',
    jwt: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0xyz.c2lnbmF0dXJl',
    github: 'ghp_abcdefghijklmnopqrstuvwxyz',
    clientSecret: 'abc',
    keep: 'short',
  })
  const line = lines[0] ?? ''
  for (const gone of ['s3cr3t', 'pa%2Fss', 'Bearer abc', 'quite long', 'ES256', 'c2lnbmF', 'abcdefgh']) {
    assert.ok(!line.includes(gone), `${gone} in ${line}`)
  }
  const fields = JSON.parse(line) as Record<string, unknown>
  assert.equal(fields.url, 'postgres://ada:***@db:5432/x')
  assert.equal(fields.keep, 'short')
  assert.equal(fields.clientSecret, '***')
})

test('LOG_LEVEL wins over the config, and a change reaches children at once', () => {
  const { log, lines } = record()
  const child = log.child({ plugin: 'catalog' })
  child.debug('hidden')
  log.configure({ level: 'debug' })
  child.debug('shown')
  log.configure({ level: 'error', overrides: [{ matchers: { plugin: '/^cat/' }, level: 'info' }] })
  child.info('shown by override')
  log.info('hidden')
  assert.equal(lines.length, 2)
  const forced = record({ env: { LOG_LEVEL: 'error' }, settings: { level: 'debug' } })
  forced.log.warn('hidden')
  assert.equal(forced.lines.length, 0)
})

test('an error is logged with its causes, its stack only at debug level', () => {
  const { log, last } = record()
  const error = new PortalError('unavailable', 'no database', {}, new AggregateError([new Error('refused')]))
  log.error('failed', { error })
  assert.deepEqual(last().error, {
    name: 'ServiceUnavailableError',
    message: 'no database',
    code: 'unavailable',
    cause: { name: 'AggregateError', message: '', cause: [{ name: 'Error', message: 'refused' }] },
  })
  log.configure({ level: 'debug' })
  log.error('failed', { error })
  assert.match(String((last().error as { stack: string }).stack), /log\.test\.ts/)
})

test('outside production a line is for people, and cannot be forged', () => {
  const { log, lines } = record({ env: {} })
  log.child({ plugin: 'catalog' }).warn('bad file\n12:00 ERROR \x1b[31mforged', {
    name: 'a b',
    error: new Error('outer', { cause: new Error('inner') }),
    n: 1,
  })
  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d\.\d{3} WARN {2}\[catalog\] bad file\\n12:00 ERROR \\u001b\[31mforged name="a b" error="outer: inner" n=1\n$/,
  )
})

test('hostile facts neither break the log nor fill it', () => {
  const { log, lines, last } = record()
  const cycle: Record<string, unknown> = {
    big: 'x'.repeat(1e6),
    n: 10n,
    fn: () => 1,
    bytes: new Uint8Array(9),
  }
  cycle.self = cycle
  log.info('x', { cycle, list: Array.from({ length: 1e4 }, (_, i) => i), map: new Map([['a', 1]]) })
  assert.ok((lines[0] ?? '').length < 40_000)
  assert.equal((last().cycle as Record<string, unknown>).bytes, '9 bytes')
  const started = performance.now()
  log.info('://'.repeat(20_000) + 'a:'.repeat(20_000), { a: `bearer ${' '.repeat(1e5)}` })
  assert.ok(performance.now() - started < 500)
})
