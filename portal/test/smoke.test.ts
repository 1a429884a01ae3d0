import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type Product, startProduct, until } from '../testing/product.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

/**
 * The write-up of a Kubernetes home-lab, walked: five catalog files behind a plain HTTP host, read through
 * the allow-list, in production mode, with guest sign-in; then without the flag, and without the allow-list.
 */
const component = (name: string, type: string, extra = '') => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  description: ${name} — part of the lab
  annotations:
    backstage.io/source-location: url:https://github.com/example/${name}
    github.com/project-slug: example/${name}
${extra}  tags: [bare-metal, phase-13, cicd]
  links:
    - { url: 'https://${name}.example/', title: Live }
spec:
  type: ${type}
  lifecycle: production
  owner: andrelair-platform
  system: minicloud-platform
`
const system = `apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: minicloud-platform
  description: 3-node bare-metal platform
  tags: [homelab, bare-metal]
spec:
  owner: andrelair-platform
---
`
const decorated = `    argocd/app-name: platform-demo
    prometheus.io/rule: http_request_duration_seconds_count{namespace="gitops-demo"}
    grafana/dashboard-selector: namespace=gitops-demo
`
const files: Record<string, string> = {
  '/docs/main/catalog-info.yaml': system + component('minicloud-platform-docs', 'documentation'),
  '/ansible/main/catalog-info.yaml': component('minicloud-ansible', 'tool'),
  '/opentofu/main/catalog-info.yaml': component('minicloud-opentofu', 'tool'),
  '/gitops/main/catalog-info.yaml': component('minicloud-gitops', 'tool'),
  '/demo/main/catalog-info.yaml': component('platform-demo', 'service', decorated),
}

const host = createServer((request, response) => {
  const text = files[request.url ?? '']
  response.writeHead(text ? 200 : 404, { 'content-type': 'text/plain' })
  response.end(text ?? 'not found')
})
let port = 0
before(async () => {
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  port = (host.address() as AddressInfo).port
})
after(() => host.close())

interface Variant {
  guest?: boolean
  allow?: boolean
}

const configOf = ({ guest = true, allow = true }: Variant) => ({
  app: { title: 'minicloud platform' },
  organization: { name: 'andrelair-platform' },
  backend: {
    ...(allow ? { reading: { allow: [{ host: `127.0.0.1:${port}` }] } } : {}),
    database: { client: 'better-sqlite3', connection: ':memory:' },
  },
  auth: { providers: { guest: guest ? { dangerouslyAllowOutsideDevelopment: true } : {} } },
  catalog: {
    rules: [{ allow: ['Component', 'System', 'API', 'Resource', 'Location'] }],
    locations: Object.keys(files).map((path) => ({ type: 'url', target: `http://127.0.0.1:${port}${path}` })),
  },
})
const start = (variant: Variant = {}) =>
  startProduct({ config: configOf(variant), dataDir: temporaryFolder('smoke') })

type Listed = {
  metadata: { name: string }
  spec: { system?: string; type?: string }
  relations?: { type: string }[]
}

describe('five raw files under an allow-list', () => {
  let portal: Product
  before(async () => {
    portal = await start()
    await until(
      async () => (await portal.json<unknown[]>('/api/catalog/entities?filter=kind=component')).length === 5,
      15_000,
      50,
    )
  })
  after(() => portal?.stop())

  test('readiness says ok', async () => {
    assert.deepEqual(await (await fetch(`${portal.base}/.backstage/health/v1/readiness`)).json(), {
      status: 'ok',
    })
  })
  test('the title is in the page without JavaScript', async () => {
    assert.match(await (await fetch(`${portal.base}/`)).text(), /<title>minicloud platform<\/title>/)
  })
  test('the five components belong to the system', async () => {
    const found = await portal.json<Listed[]>('/api/catalog/entities?filter=kind=component')
    assert.deepEqual(found.map((entity) => `${entity.metadata.name} ${entity.spec.type}`).sort(), [
      'minicloud-ansible tool',
      'minicloud-gitops tool',
      'minicloud-opentofu tool',
      'minicloud-platform-docs documentation',
      'platform-demo service',
    ])
    assert.ok(found.every((entity) => entity.spec.system === 'minicloud-platform'))
  })
  test('there is one system', async () => {
    assert.equal((await portal.json<Listed[]>('/api/catalog/entities?filter=kind=system')).length, 1)
  })
  test('platform-demo is part of it', async () => {
    const demo = await portal.json<Listed>('/api/catalog/entities/by-name/component/default/platform-demo')
    assert.ok(demo.relations?.some((relation) => relation.type === 'partOf'))
  })
  test('nobody reads without a token', async () => {
    assert.equal((await fetch(`${portal.base}/api/catalog/entities`)).status, 401)
  })
  test('the guest token is a JWT', () => {
    assert.match(portal.token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  })
})

test('without the guest flag, production refuses the guest and names the flag', async () => {
  const portal = await start({ guest: false })
  const answer = await fetch(`${portal.base}/api/auth/guest/refresh`, { method: 'POST' })
  const body = (await answer.json()) as { error: { name: string; message: string } }
  assert.equal(answer.status, 403)
  assert.equal(body.error.name, 'NotAllowedError')
  assert.match(body.error.message, /outside of a development environment/)
  await portal.stop()
})

test('without the allow-list, the five Locations say that reading is not allowed', async () => {
  const portal = await start({ allow: false })
  type Status = { status?: { items: { message: string }[] } }
  const locations = () => portal.json<Status[]>('/api/catalog/entities?filter=kind=location')
  await until(async () => (await locations()).filter((entity) => entity.status).length === 5, 15_000, 50)
  for (const { status } of await locations()) assert.match(status?.items[0]?.message ?? '', /is not allowed/)
  await portal.stop()
})
