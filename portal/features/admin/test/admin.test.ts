import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'
import type { About, ConfigProblem, ConfigValue, JobItemAnswer, RunningFeature } from '../api.ts'

const secret = 's3cret-of-the-stage'
const component = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: lamp }
spec: { type: service, lifecycle: production, owner: lights }
`

let portal: TestPortal
before(async () => {
  portal = await startTestPortal(
    {
      organization: { name: 'Harbour Stage' },
      integrations: { github: [{ host: 'github.com', token: secret }] },
      proxy: {
        endpoints: {
          '/ci': { target: `https://ci:${secret}@ci.example.com`, headers: { authorization: secret } },
        },
      },
      catalog: { locations: [{ type: 'file', target: './lamp.yaml' }] },
    },
    { 'lamp.yaml': component },
  )
})
after(() => portal?.close())

test('every value of the config is listed with where it stands, and no secret is', async () => {
  const answer = await portal.call('/api/admin/config')
  const text = await answer.text()
  assert.equal(answer.status, 200)
  assert.ok(!text.includes(secret), 'a secret is in the answer')
  const { values, files } = JSON.parse(text) as {
    values: ConfigValue[]
    files: string[]
    problems: ConfigProblem[]
  }
  const of = (path: string) => values.find((value) => value.path === path)
  assert.deepEqual(of('organization.name'), {
    path: 'organization.name',
    value: 'Harbour Stage',
    at: { file: 'app-config.yaml', line: 1, column: of('organization.name')?.at?.column },
  })
  assert.equal(of('integrations.github[0].token')?.value, '<secret>')
  assert.equal(of('catalog.locations[0].target')?.at?.file, 'app-config.yaml')
  assert.equal(of('backend.listen.host')?.at?.file, 'base.yaml')
  assert.deepEqual(files, ['base.yaml', 'app-config.yaml'])
})

test('jobs are listed, and one is done now when asked', async () => {
  const list = async () =>
    (await portal.json<{ items: JobItemAnswer[]; totalItems: number }>('/api/admin/jobs')).items
  await portal.until(async () => {
    const item = (await list()).find(({ name }) => name === 'catalog.refresh-source')
    return item && item.lastDurationMs !== null ? null : 'the source was not read'
  })
  const [item] = (await list()).filter(({ name }) => name === 'catalog.refresh-source')
  assert.ok(item)
  assert.equal(item.lastError, null)
  assert.ok(Date.parse(item.dueAt) > Date.now() + 5_000)
  const asked = await portal.post('/api/admin/jobs/trigger', { name: item.name, key: item.key })
  assert.equal(asked.status, 202)
  await portal.until(async () => {
    const [now] = (await list()).filter(({ key }) => key === item.key)
    return now && now.dueAt !== item.dueAt ? null : 'it was not done again'
  })
  const { items } = await portal.json<{ items: JobItemAnswer[] }>('/api/admin/jobs?name=no-such')
  assert.deepEqual(items, [])
  for (const body of [
    { name: 'no-such', key: 'x' },
    { name: item.name, key: 'no-such' },
  ]) {
    assert.equal((await portal.post('/api/admin/jobs/trigger', body)).status, 404)
  }
  assert.equal((await portal.post('/api/admin/jobs/trigger', { name: item.name })).status, 400)
})

test('the portal says what it is', async () => {
  const about = await portal.json<About>('/api/admin/about')
  assert.match(about.version, /^\d+\.\d+\.\d+/)
  assert.equal(about.node, process.version)
  assert.match(about.database.description, /^sqlite:/)
  assert.ok((about.database.sizeBytes ?? 0) > 0)
  assert.ok(Date.now() - Date.parse(about.startedAt) < 60_000)
})

test('nobody gets in without signing in, and the description lists the routes', async () => {
  for (const path of ['jobs', 'config', 'about']) {
    const answer = await fetch(`${portal.url}/api/admin/${path}`)
    assert.equal(answer.status, 401, path)
  }
  const { paths } = await portal.json<{ paths: Record<string, unknown> }>('/api/admin/openapi.json')
  assert.deepEqual(Object.keys(paths).sort(), [
    '/api/admin/about',
    '/api/admin/config',
    '/api/admin/features',
    '/api/admin/jobs',
    '/api/admin/jobs/trigger',
  ])
})

test('features are listed with health, routes and permissions', async () => {
  const { items } = await portal.json<{ items: RunningFeature[] }>('/api/admin/features')
  const catalog = items.find(({ id }) => id === 'catalog')
  assert.ok(catalog)
  assert.deepEqual([catalog.state, catalog.origin, catalog.message], ['ok', 'built in', null])
  assert.ok(catalog.migrations > 0 && catalog.setupMs !== null)
  const route = catalog.routes.find(({ path }) => path === '/api/catalog/refresh')
  assert.deepEqual(
    [route?.method, route?.access, route?.isPermission],
    ['POST', 'catalog.entity.refresh', true],
  )
  assert.ok(items.some(({ id }) => id === 'admin'))
})
