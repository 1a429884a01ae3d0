import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { defineRoutes, type Metrics, Reply } from '@callboard/sdk'
import { createLimiter, readRateLimit } from '../rate-limit.ts'
import { readListen } from '../settings.ts'
import { anonymous, rig } from './harness.ts'

const routes = defineRoutes({
  big: { method: 'GET', path: '/api/catalog/big', summary: 'Big', access: 'public' },
  stream: { method: 'GET', path: '/api/catalog/stream', summary: 'Stream', access: 'public' },
  events: { method: 'GET', path: '/api/catalog/events', summary: 'Events', access: 'public' },
})
const text = JSON.stringify('x'.repeat(5000))
const handlers = {
  big: () => Reply.json(text),
  stream: () => Reply.json(new Blob([text]).stream() as ReadableStream<Uint8Array>),
  events: () =>
    new Reply(200, new Blob(['data: 1\n\n']).stream() as ReadableStream<Uint8Array>, {
      'content-type': 'text/event-stream',
    }),
}

describe('cors', () => {
  const config = {
    'backend.cors': {
      origin: ['http://localhost:3000', 'https://*.example.com'],
      credentials: true,
      methods: ['GET', 'POST'],
    },
  }
  const { ask } = rig(config, routes, handlers)
  test('an allowed origin is named, another is not', async () => {
    const good = await ask('/api/catalog/big', { headers: { origin: 'https://a.example.com' } })
    assert.equal(good.headers.get('access-control-allow-origin'), 'https://a.example.com')
    assert.equal(good.headers.get('access-control-allow-credentials'), 'true')
    const bad = await ask('/api/catalog/big', { headers: { origin: 'https://evil.com' } })
    assert.equal(bad.headers.get('access-control-allow-origin'), null)
  })
  test('a preflight is answered without credentials', async () => {
    const headers = {
      authorization: 'none',
      origin: 'http://localhost:3000',
      'access-control-request-headers': 'authorization',
    }
    const response = await ask('/api/catalog/big', { method: 'OPTIONS', headers })
    assert.equal(response.status, 204)
    assert.equal(response.headers.get('access-control-allow-methods'), 'GET,POST')
    assert.equal(response.headers.get('access-control-allow-headers'), 'authorization')
  })
  test('without configuration no origin is allowed', async () => {
    const closed = rig({}, routes, handlers)
    const response = await closed.ask('/api/catalog/big', { headers: { origin: 'http://localhost:3000' } })
    assert.equal(response.headers.get('access-control-allow-origin'), null)
  })
})

