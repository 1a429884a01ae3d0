import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditEntry } from '@callboard/sdk'
import { migrate } from '../../../host/db/migrate.ts'
import { createRedactor } from '../../../host/log/redactor.ts'
import { forEachDatabase, type OpenTestDatabase, silentLog } from '../../../testing/databases.ts'
import { exportEvents } from '../server/export.ts'
import { audit01 } from '../server/migration.ts'
import { countValues, readEvents } from '../server/query.ts'
import { createRetention } from '../server/retention.ts'
import { auditSettings } from '../server/settings.ts'
import { createWriter } from '../server/writer.ts'

const day = 86_400_000

async function log(open: OpenTestDatabase, config: Record<string, unknown> = {}) {
  const db = await open([audit01])
  let at = Date.parse('2026-11-21T10:00:00Z')
  const clock = { now: () => at }
  const redactor = createRedactor()
  const lines: [string, string, unknown][] = []
  const tell = (level: string) => (message: string, fields?: unknown) => {
    lines.push([level, message, fields])
  }
  const spy = { ...silentLog, debug: tell('debug'), info: tell('info'), error: tell('error') }
  const writer = createWriter(redactor.redact)
  const settings = auditSettings({ get: (path) => config[path] })
  writer.open({ db, clock, settings, log: spy })
  return {
    db,
    clock,
    writer,
    redactor,
    lines,
    forward: (ms: number) => {
      at += ms
    },
    list: async (filters: Parameters<typeof readEvents>[1] = {}, limit = 100) => {
      await writer.flush()
      return (await readEvents(db, filters, { limit })).items
    },
  }
}

const entry: AuditEntry = {
  action: 'catalog.location.create',
  outcome: 'succeeded',
  actor: 'user:default/ada',
}

