import assert from 'node:assert/strict'
import { rmSync, symlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Product, startProduct, until } from '../testing/product.ts'
import { component, configOf, folderOf, writeInto } from './catalog-of-files.ts'

/**
 * A file that was good turns bad in every way we could think of. Each time: the last good entity stays, the
 * problem is shown on it, the neighbour is untouched; when the file is mended the problem goes.
 */
interface Shown {
  metadata: { name: string; uid: string; etag: string }
  status?: { items: { level: string; message: string }[] }
}

const bomb = `a: &a [x, x, x, x, x, x, x, x, x]
${'bcdefghij'.replace(
  /./g,
  (c) =>
    `${c}: &${c} [${Array(9)
      .fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)
      .join(', ')}]\n`,
)}`

const badTexts: [string, string, RegExp][] = [
  ['a YAML error', `${component('shop')}\n   bad: [`, /YAML/],
  ['a missing owner', component('shop', null), /owner/],
  [
    'a kind in lower case',
    component('shop').replace('kind: Component', 'kind: component'),
    /kind|recognized/i,
  ],
  ['no kind at all', component('shop').replace('kind: Component\n', ''), /kind/],
  ['10 MB of nonsense', 'x'.repeat(10 * 1024 * 1024 + 1), /large|MB|size|object/i],
  ['a billion laughs', bomb, /alias|object|expan/i],
  ['binary', '\u0000\u0001\u0002\u0003'.repeat(200), /binary|NUL|YAML|character/i],
]

async function shownBy(portal: Product, name: string): Promise<Shown> {
  return portal.json<Shown>(`/api/catalog/entities/by-name/component/default/${name}`)
}

async function refresh(portal: Product, name: string): Promise<void> {
  await portal.post('/api/catalog/refresh', { entityRef: `component:default/${name}` })
}

describe('a file on disk', () => {
  const folder = folderOf({ 'catalog/shop.yaml': component('shop'), 'catalog/till.yaml': component('till') })
  let portal: Product
  let before_: Shown
  let neighbour: Shown
  before(async () => {
    const config = configOf({ locations: [{ type: 'file', target: join(folder, 'catalog/*.yaml') }] })
    portal = await startProduct({ config, dataDir: folder })
    await until(async () => (await shownBy(portal, 'till')).metadata?.name === 'till', 10_000, 50)
    before_ = await shownBy(portal, 'shop')
    neighbour = await shownBy(portal, 'till')
  })
  after(() => portal?.stop())

  const turnsBad = async (message: RegExp) => {
    await refresh(portal, 'shop')
    await until(async () => Boolean((await shownBy(portal, 'shop')).status), 10_000, 50)
    const bad = await shownBy(portal, 'shop')
    assert.equal(bad.metadata.etag, before_.metadata.etag, 'the last good entity stays')
    assert.equal(bad.metadata.uid, before_.metadata.uid)
    assert.match(bad.status?.items.map((item) => item.message).join('\n') ?? '', message)
    assert.deepEqual(await shownBy(portal, 'till'), neighbour, 'the neighbour is untouched')
  }
  const isMended = async () => {
    rmSync(join(folder, 'catalog/shop.yaml'), { recursive: true, force: true })
    writeInto(folder, 'catalog/shop.yaml', component('shop'))
    await refresh(portal, 'shop')
    await until(async () => !(await shownBy(portal, 'shop')).status, 10_000, 50)
    assert.equal((await shownBy(portal, 'shop')).metadata.uid, before_.metadata.uid)
  }

  for (const [what, text, message] of badTexts) {
    test(`turns into ${what} and is mended`, async () => {
      writeInto(folder, 'catalog/shop.yaml', text)
      await turnsBad(message)
      await isMended()
    })
  }

  test('turns into a link out of its folder and is mended', async () => {
    const outside = join(folderOf({ 'secret.yaml': component('secret') }), 'secret.yaml')
    rmSync(join(folder, 'catalog/shop.yaml'))
    symlinkSync(outside, join(folder, 'catalog/shop.yaml'))
    await turnsBad(/outside|link/i)
    assert.equal((await portal.get('/api/catalog/entities/by-name/component/default/secret')).status, 404)
    await isMended()
  })
})

