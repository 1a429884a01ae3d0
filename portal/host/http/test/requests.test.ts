import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defineRoutes, PortalError, Reply, type RequestContext } from '@callboard/sdk'
import { z } from 'zod'
import { anonymous, json, rig } from './harness.ts'

const routes = defineRoutes({
  list: {
    method: 'GET',
    path: '/api/catalog/entities',
    summary: 'List',
    access: { permission: 'catalog.entity.read' },
    strictQuery: true,
    query: z.object({
      filter: z.array(z.string()).optional(),
      limit: z.coerce.number().int().min(0).optional(),
      totalItems: z.enum(['include', 'exclude']).optional(),
    }),
  },
  one: {
    method: 'GET',
    path: '/api/catalog/entities/:name',
    summary: 'One',
    access: { permission: 'catalog.entity.read' },
    params: z.object({ name: z.string() }),
  },
  named: { method: 'GET', path: '/api/catalog/entities/special', summary: 'Named', access: 'signed-in' },
  create: {
    method: 'POST',
    path: '/api/catalog/locations',
    summary: 'Create',
    access: { permission: 'catalog.location.create' },
    body: z
      .object({ type: z.string(), target: z.string(), tags: z.array(z.string().max(3)).optional() })
      .strict(),
    status: 201,
    maxBodyBytes: 200,
  },
  fail: { method: 'GET', path: '/api/catalog/fail/:how', summary: 'Fail', access: 'public' },
  open: { method: 'GET', path: '/api/catalog/open', summary: 'Open', access: 'public' },
  userOnly: { method: 'GET', path: '/api/catalog/user', summary: 'User', access: 'user' },
  file: {
    method: 'GET',
    path: '/api/docs/files/:rest{.+}',
    summary: 'File',
    access: 'signed-in',
    cookie: true,
  },
  remove: {
    method: 'DELETE',
    path: '/api/catalog/locations/:id',
    summary: 'Remove',
    access: 'signed-in',
    status: 204,
  },
})

const { ask, http, lines } = rig({}, routes, {
  list: (_request, { query }) =>
    new Reply(200, JSON.stringify(query), { 'content-type': 'application/json', etag: '"7"' }),
  one: (_request, { params }) => Reply.json(JSON.stringify(params)),
  named: () => Reply.json('"special"'),
  create: (_request, { body }) => Reply.json(JSON.stringify(body), 201),
  fail(request) {
    if (request.url.pathname.endsWith('/portal'))
      throw new PortalError('conflict', 'There is one already', { id: 7 })
    if (request.url.pathname.endsWith('/own')) return Reply.json('{"errors":[]}', 400)
    throw new Error('password=hunter2 at db.internal')
  },
  open: ({ credentials }) => Reply.json(JSON.stringify(credentials)),
  userOnly: () => Reply.json('{}'),
  file: ({ credentials }) => Reply.json(JSON.stringify(credentials.type)),
  remove: () => undefined,
})

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { name: string; message: string } }).error