describe('compression', () => {
  const { ask } = rig({}, routes, handlers)
  test('bodies and streams are compressed when the caller accepts it', async () => {
    for (const path of ['/api/catalog/big', '/api/catalog/stream']) {
      const response = await ask(path, { headers: { 'accept-encoding': 'br;q=0.5, gzip' } })
      assert.equal(response.headers.get('content-encoding'), 'gzip')
      assert.equal(gunzipSync(await response.arrayBuffer()).toString(), text)
      assert.match(response.headers.get('vary') ?? '', /Accept-Encoding/)
    }
    const refused = await ask('/api/catalog/big', { headers: { 'accept-encoding': 'gzip;q=0, identity' } })
    assert.equal(refused.headers.get('content-encoding'), null)
    const brotli = await ask('/api/catalog/big', { headers: { 'accept-encoding': 'br' } })
    assert.equal(brotli.headers.get('content-encoding'), 'br')
  })
  test('event streams go as they are', async () => {
    const response = await ask('/api/catalog/events', { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(response.headers.get('content-encoding'), null)
    assert.equal(await response.text(), 'data: 1\n\n')
  })
})

describe('the page', () => {
  const web = {
    'index.html':
      '<!doctype html><html><head><title>Built</title><script type="module" src="./static/app.js"></script></head><body></body></html>',
    'static/app.js': 'export {}',
    'static/app.js.br': 'compressed',
    'favicon.ico': 'icon',
    'robots.txt': 'User-agent: *',
    'secret.unknown': 'no',
  }
  const config = { 'app.title': 'A & B</title><script>', 'app.baseUrl': 'https://portal.example/tools' }
  const publicConfig = () => [{ context: 'app', data: { app: { title: '</script><script>alert(1)' } } }]
  const { ask } = rig(config, routes, handlers, { web, publicConfig })
  test('unknown paths answer the page with base, title and config, with the prefix and without', async () => {
    for (const path of [
      '/',
      '/tools',
      '/tools/catalog/default/component/x',
      '/catalog',
      '/api/unknown/thing',
    ]) {
      const response = await ask(path, anonymous)
      const html = await response.text()
      assert.equal(response.status, 200, path)
      assert.match(html, /<base href="\/tools\/">/)
      assert.match(html, /<title>A &amp; B&lt;\/title&gt;&lt;script&gt;<\/title>/)
      assert.ok(html.includes('<script type="backstage.io/config">[{"context":"app"'))
      assert.ok(!html.includes('</script><script>alert'))
      assert.equal(response.headers.get('cache-control'), 'no-store, max-age=0')
      assert.equal(response.headers.get('x-frame-options'), 'DENY')
      const csp = response.headers.get('content-security-policy') ?? ''
      assert.match(csp, /script-src 'self';/)
      assert.doesNotMatch(csp, /script-src[^;]*unsafe/)
    }
  })
  test('assets are immutable, precompressed when possible; unknown ones are 404', async () => {
    const plain = await ask('/tools/static/app.js', anonymous)
    assert.match(plain.headers.get('cache-control') ?? '', /max-age=1209600/)
    const brotli = await ask('/static/app.js', {
      headers: { authorization: 'none', 'accept-encoding': 'gzip, br' },
    })
    assert.deepEqual([brotli.headers.get('content-encoding'), await brotli.text()], ['br', 'compressed'])
    assert.equal((await ask('/static/gone.js', anonymous)).status, 404)
    assert.equal((await ask('/favicon.ico', anonymous)).headers.get('content-type'), 'image/x-icon')
    assert.equal((await ask('/manifest.json', anonymous)).status, 404)
    const again = await ask('/static/app.js', {
      headers: { 'if-none-match': plain.headers.get('etag') ?? '' },
    })
    assert.equal(again.status, 304)
  })
  test('nothing outside the folder can be reached', async () => {
    for (const path of [
      '/static/..%2f..%2f..%2fetc%2fpasswd',
      '/static/%2e%2e/index.html',
      '/static/....//app.js',
      '/static//etc/passwd',
    ]) {
      const response = await ask(path, anonymous)
      assert.doesNotMatch(await response.text(), /root:|compressed/)
    }
    assert.match(await (await ask('/secret.unknown', anonymous)).text(), /<base/)
  })
  test('other methods on the page are 404', async () => {
    assert.equal((await ask('/', { method: 'POST' })).status, 404)
  })
  test('a missing build is explained', async () => {
    const { ask: bare } = rig({}, routes, handlers)
    assert.match(await (await bare('/', anonymous)).text(), /npm run build/)
  })
  test('backend.csp changes single directives', async () => {
    const csp = {
      scriptSrc: ["'self'", "'unsafe-eval'"],
      'style-src': false,
      'connect-src': ["'self'", 'https:'],
    }
    const { ask: own } = rig({ 'backend.csp': csp }, routes, handlers, { web })
    const policy = (await own('/', anonymous)).headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self' 'unsafe-eval'/)
    assert.match(policy, /connect-src 'self' https:/)
    assert.doesNotMatch(policy, /style-src|upgrade-insecure/)
  })
})

describe('rate limit', () => {
  test('the next request of the window is refused with the time to wait', () => {
    let at = 0
    const rule = readRateLimit({
      global: true,
      window: '10s',
      incomingRequestLimit: 2,
      ipAllowList: ['10.0.0.9'],
    }).global
    assert.ok(rule)
    const limit = createLimiter(rule, () => at)
    limit('10.0.0.1')
    assert.equal(limit('10.0.0.1').headers['ratelimit-remaining'], '0')
    assert.throws(() => limit('10.0.0.1'), { code: 'too_many_requests', details: { retryAfterSeconds: 10 } })
    limit('10.0.0.2')
    for (let i = 0; i < 5; i++) limit('10.0.0.9')
    at = 10_000
    limit('10.0.0.1')
  })
  test('requests that do not count are given back', () => {
    const rule = readRateLimit({ global: true, incomingRequestLimit: 1, skipSuccessfulRequests: true }).global
    assert.ok(rule)
    const limit = createLimiter(rule)
    for (let i = 0; i < 3; i++) limit('10.0.0.1').settle(false)
    limit('10.0.0.1').settle(true)
    assert.throws(() => limit('10.0.0.1'))
  })
  test('it is off by default, and may be set for one plugin', async () => {
    assert.equal(readRateLimit(undefined).global, undefined)
    const config = {
      'backend.rateLimit': { ipAllowList: [], plugin: { catalog: { incomingRequestLimit: 1 } } },
    }
    const { ask } = rig(config, routes, handlers)
    assert.equal((await ask('/api/catalog/big')).status, 200)
    const refused = await ask('/api/catalog/big')
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '60'])
    assert.equal((await ask('/.backstage/health/v1/liveness')).status, 200)
  })
})

test('listen takes every form of the contract', () => {
  assert.deepEqual(readListen(undefined), { host: undefined, port: 7007 })
  assert.deepEqual(readListen(':7010'), { host: undefined, port: 7010 })
  assert.deepEqual(readListen('127.0.0.1:7010'), { host: '127.0.0.1', port: 7010 })
  assert.deepEqual(readListen('[::1]:7010'), { host: '::1', port: 7010 })
  assert.deepEqual(readListen('7010'), { host: undefined, port: 7010 })
  assert.deepEqual(readListen(7010), { host: undefined, port: 7010 })
  assert.deepEqual(readListen({ host: '0.0.0.0', port: '7010' }), { host: '0.0.0.0', port: 7010 })
  assert.throws(() => readListen('nonsense'), { code: 'input' })
  assert.throws(() => readListen({ port: 70_000 }), { code: 'input' })
})

test('metrics are open unless the config limits them', async () => {
  const observed: Record<string, string>[] = []
  const metrics = {
    counter: () => ({ inc() {} }),
    gauge: () => ({ set() {} }),
    histogram: () => ({
      observe: (_seconds: number, labels?: Record<string, string>) => void observed.push(labels ?? {}),
    }),
    text: async () => 'up 1\n',
  } satisfies Metrics & { text(): Promise<string> }
  const open = rig({}, routes, handlers, { metrics })
  assert.equal(await (await open.ask('/metrics', anonymous)).text(), 'up 1\n')
  await open.ask('/api/catalog/big')
  assert.deepEqual(observed.at(-1), { method: 'GET', route: '/api/catalog/big', status: '200' })
  const closed = rig({ 'backend.metrics.access': 'signed-in' }, routes, handlers, { metrics })
  assert.equal((await closed.ask('/metrics', anonymous)).status, 401)
  assert.equal((await closed.ask('/metrics')).status, 200)
  const off = rig({ 'backend.metrics.access': 'off' }, routes, handlers, { metrics })
  assert.equal((await off.ask('/metrics')).status, 404)
})
