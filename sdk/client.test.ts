import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { createClient } from './client.ts'
import { PortalError } from './errors.ts'
import { defineRoutes } from './route.ts'

const api = defineRoutes({
  greet: {
    method: 'POST',
    path: '/api/hello/:name',
    summary: 'Greet',
    access: 'public',
    params: z.object({ name: z.string() }),
    query: z.object({ loud: z.string().optional(), tag: z.array(z.string()).optional() }),
    body: z.object({ text: z.string() }),
    result: z.object({ said: z.string(), token: z.string() }),
  },
  fail: { method: 'GET', path: '/api/fail', summary: 'Fail', access: 'public', query: z.object({}) },
})

const server = createServer(async (request, response) => {
  if (request.url === '/api/fail') {
    const error = { name: 'NotFoundError', message: 'No such thing' }
    response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    return
  }
  let body = ''
  for await (const part of request) body += part
  const said = `${request.method} ${request.url} ${JSON.parse(body).text}`
  response.end(JSON.stringify({ said, token: request.headers.authorization }))
})
let baseUrl = ''
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => server.close())

test('a call fills path, query, body and token from the contract', async () => {
  const client = createClient(api, { baseUrl, token: () => 'secret' })
  const answer = await client.greet({
    params: { name: 'a/b' },
    query: { tag: ['x', 'y'] },
    body: { text: 'hi' },
  })
  assert.deepEqual(answer, { said: 'POST /api/hello/a%2Fb?tag=x&tag=y hi', token: 'Bearer secret' })
})

test("an error comes back as the PortalError it was, with the server's sentence", async () => {
  const client = createClient(api, { baseUrl })
  await assert.rejects(client.fail({ query: {} }), (error: unknown) => {
    assert.ok(error instanceof PortalError)
    assert.equal(error.code, 'not_found')
    assert.equal(error.message, 'No such thing')
    return true
  })
})

test('a portal that cannot be reached is `unavailable`', async () => {
  const client = createClient(api, { baseUrl: 'http://127.0.0.1:1' })
  await assert.rejects(client.fail({ query: {} }), { code: 'unavailable' })
})