describe('access', () => {
  test('a route without credentials answers 401 Missing credentials with the exact error body', async () => {
    const response = await ask('/api/catalog/entities?limit=1', anonymous)
    assert.equal(response.status, 401)
    assert.deepEqual(await response.json(), {
      error: {
        name: 'AuthenticationError',
        message: 'Missing credentials',
        details: {
          how: 'Send `Authorization: Bearer <token>`; make a token in the portal under Settings, Tokens',
        },
      },
      request: { method: 'GET', url: '/entities?limit=1' },
      response: { statusCode: 401 },
    })
  })
  test('a bad token answers 401 Illegal token, and the word bearer may be in any case', async () => {
    const bad = await ask('/api/catalog/entities', { headers: { authorization: 'Bearer nonsense' } })
    assert.deepEqual([bad.status, (await errorOf(bad)).message], [401, 'Illegal token'])
    for (const word of ['bearer', 'BEARER', 'Bearer']) {
      assert.equal(
        (await ask('/api/catalog/entities', { headers: { authorization: `${word} user-token` } })).status,
        200,
      )
    }
    const basic = await ask('/api/catalog/entities', { headers: { authorization: 'Basic dXNlcjpwdw==' } })
    assert.equal((await errorOf(basic)).message, 'Missing credentials')
  })
  test('a public route asks nobody, not even somebody with a stale token', async () => {
    const response = await ask('/api/catalog/open', { headers: { authorization: 'Bearer stale' } })
    assert.deepEqual(await response.json(), { type: 'none' })
  })
  test('an unknown route of a known plugin is 401 without credentials and an empty 404 with them', async () => {
    assert.equal((await ask('/api/catalog/nope', anonymous)).status, 401)
    const response = await ask('/api/catalog/nope')
    assert.deepEqual([response.status, await response.text()], [404, ''])
    assert.equal((await ask('/api/catalog/entities', { method: 'PUT' })).status, 404)
  })
  test('a route for users refuses services, in the words clients know', async () => {
    const response = await ask('/api/catalog/user', { headers: { authorization: 'Bearer service-token' } })
    assert.equal(response.status, 403)
    assert.equal((await errorOf(response)).message, "This endpoint does not allow 'service' credentials")
  })
  test('a restricted service token reaches its plugin and its permissions and nothing else', async () => {
    const headers = { authorization: 'Bearer narrow-token' }
    assert.equal((await ask('/api/catalog/entities', { headers })).status, 200)
    const create = await ask('/api/catalog/locations', json('POST', { type: 'url', target: 'x' }, headers))
    assert.equal(create.status, 403)
    const docs = await ask('/api/docs/files/a', { headers })
    assert.equal((await errorOf(docs)).message, "This token's access is restricted to plugin(s) 'catalog'")
  })
  test('a read-only guest reads and does not change', async () => {
    const headers = { authorization: 'Bearer guest-token' }
    assert.equal((await ask('/api/catalog/entities', { headers })).status, 200)
    const create = await ask('/api/catalog/locations', json('POST', { type: 'url', target: 'x' }, headers))
    assert.equal(create.status, 403)
  })
  test('the cookie opens routes that take cookies and no others', async () => {
    const headers = { authorization: 'none', cookie: 'a=b; backstage-auth=limited-token' }
    assert.equal((await ask('/api/docs/files/deep/er/style.css', { headers })).status, 200)
    assert.equal((await ask('/api/catalog/entities', { headers })).status, 401)
    const bearer = { authorization: 'Bearer limited-token' }
    assert.equal((await ask('/api/catalog/entities', { headers: bearer })).status, 401)
  })
  test('dangerouslyDisableDefaultAuthPolicy lets anybody in as nobody', async () => {
    const who = ({ credentials }: RequestContext) => Reply.json(JSON.stringify(credentials))
    const everyone = Object.fromEntries(Object.keys(routes).map((name) => [name, who]))
    const open = rig({ 'backend.auth.dangerouslyDisableDefaultAuthPolicy': true }, routes, everyone as never)
    assert.deepEqual(await (await open.ask('/api/catalog/entities', anonymous)).json(), { type: 'none' })
    assert.equal(
      (await open.ask('/api/catalog/entities', { headers: { authorization: 'Bearer bad' } })).status,
      401,
    )
  })
})

