import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createMetrics } from './metrics.ts'

test('instruments are rendered in the Prometheus text format', async () => {
  const metrics = createMetrics()
  const requests = metrics.counter('http_requests_total', 'Requests.\nAll of them.', ['path', 'status'])
  requests.inc({ path: '/a"b\\c\n', status: '200' })
  requests.inc({ path: '/', status: '200' }, 2)
  metrics.gauge('jobs_due', 'Due.').set(7)
  const seconds = metrics.histogram('run_seconds', 'Runs.', ['job'])
  seconds.observe(0.003, { job: 'x' })
  seconds.observe(99, { job: 'x' })
  const text = await metrics.render()
  metrics.stop()
  for (const line of [
    '# HELP http_requests_total Requests.\\nAll of them.',
    '# TYPE http_requests_total counter',
    'http_requests_total{path="/a\\"b\\\\c\\n",status="200"} 1',
    'http_requests_total{path="/",status="200"} 2',
    'jobs_due 7',
    'run_seconds_bucket{job="x",le="0.0025"} 0',
    'run_seconds_bucket{job="x",le="0.005"} 1',
    'run_seconds_bucket{job="x",le="60"} 1',
    'run_seconds_bucket{job="x",le="+Inf"} 2',
    'run_seconds_sum{job="x"} 99.003',
    'run_seconds_count{job="x"} 2',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line} in\n${text.slice(0, 2_000)}`)
  }
})

test('every line of a scrape is well formed, and a name is announced once', async () => {
  const metrics = createMetrics()
  assert.equal(metrics.counter('twice', 'x'), metrics.counter('twice', 'x'))
  const text = await metrics.render()
  metrics.stop()
  const announced = new Set<string>()
  for (const line of text.trimEnd().split('\n')) {
    assert.match(line, /^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{[a-z_]+="[^"]*"\})? -?[\d.e+-]+)$/)
    if (!line.startsWith('# TYPE')) continue
    assert.ok(!announced.has(line), line)
    announced.add(line)
  }
  assert.match(text, /process_resident_memory_bytes \d{7,}/)
})

test('a blocked event loop shows as lag', async () => {
  const metrics = createMetrics()
  await sleep(60)
  const until = Date.now() + 150
  while (Date.now() < until);
  await sleep(60)
  const max = /nodejs_eventloop_lag_max_seconds ([\d.]+)/.exec(await metrics.render())
  metrics.stop()
  assert.ok(Number(max?.[1]) > 0.1, String(max?.[1]))
})

test('gauges can be refreshed before a scrape, and a failing refresh harms nobody', async () => {
  const metrics = createMetrics()
  const depth = metrics.gauge('depth', 'x')
  metrics.beforeRender(() => {
    throw new Error('no database')
  })
  metrics.beforeRender(async () => depth.set(3))
  assert.match(await metrics.render(), /^depth 3$/m)
  metrics.stop()
})

test('a label with endless values cannot fill the memory', async () => {
  const metrics = createMetrics()
  const c = metrics.counter('endless', 'x', ['path'])
  for (let i = 0; i < 5_000; i++) c.inc({ path: `/${i}` })
  const text = await metrics.render()
  metrics.stop()
  assert.ok(text.split('\n').filter((line) => line.startsWith('endless')).length < 2_010)
  assert.ok(text.includes('endless{path="other"} 3000\n'))
})
