import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import { after, test } from 'node:test'
import { createFetch, useProxies } from './fetch.ts'

const servers: Server[] = []
after(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : ''
}

const get = createFetch({ version: '1.2.3', timeoutMs: 300 })

test('a request says who we are and keeps what the caller says', async () => {
  const url = await serve((req, res) => res.end(`${req.headers['user-agent']} ${req.headers['x-a']}`))
  assert.equal(await (await get(url, { headers: { 'x-a': '1' } })).text(), 'callboard/1.2.3 1')
  const request = new Request(url, { headers: { 'x-a': '2', 'user-agent': 'mine' } })
  assert.equal(await (await get(request)).text(), 'mine 2')
})

test('a redirect is not followed unless asked', async () => {
  const url = await serve((req, res) => {
    if (req.url === '/end') res.end('end')
    else res.writeHead(302, { location: '/end' }).end()
  })
  assert.equal((await get(`${url}/start`)).status, 302)
  assert.equal(await (await get(`${url}/start`, { redirect: 'follow' })).text(), 'end')
})

test('a silent server is given up on, with a sentence and without the path', async () => {
  const url = await serve(() => {})
  await assert.rejects(get(`${url}/secret?token=x`), {
    code: 'upstream_failed',
    message: `Cannot reach ${url}: no answer in 0.3 s`,
  })
  await assert.rejects(get('http://127.0.0.1:1/x'), {
    code: 'upstream_failed',
    message: /bad port|ECONNREFUSED/,
  })
  await assert.rejects(get('http://nowhere.invalid/x'), { message: /ENOTFOUND|EAI_AGAIN/ })
  await assert.rejects(get(url, { signal: AbortSignal.abort(new Error('mine')) }), { message: 'mine' })
})

test('requests go through the proxy of the environment, except where NO_PROXY says', async () => {
  const direct = await serve((_req, res) => res.end('direct'))
  const tunnels: string[] = []
  const proxy = await serve((_req, res) => res.end('proxied'))
  servers.at(-1)?.on('connect', (req, socket) => {
    tunnels.push(req.url ?? '')
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\ntunneled'))
  })
  const undo = useProxies({ GLOBAL_AGENT_HTTP_PROXY: proxy, NO_PROXY: '127.0.0.1' })
  try {
    assert.equal(await (await get(direct)).text(), 'direct')
    assert.equal(await (await get('http://portal.invalid/x')).text(), 'tunneled')
    assert.deepEqual(tunnels, ['portal.invalid:80'])
  } finally {
    undo()
  }
  assert.throws(() => useProxies({ HTTP_PROXY: 'not a url' }), { code: 'input' })
  assert.equal(await (await get(direct)).text(), 'direct')
})
