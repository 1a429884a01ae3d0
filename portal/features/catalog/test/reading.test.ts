/** Locations that cannot be read are visible; GitHub is read end to end. The whole portal, over HTTP. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type FilesHost, startFilesHost } from '../../../testing/files-host.ts'
import { type FakeGithub, startFakeGithub } from '../../../testing/github/fake-github.ts'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'

interface Entity {
  kind: string
  metadata: { name: string; annotations: Record<string, string> }
  spec: { target?: string; definition?: string }
  status?: { items: { level: string; type: string; message: string }[] }
}

const good = (name: string, more = '') =>
  `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, lifecycle: production, owner: team-a }
${more}`

const withApi = `---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: cart-api }
spec: { type: openapi, lifecycle: production, owner: team-a, definition: { $text: ./openapi.yaml } }
`

let host: FilesHost
let github: FakeGithub
let portal: TestPortal
before(async () => {
  host = await startFilesHost({ '/bad.yaml': 'kind: [', '/good.yaml': good('fine') })
  github = await startFakeGithub({
    'acme/shop': {
      'catalog-info.yaml': good('shop'),
      'services/cart/catalog-info.yaml': good('cart', withApi),
      'services/cart/openapi.yaml': 'openapi: 3.1.0',
      'services/pay/catalog-info.yaml': good('pay'),
    },
    'acme/fresh': { 'README.md': 'hello' },
  })
  github.tokens.add('s3cret')
  portal = await startTestPortal(
    {
      backend: { reading: { allow: [{ host: host.host }] } },
      integrations: {
        github: [
          {
            host: 'github.com',
            apiBaseUrl: github.apiBaseUrl,
            rawBaseUrl: github.rawBaseUrl,
            token: 's3cret\n',
          },
        ],
      },
      catalog: {
        locations: [
          { type: 'file', target: './missing.yaml' },
          { type: 'file', target: './none/*.yaml' },
          { type: 'file', target: '../../beside.yaml' },
          { type: 'url', target: `${host.url}/missing.yaml` },
          { type: 'url', target: `${host.url}/bad.yaml` },
          { type: 'url', target: 'https://not-allowed.example.com/catalog-info.yaml' },
          { type: 'url', target: 'https://gitlab.com/g/p/-/blob/main/catalog-info.yaml' },
          { type: 'url', target: 'https://github.com/acme/shop/blob/main/services/*/catalog-info.yaml' },
          { type: 'url', target: `${host.url}/good.yaml` },
        ],
      },
    },
    {},
  )
  await portal.until(async () => {
    const names = new Set((await entities('component')).map((entity) => entity.metadata.name))
    return ['fine', 'cart', 'pay'].every((name) => names.has(name)) ? null : [...names].join()
  })
})
after(async () => {
  await portal?.close()
  await Promise.all([host?.close(), github?.close()])
})

async function entities(kind: string): Promise<Entity[]> {
  return await portal.json<Entity[]>(`/api/catalog/entities?filter=kind=${kind}`)
}

async function named(kind: string, name: string): Promise<Entity> {
  return await portal.json<Entity>(`/api/catalog/entities/by-name/${kind}/default/${name}`)
}

test('a location that cannot be read exists, and says why', async () => {
  const expected: [part: string, shown: RegExp][] = [
    [`${portal.folder}/missing.yaml`, /missing\.yaml does not exist/],
    ['none/*.yaml', /none\/\*\.yaml/],
    ['beside.yaml', /does not exist/],
    [`${host.url}/missing.yaml`, /^NotFoundError: Unable to read url, no matching files found for http/],
    [`${host.url}/bad.yaml`, /YAML|flow|expected/i],
    ['not-allowed.example.com', /is not allowed\. You may need to configure an integration for the target/],
    ['gitlab.com', /GitLab \(gitlab\.com\) is not read through an integration yet/],
  ]
  await portal.until(async () => {
    const locations = await entities('location')
    for (const [part, shown] of expected) {
      const found = locations.find((location) => location.spec.target?.includes(part))
      if (!found) return `no Location for ${part}`
      const item = found.status?.items[0]
      if (!shown.test(item?.message ?? '')) return `${part} shows ${item?.message}`
      assert.equal(item?.level, 'error')
      assert.equal(item?.type, 'backstage.io/catalog-processing')
    }
    return null
  })
})

