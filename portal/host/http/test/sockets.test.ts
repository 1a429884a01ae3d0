import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as send } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineRoutes, Reply, type RequestContext } from '@callboard/sdk'
import { z } from 'zod'
import { rig } from './harness.ts'

const routes = defineRoutes({
  hello: { method: 'GET', path: '/api/catalog/hello', summary: 'Hello', access: 'public' },
  slow: { method: 'GET', path: '/api/catalog/slow', summary: 'Slow', access: 'public' },
  events: { method: 'GET', path: '/api/catalog/events', summary: 'Events', access: 'public' },
  broken: { method: 'GET', path: '/api/catalog/broken', summary: 'Broken', access: 'public' },
  hang: { method: 'GET', path: '/api/catalog/hang', summary: 'Hang', access: 'public' },
  who: { method: 'GET', path: '/api/catalog/who', summary: 'Who', access: 'public' },
  echo: { method: 'POST', path: '/api/catalog/echo', summary: 'Echo', access: 'public', body: z.unknown() },
})

function start(config: Record<string, unknown> = {}) {
  const aborted = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const { http, lines } = rig(config, routes, {
    hello: () => Reply.json('"hello"'),
    async slow() {
      entered.resolve()
      await sleep(300)
      return Reply.json('"slow"')
    },
    events: () =>
      new Reply(
        200,
        new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(Buffer.from('data: 1\n\n')),
        }),
        { 'content-type': 'text/event-stream' },
      ),
    broken: () => {
      let sent = 0
      return Reply.json(
        new ReadableStream<Uint8Array>({
          pull(controller) {
            if (sent++ > 0) throw new Error('password=hunter2')
            controller.enqueue(Buffer.from('[1,'))
          },
        }),
      )
    },
    async hang({ signal }: RequestContext) {
      entered.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      aborted.resolve()
      return Reply.json('0')
    },
    who: ({ ip, url }) => Reply.json(JSON.stringify({ ip, url: url.href })),
    echo: (_request, { body }) => Reply.json(JSON.stringify(body)),
  })
  return { http, lines, aborted, entered }
}

test('open requests end, new ones are refused, event streams are let go at shutdown', async () => {
  const { http, entered } = start()
  const { url } = await http.listen()
  const slow = fetch(`${url}/api/catalog/slow`)
  const events = await fetch(`${url}/api/catalog/events`)
  await entered.promise
  const closed = http.close()
  assert.equal(await (await slow).json(), 'slow')
  assert.equal(await events.text(), 'data: 1\n\n')
  const before = performance.now()
  await closed
  assert.ok(performance.now() - before < 1000)
  await assert.rejects(fetch(`${url}/api/catalog/hello`))
})

test('readiness is 503 during the shutdown delay while requests are still served', async () => {
  const { http } = start({ 'backend.lifecycle.serverShutdownDelay': '150ms' })
  const { url } = await http.listen()
  const closed = http.close()
  const readiness = await fetch(`${url}/.backstage/health/v1/readiness`)
  assert.deepEqual(
    [readiness.status, await readiness.json()],
    [503, { message: 'Backend is shutting down', status: 'error' }],
  )
  assert.equal((await fetch(`${url}/api/catalog/hello`)).status, 200)
  await closed
})

test('a caller that goes away aborts the handler’s signal', async () => {
  const { http, aborted, entered } = start()
  const { url } = await http.listen()
  const controller = new AbortController()
  const hanging = fetch(`${url}/api/catalog/hang`, { signal: controller.signal }).catch(() => undefined)
  await entered.promise
  controller.abort()
  await aborted.promise
  await hanging
})

test('forwarded headers are believed from trusted proxies only', async () => {
  const headers = {
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'portal.example',
  }
  const who = async (trustProxy: unknown, forwarded: Record<string, string> = headers) => {
    const { http } = start({ 'backend.trustProxy': trustProxy })
    const { url, port } = await http.listen()
    const answer = (await (await fetch(`${url}/api/catalog/who`, { headers: forwarded })).json()) as {
      ip: string
      url: string
    }
    return { ...answer, port }
  }
  const trusted = { ip: '203.0.113.7', url: 'https://portal.example/api/catalog/who' }
  for (const value of [true, 1, 'loopback', ['127.0.0.1/8']]) {
    const { ip, url } = await who(value)
    assert.deepEqual({ ip, url }, trusted)
  }
  const plain = await who(undefined)
  assert.deepEqual([plain.ip, plain.url], ['127.0.0.1', `http://127.0.0.1:${plain.port}/api/catalog/who`])
  assert.equal((await who('10.0.0.0/8')).ip, '127.0.0.1')
  const forged = await who(1, { ...headers, 'x-forwarded-for': '6.6.6.6, 203.0.113.7' })
  assert.equal(forged.ip, '203.0.113.7')
})

