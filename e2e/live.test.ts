/** What open pages ask while the catalog changes under them, and when the live connection is cut on its way. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { until } from '../portal/testing/product.ts'
import { enter, openBrowser, settled, visit } from './browser.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { openStage, type Stage } from './stage.ts'

let browser: Browser
let stage: Stage
let proxy: FaultProxy
before(async () => {
  ;[browser, stage] = await Promise.all([openBrowser(), openStage()])
  proxy = await startFaultProxy(stage.base)
})
after(async () => {
  await browser?.close()
  proxy?.close()
  await stage?.close()
})

const many = 400

/** Another version of everything in one file. */
function writeVersion(version: number): Promise<Response> {
  const lamps = Array.from(
    { length: many },
    (_, i) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: aa-lamp-${i}, title: Lamp ${i} of version ${version} }
spec: { type: service, lifecycle: production, owner: lights }
`,
  )
  stage.write('catalog/system.yaml', lamps.join('---\n'))
  return stage.product.post('/api/catalog/refresh', { entityRef: 'location:default/stage' })
}

test('a catalog that changes all the time is read by an open page once in a while, and to the end', async () => {
  const { page, close } = await visit(browser)
  await writeVersion(0)
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  await page
    .getByRole('row', { name: /of version 0/ })
    .first()
    .waitFor()
  await settled(page)
  const asked = new Map<string, number[]>()
  page.on('request', (request) => {
    const question = `${request.url()} ${request.postData() ?? ''}`
    asked.set(question, [...(asked.get(question) ?? []), performance.now()])
  })
  const entities = () =>
    stage.product.json<{ items: { metadata: { title: string } }[] }>(
      '/api/catalog/entities/by-query?filter=metadata.name=aa-lamp-0',
    )
  for (let version = 1; version <= 6; version++) {
    await writeVersion(version)
    const isRead = async () => (await entities()).items[0]?.metadata.title.endsWith(` ${version}`) === true
    await until(isRead, 15_000, 20)
  }
  await page
    .getByRole('row', { name: /of version 6/ })
    .first()
    .waitFor()
  await settled(page)
  for (const [question, times] of asked) {
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
    assert.ok(
      gaps.every((ms) => ms > 1_000),
      `${question.slice(0, 200)} after ${gaps.map(Math.round)} ms`,
    )
  }
  const reads = [...asked].find(([question]) => question.includes('/by-query'))?.[1].length ?? 0
  assert.ok(reads > 0)
  console.log(`${6 * many} changes: the open table was read ${reads} times`)
  await close()
})

test('a live connection that a proxy cuts is made anew, and what happened meanwhile is shown', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${proxy.base}/catalog?filters[user]=all`)
  await page
    .getByRole('row', { name: /of version 6/ })
    .first()
    .waitFor()
  const lives = () => proxy.asked.filter(({ path }) => path.includes('/catalog/changes')).length
  await until(async () => lives() > 0, 10_000, 20)
  proxy.fail('', /catalog\/changes/, 'down')
  await writeVersion(7)
  const before = lives()
  await until(async () => lives() > before, 10_000, 20)
  proxy.heal()
  await page
    .getByRole('row', { name: /of version 7/ })
    .first()
    .waitFor()
  assert.equal(await page.getByText('The portal cannot be reached').count(), 0, 'the portal is there')
  assert.deepEqual(
    complaints.filter((text) => !/Failed to load resource/.test(text)),
    [],
  )
  await close()
})