forEachDatabase((_name, open) => {
  test('events come back newest first, page by page, each once', async () => {
    const { writer, db, forward } = await log(open)
    for (let i = 0; i < 25; i += 1) {
      // Several in one millisecond, so that time alone does not order them.
      if (i % 4 === 0) forward(1)
      writer.record({ ...entry, subject: `url:https://host/${i}` })
    }
    await writer.close()
    const seen: string[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const page = await readEvents(db, {}, { limit: 7, cursor })
      seen.push(...page.items.map((item) => item.subject ?? ''))
      cursor = page.nextCursor
      pages += 1
    } while (cursor !== undefined)
    assert.equal(pages, 4)
    assert.deepEqual(
      seen,
      Array.from({ length: 25 }, (_, i) => `url:https://host/${24 - i}`),
    )
    await assert.rejects(readEvents(db, {}, { limit: 7, cursor: 'bm9wZQ' }), /Malformed cursor/)
  })

  test('every filter holds, and together they narrow', async () => {
    const { writer, list, forward } = await log(open)
    writer.record({ ...entry, subject: 'url:https://host/a', requestId: 'r-1', via: 'ui' })
    forward(1000)
    writer.record({
      ...entry,
      action: 'catalog.location',
      outcome: 'denied',
      ip: '10.0.0.9',
      requestId: 'r-2',
    })
    writer.record({
      ...entry,
      action: 'catalogue.other',
      actor: 'external:ci',
      detail: { why: '50% off_peak' },
    })
    const actions = async (filters: Parameters<typeof list>[0]) =>
      (await list(filters)).map(({ action }) => action).sort()
    assert.deepEqual(await actions({ action: ['catalog'] }), ['catalog.location', 'catalog.location.create'])
    assert.deepEqual(await actions({ action: ['catalog.location'] }), [
      'catalog.location',
      'catalog.location.create',
    ])
    assert.deepEqual(await actions({ action: ['catalog.location.create'] }), ['catalog.location.create'])
    assert.deepEqual(await actions({ actor: ['external:ci', 'nobody'] }), ['catalogue.other'])
    assert.deepEqual(await actions({ outcome: ['denied'] }), ['catalog.location'])
    assert.deepEqual(await actions({ subject: ['url:https://host/a'] }), ['catalog.location.create'])
    assert.deepEqual(await actions({ requestId: 'r-2' }), ['catalog.location'])
    assert.deepEqual(await actions({ via: ['ui'] }), ['catalog.location.create'])
    assert.deepEqual(await actions({ via: ['system'] }), ['catalogue.other'])
    assert.deepEqual(await actions({ from: '2026-11-21T10:00:01Z' }), ['catalog.location', 'catalogue.other'])
    assert.deepEqual(await actions({ to: '2026-11-21T10:00:01Z' }), ['catalog.location.create'])
    assert.deepEqual(await actions({ text: '10.0.0' }), ['catalog.location'])
    assert.deepEqual(await actions({ text: '50% OFF_peak' }), ['catalogue.other'])
    assert.deepEqual(await actions({ text: '5_% off' }), [], '% and _ are letters')
    assert.deepEqual(await actions({ text: "' or 1=1 --" }), [])
    assert.deepEqual(await actions({ action: ['catalog'], outcome: ['succeeded'], text: 'host' }), [
      'catalog.location.create',
    ])
  })

  test('values are counted under all filters but their own', async () => {
    const { writer, db, list } = await log(open)
    for (const outcome of ['succeeded', 'succeeded', 'denied'] as const) writer.record({ ...entry, outcome })
    writer.record({ ...entry, action: 'auth.sign-in' })
    await list()
    assert.deepEqual(await countValues(db, { outcome: ['succeeded'] }, 'outcome'), [
      { value: 'succeeded', count: 3 },
      { value: 'denied', count: 1 },
    ])
    assert.deepEqual(await countValues(db, { outcome: ['succeeded'] }, 'action'), [
      { value: 'catalog.location.create', count: 2 },
      { value: 'auth.sign-in', count: 1 },
    ])
  })

  test('an export holds every event once, as JSON lines, and never the whole log in memory', async () => {
    const { writer, db } = await log(open)
    for (let i = 0; i < 1234; i += 1) writer.record({ ...entry, subject: String(i) })
    await writer.close()
    const stream = exportEvents(db, { action: ['catalog'] }, AbortSignal.timeout(20_000))
    let text = ''
    let largest = 0
    for await (const chunk of stream) {
      largest = Math.max(largest, chunk.length)
      text += Buffer.from(chunk).toString()
    }
    const lines = text.trimEnd().split('\n')
    assert.equal(lines.length, 1234)
    assert.equal(new Set(lines.map((line) => (JSON.parse(line) as { subject: string }).subject)).size, 1234)
    assert.ok(largest < text.length)
  })

  test('events older than the retention are forgotten, by default after 90 days', async () => {
    const { writer, db, clock, list, forward } = await log(open)
    writer.record({ ...entry, subject: 'old' })
    await writer.flush()
    forward(60 * day)
    writer.record({ ...entry, subject: 'new' })
    await writer.flush()
    const settings = auditSettings({ get: () => undefined })
    const job = createRetention(db, clock, () => settings.retentionMs)
    const run = { signal: AbortSignal.timeout(20_000), log: silentLog }
    assert.deepEqual(await job.run('all', run), { nextInMs: 3_600_000 })
    assert.equal((await list()).length, 2)
    forward(31 * day)
    await job.run('all', run)
    assert.deepEqual(
      (await list()).map(({ subject }) => subject),
      ['new'],
    )
    forward(10_000 * day)
    await createRetention(db, clock, () => undefined).run('all', run)
    assert.equal((await list()).length, 1, 'for ever')
  })

  test('a flood of refusals becomes the first and their number; what succeeds is always kept', async () => {
    const { writer, list, forward } = await log(open)
    const refused: AuditEntry = { ...entry, actor: 'anonymous', outcome: 'denied', ip: '10.0.0.9' }
    for (let i = 0; i < 1000; i += 1) writer.record({ ...refused, subject: `/api/x/${i}` })
    writer.record({ ...refused, ip: '10.0.0.10' })
    for (let i = 0; i < 3; i += 1) writer.record(entry)
    assert.equal((await list({ outcome: ['denied'] })).length, 2)
    assert.equal((await list({ outcome: ['succeeded'] })).length, 3)
    forward(61_000)
    await writer.close()
    const denied = await list({ outcome: ['denied'] })
    assert.deepEqual(denied.map(({ detail }) => detail.repeated ?? 1).sort(), [1, 1, 999])
  })

  test('hostile text is kept as text: NUL, half characters, megabytes, deep nests', async () => {
    const { writer, list } = await log(open)
    let deep: Record<string, never> | { deeper: object } = {}
    for (let i = 0; i < 500; i += 1) deep = { deeper: deep }
    writer.record({
      ...entry,
      actor: `user:default/${'x'.repeat(100_000)}`,
      subject: 'a\0b\ud800c',
      userAgent: "'); drop table audit_events; --",
      detail: {
        id: 'kept',
        long: 'y'.repeat(1_000_000),
        deep: deep as never,
        many: Array.from({ length: 9999 }, () => 1),
      },
    })
    const [found] = await list()
    assert.equal(found?.subject, 'a\ufffdb\ufffdc')
    assert.equal(found?.actor.length, 1000)
    assert.equal(found?.userAgent, "'); drop table audit_events; --")
    assert.ok(JSON.stringify(found?.detail).length < 9000)
    assert.equal(found?.detail.id, 'kept')
  })

  test('secrets are in no event, wherever they were sent', async () => {
    const { writer, list, redactor } = await log(open)
    redactor.add(['config-secret-1234', 'two\nlines "quoted" secret'])
    const made = `cb_pat_${'A1b2'.repeat(11)}`
    const jwt = `eyJ${'a'.repeat(30)}.${'b'.repeat(30)}.${'c'.repeat(30)}`
    const secrets = [
      'config-secret-1234',
      'lines "quoted" secret',
      made,
      jwt,
      'hunter2hunter2',
      'glpat-abcdefghijklmnopqrst',
    ]
    const everywhere = secrets.join(' ')
    writer.record({
      action: `x ${made}`,
      outcome: 'failed',
      actor: `external:${jwt}`,
      subject: `https://ci:hunter2hunter2@git/x?private_token=hunter2hunter2&a=${encodeURIComponent('two\nlines "quoted" secret')} ${made}`,
      requestId: made,
      ip: 'config-secret-1234',
      userAgent: `curl ${jwt} glpat-abcdefghijklmnopqrst config-secret-1234`,
      detail: {
        reason: 'Bearer hunter2hunter2 two\nlines "quoted" secret',
        password: 'hunter2hunter2',
        nested: [
          { clientSecret: ['hunter2hunter2'], authorization: 'hunter2hunter2', text: `${made} ${jwt}` },
        ],
        [made]: 'config-secret-1234',
        url: 'https://host/?access_token=hunter2hunter2',
        token: made,
      },
    })
    const text = JSON.stringify(await list())
    for (const secret of secrets) {
      const escaped = JSON.stringify(secret).slice(1, -1)
      assert.ok(!text.includes(escaped), `${secret} of ${everywhere.length} characters stands in ${text}`)
    }
    assert.match(text, /clientSecret":"\*\*\*"/)
  })

  test('each event is logged at the level its severity is mapped to', async () => {
    const { writer, lines } = await log(open, { 'backend.auditor.severityLogLevelMappings.high': 'error' })
    for (const severity of ['low', 'medium', 'high'] as const) writer.record({ ...entry, severity })
    await writer.close()
    assert.deepEqual(
      lines.map(([level, message]) => `${level} ${message}`),
      ['debug audit event', 'info audit event', 'error audit event'],
    )
    assert.throws(
      () => auditSettings({ get: (path) => (path.endsWith('.low') ? 'loud' : undefined) }),
      /severityLogLevelMappings\.low.*must be one of/,
    )
  })

  test('while it cannot be written the log keeps a bounded number of events, and says how many it lost', async () => {
    const db = await open([])
    const lines: string[] = []
    const spy = { ...silentLog, error: (message: string) => void lines.push(message) }
    const writer = createWriter((text) => text)
    for (let i = 0; i < 20_050; i += 1) writer.record({ ...entry, subject: String(i) })
    const settings = auditSettings({ get: () => undefined })
    writer.open({ db, clock: { now: Date.now }, settings, log: spy })
    await writer.flush()
    await writer.flush()
    assert.deepEqual(lines, ['the audit log cannot be written, events wait in memory'], 'said once')
    await migrate(db, [audit01], silentLog)
    await writer.close()
    const counts = await countValues(db, {}, 'action')
    assert.deepEqual(counts, [
      { value: 'catalog.location.create', count: 20_000 },
      { value: 'audit.lost', count: 1 },
    ])
    const { items } = await readEvents(db, { action: ['audit'] }, { limit: 1 })
    assert.equal(items[0]?.detail.events, 50)
    assert.equal(items[0]?.severity, 'critical')
  })
})