describe('input', () => {
  const message = async (path: string, init?: RequestInit) => {
    const response = await ask(path, init)
    return [response.status, (await errorOf(response)).message]
  }
  test('query parameters are coerced, repeated ones are lists, and mistakes are named as the reference does', async () => {
    assert.deepEqual(await (await ask('/api/catalog/entities?filter=a&filter=b&limit=2')).json(), {
      filter: ['a', 'b'],
      limit: 2,
    })
    assert.deepEqual(await (await ask('/api/catalog/entities?filter=a')).json(), { filter: ['a'] })
    assert.deepEqual(await message('/api/catalog/entities?limit=-1'), [
      400,
      'request/query/limit must be >= 0',
    ])
    assert.deepEqual(await message('/api/catalog/entities?limit=x'), [
      400,
      'request/query/limit must be number',
    ])
    assert.deepEqual(await message('/api/catalog/entities?limit='), [
      400,
      "Empty value found for query parameter 'limit'",
    ])
    assert.deepEqual(await message('/api/catalog/entities?frob=1'), [400, "Unknown query parameter 'frob'"])
    assert.deepEqual(await message('/api/catalog/entities?totalItems=some'), [
      400,
      'request/query/totalItems must be equal to one of the allowed values: include, exclude',
    ])
  })
  test('bodies are checked, and what is missing, too long or unknown is said', async () => {
    assert.deepEqual(await message('/api/catalog/locations', json('POST', { type: 'url' })), [
      400,
      "request/body must have required property 'target'",
    ])
    assert.deepEqual(await message('/api/catalog/locations', json('POST', { type: 'url', target: 5 })), [
      400,
      'request/body/target must be string',
    ])
    assert.deepEqual(
      await message('/api/catalog/locations', json('POST', { type: 'url', target: 'x', tags: ['long'] })),
      [400, 'request/body/tags/0 must NOT have more than 3 characters'],
    )
    const [status, text] = await message(
      '/api/catalog/locations',
      json('POST', { type: 'url', target: 'x', a: 1 }),
    )
    assert.equal(status, 400)
    assert.match(String(text), /^request\/body must NOT have additional properties/)
    const empty = await message('/api/catalog/locations', { method: 'POST' })
    assert.match(String(empty[1]), /request\/body must have required property 'type'/)
  })
  test('a body that is not JSON is 400, another type 415, too much 413', async () => {
    const headers = { 'content-type': 'application/json' }
    assert.equal((await message('/api/catalog/locations', { method: 'POST', body: '{', headers }))[0], 400)
    assert.equal(
      (
        await message('/api/catalog/locations', {
          method: 'POST',
          body: 'a=b',
          headers: { 'content-type': 'text/plain' },
        })
      )[0],
      415,
    )
    assert.equal((await message('/api/catalog/locations', json('POST', { type: 'x'.repeat(300) })))[0], 413)
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(150))),
    })
    const chunked = await message('/api/catalog/locations', {
      method: 'POST',
      body: stream,
      headers,
      duplex: 'half',
    } as RequestInit)
    assert.equal(chunked[0], 413)
  })
  test('keys that would change prototypes are refused, also when written with escapes', async () => {
    for (const key of ['__proto__', '\\u005f_proto__']) {
      const body = `{"type":"url","target":"x","${key}":{"admin":true}}`
      const [status, text] = await message('/api/catalog/locations', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      })
      assert.equal(status, 400)
      assert.match(String(text), /__proto__/)
    }
    assert.equal((await ask('/api/catalog/entities?__proto__=x')).status, 400)
  })
  test('path parts are decoded, broken ones are 400, and a literal path wins over a parameter', async () => {
    assert.deepEqual(await (await ask('/api/catalog/entities/a%2Fb%20c')).json(), { name: 'a/b c' })
    assert.equal((await message('/api/catalog/entities/%E0%A4%A'))[0], 400)
    assert.equal(await (await ask('/api/catalog/entities/special')).json(), 'special')
    assert.equal((await ask('/api/catalog/entities/')).status, 200)
  })
})