test('a port in use is told in a sentence', async () => {
  const first = start()
  const { port } = await first.http.listen()
  const second = rig({}, routes, {} as never, {
    ready: false,
    override: { listen: { host: '127.0.0.1', port } },
  })
  await assert.rejects(second.http.listen(), (error: Error) => {
    assert.match(
      error.message,
      new RegExp(`Cannot listen on 127.0.0.1:${port}: another program already uses it`),
    )
    return true
  })
})

test('keep-alive connections serve many requests, and raw nonsense gets 400', async () => {
  const { http } = start()
  const { port } = await http.listen()
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (data) => (received += data))
  for (let i = 1; i <= 3; i++) {
    socket.write('GET /api/catalog/hello HTTP/1.1\r\nHost: x\r\n\r\n')
    while (received.split('"hello"').length <= i) await once(socket, 'data')
  }
  socket.write('NONSENSE\r\n\r\n')
  await once(socket, 'close')
  assert.match(received, /HTTP\/1\.1 400 Bad Request/)
})

test('a request without a Host header is answered (old load balancers)', async () => {
  const { http } = start()
  const { port } = await http.listen()
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /.backstage/health/v1/liveness HTTP/1.0\r\n\r\n')
  const [data] = (await once(socket, 'data')) as [Buffer]
  assert.match(data.toString(), /200 OK/)
  socket.destroy()
})

test('bodies arrive over a socket with a length and in chunks; too much is cut with 413', async () => {
  const { http } = start()
  const { url, port } = await http.listen()
  const headers = { 'content-type': 'application/json' }
  const plain = await fetch(`${url}/api/catalog/echo`, { method: 'POST', body: '{"a":1}', headers })
  assert.deepEqual(await plain.json(), { a: 1 })
  const chunked = send({ port, method: 'POST', path: '/api/catalog/echo', headers })
  chunked.write('{"a"')
  chunked.end(':2}')
  const [answer] = (await once(chunked, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }]
  let text = ''
  for await (const part of answer) text += part
  assert.equal(text, '{"a":2}')
  const big = await fetch(`${url}/api/catalog/echo`, {
    method: 'POST',
    body: `"${'x'.repeat(1_100_000)}"`,
    headers,
  })
  assert.equal(big.status, 413)
})

test('a raw handler gets Node’s request below its mount, behind the barrier', async () => {
  const { http } = start()
  http.mountRaw(
    'legacy',
    (request, response, { credentials }) => {
      response.setHeader('content-type', 'text/plain')
      response.end(`${request.method} ${request.url} ${credentials.type}`)
    },
    { unauthenticated: ['/health'] },
  )
  const { url } = await http.listen()
  assert.equal((await fetch(`${url}/api/legacy/items?x=1`)).status, 401)
  const headers = { authorization: 'Bearer user-token' }
  assert.equal(await (await fetch(`${url}/api/legacy/items?x=1`, { headers })).text(), 'GET /items?x=1 user')
  assert.equal(await (await fetch(`${url}/api/legacy/health`)).text(), 'GET /health none')
})

test('https with a self-signed certificate serves, where openssl is there', async (context) => {
  const { http } = start({ 'backend.https': true, 'app.baseUrl': 'https://localhost:7007' })
  const listening = await http.listen().catch((error: Error) => error)
  if (listening instanceof Error) {
    assert.match(listening.message, /openssl/)
    return context.skip(listening.message)
  }
  const socket = await import('node:tls').then(({ connect: secure }) =>
    secure({ port: listening.port, host: '127.0.0.1', rejectUnauthorized: false }),
  )
  await once(socket, 'secureConnect')
  socket.destroy()
})

test('a stream that breaks is logged, and the caller sees that it is cut, not why', async () => {
  const { http, lines } = start()
  const { port } = await http.listen()
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (data) => (received += data))
  socket.on('error', () => {})
  socket.write('GET /api/catalog/broken HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'close')
  // No last chunk: the caller can tell that this is not all.
  assert.match(received, /200 OK/)
  assert.doesNotMatch(received, /\r\n0\r\n\r\n$/)
  assert.doesNotMatch(received, /hunter2/)
  assert.ok(lines.some((line) => line.level === 'error' && line.message === 'answer broke off'))
})
