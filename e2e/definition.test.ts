/** Definitions of the sample company in their viewers, and the API tab of the components around them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { freePort, type Product, startProduct, until } from '../portal/testing/product.ts'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit, widthsIn } from './browser.ts'

const examples = join(import.meta.dirname, '../examples/catalog/all.yaml')
const hostile = `apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: hostile-api }
spec:
  type: openapi
  lifecycle: production
  owner: team-web
  definition: |
    openapi: 3.0.0
    info:
      title: "<img src=x onerror=alert(1)>"
      description: "<script>alert(1)</script> [click](javascript:alert(1)) **bold** <b>html</b>"
      contact: { name: x, url: "javascript:alert(2)" }
    servers: [{ url: "javascript:alert(3)" }]
    paths:
      "/<script>":
        get:
          operationId: __proto__
          summary: "</h2><script>alert(4)</script>"
          responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } }
    components:
      schemas:
        A: { type: object, properties: { a: { $ref: '#/components/schemas/A' }, gone: { $ref: './x.yaml#/Y' } } }
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: broken-api }
spec:
  type: openapi
  lifecycle: production
  owner: team-web
  definition: |
    openapi: 3.0.0
    info:
      title: Broken
     version: 1
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: big-api }
spec:
  type: openapi
  lifecycle: production
  owner: team-web
  definition: |
    openapi: 3.0.0
    info: { title: Big, version: 1.0.0 }
    paths:
${Array.from({ length: 4000 }, (_, at) => `      /things/${at}/parts:\n        get:\n          operationId: readPartsOf${at}\n          summary: Read the parts of thing ${at}\n          responses: { '200': { description: The parts } }`).join('\n')}
`

let browser: Browser
let product: Product
let folder: string
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-definitions-'))
  writeFileSync(join(folder, 'hostile.yaml'), hostile)
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  ;[browser, product] = await Promise.all([
    openBrowser(),
    startProduct({
      dataDir: join(folder, 'data'),
      cwd: folder,
      port,
      config: {
        app: { title: 'Fernhaven Portal', baseUrl },
        backend: { baseUrl, database: { client: 'better-sqlite3', connection: ':memory:' } },
        auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
        catalog: {
          rules: [
            { allow: ['Component', 'API', 'Resource', 'System', 'Domain', 'Group', 'User', 'Location'] },
          ],
          locations: [examples, './hostile.yaml'].map((target) => ({ type: 'file', target })),
        },
      },
    }),
  ])
  await until(async () => {
    const { totalItems } = await product.json<{ totalItems: number }>(
      '/api/catalog/entities/by-query?limit=0&filter=kind=api',
    )
    return totalItems >= 11
  }, 30_000)
})
after(async () => {
  await browser?.close()
  await product?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

const definition = (name: string, at = '') =>
  `${product.base}/catalog/default/api/${name}/definition${at === '' ? '' : `?at=${encodeURIComponent(at)}`}`

test('a Swagger file shows its operations; one opens by a click, has an address, and survives a reload', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, definition('payments-api'))
  await page.getByText('Version 1.8.2 · Swagger 2.0 · 3 operations').waitFor()
  await page.getByRole('navigation', { name: 'All operations' }).getByText('Charge a card').click()
  await page.getByRole('heading', { name: 'Charge a card' }).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('at'), 'charge')
  await page.getByText('X-Service-Key: $API_KEY').waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Charge a card' }).waitFor()
  await page.goBack()
  await page.getByText('Version 1.8.2 · Swagger 2.0 · 3 operations').waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('the API tab lists what a component provides and consumes, and opens definitions beside the page', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${product.base}/catalog/default/component/passenger-gateway/apis`)
  await page
    .getByRole('table', { name: 'Provided APIs' })
    .getByRole('link', { name: 'Passenger graph' })
    .waitFor()
  assert.equal(await page.getByRole('table', { name: 'Consumed APIs' }).getByRole('row').count(), 4)
  await page.getByRole('button', { name: 'Definition of Booking API' }).click()
  const panel = page.getByRole('dialog', { name: 'Definition of Booking API' })
  await panel
    .getByRole('navigation')
    .getByRole('button', { name: /Find sailings/ })
    .click()
  await panel.getByRole('heading', { name: 'Find sailings with free places' }).waitFor()
  assert.doesNotMatch(page.url(), /at=/, 'the panel leaves the address alone')
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'definition-panel-1440-light')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  assert.deepEqual(complaints, [])
  await close()
})

test('hostile definitions are only text, broken ones say in which line', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, definition('hostile-api'))
  for (const at of ['', '__proto__', 'schema:A', 'schema:__proto__', 'no such thing']) {
    await page.goto(definition('hostile-api', at))
    await page.getByRole('navigation', { name: 'All operations' }).waitFor()
    await settled(page)
    const unsafe = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main a[href]')].map((link) => link.protocol)
        .filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))`,
    )
    assert.deepEqual(unsafe, [])
    assert.equal(await page.locator('main img, main script, main b').count(), 0)
  }
  await page.goto(definition('broken-api'))
  await page.getByText('All mapping items must start at the same column. (line 4, column 1)').waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('a definition of 4,000 operations opens without stopping the page', async () => {
  const { page, close } = await visit(browser)
  await enter(page, product.base)
  await page.goto(definition('big-api'))
  await page.evaluate(`(() => {
    window.longest = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration)
    }).observe({ type: 'longtask', buffered: true })
  })()`)
  const started = performance.now()
  await page.getByText('4,000 operations').waitFor()
  const took = Math.round(performance.now() - started)
  const longest = Math.round(await page.evaluate<number>('window.longest'))
  console.log(`4,000 operations: shown after ${took} ms, longest task ${longest} ms`)
  await page.getByRole('searchbox', { name: 'Search operations' }).fill('thing 3999')
  await page.getByRole('link', { name: /readPartsOf3999|\/things\/3999/ }).click()
  await page.getByRole('heading', { name: 'Read the parts of thing 3999' }).waitFor()
  await close()
})

const looks: [name: string, path: () => string][] = [
  ['openapi', () => definition('booking-api')],
  ['operation', () => definition('booking-api', 'holdPlaces')],
  ['asyncapi', () => definition('departures-events', 'onDeparture')],
  ['graphql', () => definition('passenger-graph', 'Query.sailings')],
  ['grpc', () => definition('fraud-rpc', 'FraudChecker/ScoreMany')],
  ['trpc', () => definition('crew-rpc')],
  ['mcp', () => definition('catalog-tools')],
  ['raw', () => `${definition('timetable-api')}?view=raw`],
  ['broken', () => definition('broken-api')],
  ['apis', () => `${product.base}/catalog/default/component/passenger-gateway/api`],
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme)) {
    test(`definitions are sound and accessible, ${width} px, ${colorScheme}`, async () => {
      const { page, close } = await visit(browser, {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        reducedMotion: 'reduce',
      })
      await enter(page, product.base)
      for (const [name, path] of looks) {
        await page.goto(path())
        await page.getByRole('heading', { level: 1 }).waitFor()
        await settled(page)
        await shoot(page, `definition-${name}-${width}-${colorScheme}`)
        assert.deepEqual(await axe(page), [], `axe on ${name}`)
        const tooWide = await overflowOf(page)
        assert.ok(tooWide <= 0, `${name} is ${tooWide} px wider than the screen`)
      }
      await close()
    })
  }
}