describe('answers', () => {
  test('an unknown error is reduced to a log id, and the reason is in the log only', async () => {
    const response = await ask('/api/catalog/fail/x')
    const error = await errorOf(response)
    assert.equal(response.status, 500)
    assert.equal(error.name, 'InternalServerError')
    const id = /^An internal error occurred logId=([0-9a-f]+)$/.exec(error.message)?.[1]
    const line = lines.find((one) => one.level === 'error' && one.fields.logId === id)
    assert.equal((line?.fields.error as Error | undefined)?.message, 'password=hunter2 at db.internal')
  })
  test('a portal error keeps its name, sentence and details; a route may answer in its own shape', async () => {
    const conflict = await ask('/api/catalog/fail/portal')
    assert.deepEqual(await conflict.json(), {
      error: { name: 'ConflictError', message: 'There is one already', details: { id: 7 } },
      request: { method: 'GET', url: '/fail/portal' },
      response: { statusCode: 409 },
    })
    assert.deepEqual(await (await ask('/api/catalog/fail/own')).json(), { errors: [] })
  })
  test('a known tag is answered 304, HEAD has no body, 204 has none either', async () => {
    const fresh = await ask('/api/catalog/entities', { headers: { 'if-none-match': 'W/"7"' } })
    assert.deepEqual([fresh.status, await fresh.text()], [304, ''])
    const head = await ask('/api/catalog/entities', { method: 'HEAD' })
    assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '2', ''])
    assert.equal((await ask('/api/catalog/locations/1', { method: 'DELETE' })).status, 204)
  })
  test('every answer carries a request id, the caller’s own when it is sound', async () => {
    const own = await ask('/api/catalog/open', { headers: { 'x-request-id': 'abc-1' } })
    assert.equal(own.headers.get('x-request-id'), 'abc-1')
    const forged = await ask('/api/catalog/open', { headers: { 'x-request-id': 'a b{}' } })
    assert.match(forged.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
    assert.equal(own.headers.get('x-content-type-options'), 'nosniff')
  })
  test('the API describes itself, whole and per plugin', async () => {
    const all = (await (await ask('/api/openapi.json', anonymous)).json()) as {
      openapi: string
      paths: Record<string, object>
    }
    assert.equal(all.openapi, '3.1.0')
    assert.ok('/api/docs/files/{rest}' in all.paths)
    const catalog = (await (await ask('/api/catalog/openapi.json', anonymous)).json()) as typeof all
    assert.deepEqual(
      Object.keys(catalog.paths).filter((path) => !path.startsWith('/api/catalog/')),
      [],
    )
    assert.equal(Object.keys(catalog.paths['/api/catalog/entities'] ?? {}).length, 1)
  })
})

test('a request that comes before the start waits, then is answered or told so', async () => {
  const early = rig({ 'backend.lifecycle.startupRequestPauseTimeout': '80ms' }, routes, {} as never, {
    ready: false,
  })
  const late = await early.ask('/api/catalog/entities')
  assert.equal(late.status, 503)
  assert.deepEqual(await errorOf(late), {
    name: 'ServiceUnavailableError',
    message: 'Service has not started up yet',
  })
  const waiting = early.ask('/api/catalog/open')
  early.http.mount(routes, {
    ...Object.fromEntries(Object.keys(routes).map((name) => [name, () => Reply.json('1')])),
  } as never)
  early.http.setReady()
  assert.equal((await waiting).status, 200)
})

test('health answers with a reason, its headers, and at the un-prefixed path whatever the base path is', async () => {
  const config = {
    'app.baseUrl': 'https://portal.example/tools',
    'backend.health.headers': { 'X-Probe': 'yes' },
  }
  const { ask: probe, http: host } = rig(config, routes, {} as never, { ready: false })
  host.setNotReady('waiting for database: connection refused')
  for (const prefix of ['', '/tools']) {
    const readiness = await probe(`${prefix}/.backstage/health/v1/readiness`, anonymous)
    assert.equal(readiness.status, 503)
    assert.deepEqual(await readiness.json(), {
      message: 'waiting for database: connection refused',
      status: 'error',
    })
    const liveness = await probe(`${prefix}/.backstage/health/v1/liveness`, anonymous)
    assert.deepEqual([liveness.status, liveness.headers.get('x-probe')], [200, 'yes'])
  }
  assert.equal((await ask('/.backstage/health/v1/readiness', anonymous)).status, 200)
  assert.equal(http.settings.basePath, '')
})
