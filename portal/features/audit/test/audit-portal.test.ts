/** The audit log of a whole portal: what calls leave in it, and what never does. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'
import type { AuditEvent } from '../api.ts'

const configSecret = 'a-secret-of-the-config-4711'
let portal: TestPortal

before(async () => {
  portal = await startTestPortal(
    {
      backend: {
        auth: {
          externalAccess: [{ type: 'static', options: { token: configSecret, subject: 'ci' } }],
        },
      },
      audit: { retention: '30d' },
      catalog: { locations: [{ type: 'file', target: './all.yaml' }], rules: [{ allow: ['Component'] }] },
    },
    {
      'all.yaml':
        'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: cart }\nspec: { type: service, lifecycle: production, owner: team-a }\n',
    },
  )
  await portal.until(async () => {
    const { status } = await portal.call('/api/catalog/entities/by-name/component/default/cart')
    return status === 200 ? null : `status ${status}`
  })
})
after(() => portal.close())

const events = async (query = ''): Promise<AuditEvent[]> =>
  (await portal.json<{ items: AuditEvent[] }>(`/api/audit/events?limit=500${query}`)).items

test('a change says who did what to which thing, from where, and in which request', async () => {
  await portal.call('/api/catalog/locations', {
    method: 'POST',
    body: JSON.stringify({ type: 'url', target: 'https://example.test/catalog-info.yaml' }),
    headers: { 'x-request-id': 'my-request', 'user-agent': 'a-script/1.0' },
  })
  const [event] = await events('&requestId=my-request')
  assert.ok(event)
  const { id, at, ...rest } = event
  assert.ok(id > 0 && Date.now() - Date.parse(at) < 10_000)
  assert.deepEqual(rest, {
    action: 'catalog.location.create',
    outcome: 'succeeded',
    actor: 'user:development/guest',
    subject: 'url:https://example.test/catalog-info.yaml',
    severity: 'low',
    via: 'api',
    requestId: 'my-request',
    ip: '127.0.0.1',
    userAgent: 'a-script/1.0',
    detail: {},
  })
})

test('every kind of change is there under its name, with the thing it was about', async () => {
  const locations = await portal.json<{ data: { id: string } }[]>('/api/catalog/locations')
  const id = locations[0]?.data.id ?? ''
  const body = (value: unknown) => ({ body: JSON.stringify(value) })
  const entity = await portal.json<{ metadata: { uid: string } }>(
    '/api/catalog/entities/by-name/component/default/cart',
  )
  const calls: [string, string, RequestInit, string, string][] = [
    [
      'PUT',
      `/api/catalog/locations/${id}`,
      body({ type: 'url', target: 'https://example.test/b.yaml' }),
      'catalog.location.create',
      'url:https://example.test/catalog-info.yaml',
    ],
    [
      'DELETE',
      `/api/catalog/locations/${id}`,
      {},
      'catalog.location.delete',
      'url:https://example.test/b.yaml',
    ],
    [
      'POST',
      '/api/catalog/refresh',
      body({ entityRef: 'component:default/cart' }),
      'catalog.entity.refresh',
      'component:default/cart',
    ],
    [
      'DELETE',
      `/api/catalog/entities/by-uid/${entity.metadata.uid}`,
      {},
      'catalog.entity.delete',
      'component:default/cart',
    ],
    ['PUT', '/api/user-settings/buckets/b/keys/k', body({ value: 1 }), 'settings.update', 'b/k'],
    ['DELETE', '/api/user-settings/buckets/b/keys/k', {}, 'settings.delete', 'b/k'],
    [
      'POST',
      '/api/admin/jobs/trigger',
      body({ name: 'audit.forget', key: 'all' }),
      'admin.job.trigger',
      'audit.forget all',
    ],
  ]
  for (const [index, [method, path, init]] of calls.entries()) {
    const answer = await portal.call(path, {
      method,
      ...init,
      headers: { 'x-request-id': `change-${index}` },
    })
    assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  }
  for (const [index, [method, path, , action, subject]] of calls.entries()) {
    const [event] = await events(`&requestId=change-${index}`)
    assert.deepEqual(
      [event?.action, event?.subject, event?.outcome],
      [action, subject, 'succeeded'],
      `${method} ${path}`,
    )
  }
})

test('reading leaves no event, and a question sent by POST is reading', async () => {
  for (const [path, body] of [
    ['/api/catalog/entities/by-query', {}],
    ['/api/user-settings/multiget', { items: [] }],
    ['/api/permission/authorize', { items: [] }],
  ] as const) {
    const answer = await portal.call(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'x-request-id': `reading${path.replaceAll('/', '-')}` },
    })
    assert.equal(answer.status, 200, path)
    assert.deepEqual(await events(`&requestId=reading${path.replaceAll('/', '-')}`), [], path)
  }
})

test('pages, scripts and the command line are told apart', async () => {
  const put = (id: string, headers: Record<string, string>) =>
    portal.call('/api/user-settings/buckets/b/keys/via', {
      method: 'PUT',
      body: '{"value":1}',
      headers: { 'x-request-id': id, ...headers },
    })
  await put('via-ui', { origin: portal.url })
  await put('via-cli', { 'x-callboard-via': 'cli' })
  await put('via-api', {})
  for (const via of ['ui', 'cli', 'api']) assert.equal((await events(`&requestId=via-${via}`))[0]?.via, via)
})

test('no secret is in the log, wherever a caller sends it', async () => {
  const jwt = `eyJ${'h'.repeat(40)}.${'p'.repeat(60)}.${'s'.repeat(60)}`
  const made = `cb_pat_${'Zz9y'.repeat(12)}`
  const { headers } = { headers: { authorization: 'Bearer nothing', cookie: `backstage-auth=${jwt}` } }
  const body = JSON.stringify({
    type: 'url',
    target: `https://user:password-4711@example.test/${made}?private_token=${configSecret}&token=token-4711`,
  })
  for (const bearer of [configSecret, jwt, made, 'wrong-token-4711']) {
    await portal.call('/api/catalog/locations', {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${bearer}`,
        'user-agent': `agent ${bearer === 'wrong-token-4711' ? '' : bearer}`,
        cookie: headers.cookie,
      },
    })
    await portal.call(
      `/api/catalog/locations/${encodeURIComponent(bearer === 'wrong-token-4711' ? made : bearer)}?token=token-4711`,
      {
        method: 'DELETE',
        headers: { authorization: `Bearer ${bearer}`, 'x-request-id': bearer.slice(0, 128) },
      },
    )
    await portal.call('/api/user-settings/buckets/b/keys/secret', {
      method: 'PUT',
      body: JSON.stringify({ value: { password: 'password-4711' } }),
    })
  }
  const answer = await portal.call('/api/audit/events/export')
  assert.equal(answer.headers.get('content-type'), 'application/x-ndjson; charset=utf-8')
  const text = await answer.text()
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEvent)
  assert.ok(lines.some(({ actor }) => actor === 'external:ci'))
  assert.ok(lines.some(({ outcome, detail }) => outcome === 'denied' && detail.reason === 'Illegal token'))
  for (const secret of [configSecret, jwt, made, '-4711']) {
    assert.ok(
      !text.includes(secret),
      `${secret} stands in ${lines.find((line) => JSON.stringify(line).includes(secret)) && JSON.stringify(lines.filter((line) => JSON.stringify(line).includes(secret)))}`,
    )
  }
})

test('a guest who comes in is there once, and not at every reload', async () => {
  for (let i = 0; i < 3; i += 1) await fetch(`${portal.url}/api/auth/guest/refresh`, { method: 'POST' })
  const guests = await events('&action=auth.sign-in')
  assert.deepEqual(
    guests.map(({ actor, detail }) => [actor, detail.provider]),
    [['user:development/guest', 'guest']],
  )
})

test('counts by action, retention in days, an empty filter and a wrong one', async () => {
  const facets = await portal.json<{ actions: { value: string; count: number }[] }>('/api/audit/facets')
  assert.ok(facets.actions.some(({ value, count }) => value === 'settings.update' && count >= 4))
  const list = await portal.json<{ retentionDays: number }>('/api/audit/events?limit=1')
  assert.equal(list.retentionDays, 30)
  assert.equal((await portal.call('/api/audit/events?outcome=maybe')).status, 400)
  const yesterday = await portal.call('/api/audit/events?from=yesterday')
  assert.equal(yesterday.status, 400)
  assert.match(await yesterday.text(), /request\/query\/from must match format \\"date-time\\"/)
  assert.equal((await portal.call('/api/audit/events?cursor=x')).status, 400)
  assert.equal((await fetch(`${portal.url}/api/audit/events`)).status, 401)
})