test('a pattern on GitHub gives entities with links, and included files', async () => {
  const { annotations } = (await named('component', 'cart')).metadata
  const file = 'https://github.com/acme/shop/tree/main/services/cart/catalog-info.yaml'
  assert.equal(annotations['backstage.io/managed-by-location'], `url:${file}`)
  assert.equal(annotations['backstage.io/view-url'], file)
  assert.equal(annotations['backstage.io/edit-url'], file.replace('/tree/', '/edit/'))
  assert.equal(
    annotations['backstage.io/source-location'],
    'url:https://github.com/acme/shop/tree/main/services/cart/',
  )
  assert.equal((await named('api', 'cart-api')).spec.definition, 'openapi: 3.1.0')
})

test('a push arrives with the next refresh; without one, a refresh costs one request a file at most', async () => {
  const refresh = () => portal.post('/api/catalog/refresh', { entityRef: 'component:default/cart' })
  github.requests.length = 0
  await refresh()
  await portal.until(async () => (github.requests.length > 0 ? null : 'nothing asked'))
  await portal.until(async () =>
    github.requests.every(({ status }) => status === 304) ? null : 'not all 304',
  )

  const sha = github.push('acme/shop', {
    'services/new/catalog-info.yaml': good('new'),
    'services/pay/catalog-info.yaml': null,
  })
  await refresh()
  await portal.until(async () => {
    const names = (await entities('component')).map((entity) => entity.metadata.name)
    return names.includes('new') && !names.includes('pay') ? null : names.join()
  })
  const history = await portal.json<unknown>('/api/catalog/entities/by-name/component/default/new/history')
  assert.ok(JSON.stringify(history).includes(sha), 'the history names the commit')
})

test('a file on GitHub is registered, and unregistered', async () => {
  const target = 'https://github.com/acme/shop/blob/main/catalog-info.yaml'
  const dry = await portal.post('/api/catalog/locations?dryRun=true', { type: 'url', target })
  assert.equal(dry.status, 201)
  const answer = await portal.post('/api/catalog/locations', { type: 'url', target })
  assert.equal(answer.status, 201)
  const { location } = (await answer.json()) as { location: { id: string } }
  await portal.until(async () => ((await named('component', 'shop')).kind ? null : 'shop is not there'))
  await portal.call(`/api/catalog/locations/${location.id}`, { method: 'DELETE' })
  assert.equal((await portal.call('/api/catalog/entities/by-name/component/default/shop')).status, 404)

  const missing = `${target}.missing`
  const refused = await portal.post('/api/catalog/locations?dryRun=true', { type: 'url', target: missing })
  assert.equal(refused.status, 400)
  const { error } = (await refused.json()) as { error: { name: string; message: string } }
  assert.equal(error.name, 'InputError')
  assert.equal(error.message, `NotFoundError: Unable to read url, no matching files found for ${missing}`)
})

test('a repository is analysed: its files, or a draft', async () => {
  const analyze = async (target: string) => {
    const answer = await portal.post('/api/catalog/analyze-location', { location: { type: 'url', target } })
    assert.equal(answer.status, 200)
    return (await answer.json()) as {
      existingEntityFiles: { location: { target: string }; isRegistered: boolean; entity: Entity }[]
      generateEntities: { entity: { metadata: { name: string } } }[]
    }
  }
  const shop = await analyze('https://github.com/acme/shop')
  const files = new Set(shop.existingEntityFiles.map((file) => file.location.target))
  assert.ok(files.has('https://github.com/acme/shop/blob/main/catalog-info.yaml'))
  assert.ok(shop.existingEntityFiles.some((file) => file.entity.metadata.name === 'shop'))
  const fresh = await analyze('https://github.com/acme/fresh')
  assert.deepEqual(fresh.existingEntityFiles, [])
  assert.equal(fresh.generateEntities[0]?.entity.metadata.name, 'fresh')
})

test('the token is in no answer', async () => {
  for (const path of ['/api/catalog/entities', '/api/catalog/locations', '/metrics']) {
    assert.ok(!(await (await portal.call(path)).text()).includes('s3cret'), path)
  }
})