describe('a file behind HTTP', () => {
  type Answer = (request: IncomingMessage, response: ServerResponse) => void
  const good: Answer = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/yaml' }).end(component('shop'))
  let answer = good
  const host = createServer((request, response) => {
    if (request.url?.startsWith('/till')) response.end(component('till'))
    else answer(request, response)
  })
  let portal: Product
  let first: Shown
  before(async () => {
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
    const at = `127.0.0.1:${(host.address() as AddressInfo).port}`
    const config = configOf({
      allow: [{ host: at }],
      locations: ['shop', 'till'].map((name) => ({
        type: 'url',
        target: `http://${at}/${name}/catalog-info.yaml`,
      })),
    })
    portal = await startProduct({ config, dataDir: folderOf({}) })
    await until(
      async () =>
        Boolean((await shownBy(portal, 'shop')).metadata && (await shownBy(portal, 'till')).metadata),
      10_000,
      50,
    )
    first = await shownBy(portal, 'shop')
  })
  after(async () => {
    await portal?.stop()
    host.closeAllConnections()
    host.close()
  })

  const cases: [string, Answer, RegExp][] = [
    ['404', (_, response) => response.writeHead(404).end('no'), /not.?found|no matching files/i],
    ['500', (_, response) => response.writeHead(500).end('oh'), /500/],
    [
      'an endless redirect',
      (request, response) => response.writeHead(302, { location: `${request.url}x` }).end(),
      /redirect/i,
    ],
    [
      'a redirect to a host not allowed',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.2:9/x' }).end(),
      /not allowed/,
    ],
    [
      'a sign-in page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
      /html/i,
    ],
    ['silence until the time-out', () => {}, /did not answer/i],
    ['10 MB of nonsense', (_, response) => response.end('x'.repeat(11 * 1024 * 1024)), /large|MB|size/i],
  ]
  for (const [what, bad, message] of cases) {
    test(`answers ${what}, then is mended`, async () => {
      answer = bad
      await refresh(portal, 'shop')
      await until(async () => Boolean((await shownBy(portal, 'shop')).status), 40_000, 50)
      const shown = await shownBy(portal, 'shop')
      assert.equal(shown.metadata.etag, first.metadata.etag)
      assert.match(shown.status?.items.map((item) => item.message).join('\n') ?? '', message)
      assert.equal((await shownBy(portal, 'till')).status, undefined)
      answer = good
      host.closeAllConnections()
      await refresh(portal, 'shop')
      await until(async () => !(await shownBy(portal, 'shop')).status, 40_000, 50)
    })
  }
})

test('a location that cannot be read is there, with its problem', async () => {
  const folder = folderOf({ 'bad.yaml': 'kind: [' })
  const targets = [
    { type: 'file', target: join(folder, 'missing.yaml') },
    { type: 'file', target: join(folder, 'bad.yaml') },
    { type: 'url', target: 'https://catalog.example/not-allowed.yaml' },
  ]
  const portal = await startProduct({ config: configOf({ locations: targets }), dataDir: folder })
  const locations = () =>
    portal.json<(Shown & { spec: { target: string } })[]>('/api/catalog/entities?filter=kind=location')
  await until(async () => (await locations()).filter((entity) => entity.status).length === 3, 15_000, 50)
  const messages = new Map(
    (await locations()).map((entity) => [entity.spec.target, entity.status?.items[0]?.message ?? '']),
  )
  assert.match(messages.get(targets[0]?.target ?? '') ?? '', /NotFoundError/)
  assert.match(messages.get(targets[1]?.target ?? '') ?? '', /YAML/)
  assert.match(messages.get(targets[2]?.target ?? '') ?? '', /is not allowed/)
  await portal.stop()
})
