import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { enter, openBrowser, visit } from './browser.ts'
import { openStage, openStrippingProxy, type Stage } from './stage.ts'

let browser: Browser
let stage: Stage
let proxy: Awaited<ReturnType<typeof openStrippingProxy>>
before(async () => {
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ basePath: '/backstage' })])
  proxy = await openStrippingProxy('/backstage', new URL(stage.base).origin)
})
after(async () => {
  await browser?.close()
  proxy?.close()
  await stage?.close()
})

for (const [name, base] of [
  ['passed on', () => stage.base],
  ['stripped by a proxy', () => proxy.base],
] as const) {
  test(`deep links and reloads work under /backstage, the prefix ${name}`, async () => {
    const { page, complaints, close } = await visit(browser)
    await enter(page, `${base()}/catalog/default/component/lamp-desk/yaml`)
    await page.getByRole('region', { name: 'lamp-desk as YAML' }).waitFor()
    await page.reload()
    await page.getByRole('region', { name: 'lamp-desk as YAML' }).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('region', { name: 'Relations' }).getByRole('link', { name: 'Lamp API' }).click()
    await page.getByRole('heading', { name: 'Lamp API', level: 1 }).waitFor()
    assert.equal(page.url(), `${base()}/catalog/default/api/lamp-api`)
    await page.goto(`${base()}/`)
    await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
    assert.match(new URL(page.url()).pathname, /^\/backstage\/catalog$/)
    assert.deepEqual(complaints, [])
    await close()
  })
}
