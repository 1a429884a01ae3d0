import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { enter, openBrowser, settled, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let browser: Browser
let stage: Stage
before(async () => {
  ;[browser, stage] = await Promise.all([openBrowser(), openStage()])
})
after(async () => {
  await browser?.close()
  await stage?.close()
})

const budget = 250_000
const mostRequests = 12

test('the first load of the catalog is at most 250 kB of scripts and styles, gzipped', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  const paths = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => new URL(entry.name).pathname)
      .filter((path) => /\.(js|css)$/.test(path) && !/(beside|SignIn\w*|sign-in-page)-/.test(path)),
  )
  let total = 0
  const sizes: string[] = []
  for (const path of new Set(paths)) {
    const answer = await fetch(stage.base + path, { headers: { 'accept-encoding': 'gzip' } })
    const bytes = Number(answer.headers.get('content-length') ?? (await answer.arrayBuffer()).byteLength)
    total += bytes
    sizes.push(`${path.split('/').at(-1)} ${Math.round(bytes / 1000)} kB`)
  }
  console.log(`first load: ${Math.round(total / 1000)} kB gzip (${sizes.join(', ')})`)
  const over = Math.ceil((total - budget) / 1000)
  assert.ok(
    total <= budget,
    `The first load is ${over} kB over its budget of 250 kB: load what the first page does not need later (isLater in vite.config.ts). ${sizes.join(', ')}`,
  )
  await close()
})

for (const [name, path, sign] of [
  ['home', '/home', 'Lamp desk'],
  ['the catalog', '/catalog', 'Lamp desk'],
  ['a component', '/catalog/default/component/lamp-desk', 'Lamp desk'],
  ['a system', '/catalog/default/system/lighting', 'Lighting'],
] as const) {
  test(`${name} opens cold with at most ${mostRequests} requests, moves nothing, and paints at once`, async () => {
    const signedIn = await visit(browser)
    await enter(signedIn.page, `${stage.base}/catalog`)
    const kept = await signedIn.page.evaluate(() => ({ ...sessionStorage }) as Record<string, string>)
    await signedIn.close()

    const { page, close } = await visit(browser)
    await page.addInitScript((session) => {
      for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value)
    }, kept)
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url().replace(stage.base, '')))
    await page.goto(stage.base + path)
    await page.getByText(sign).first().waitFor()
    // What runs beside the page is loaded once it has come to rest; it counts too.
    await page.waitForTimeout(1_700)
    await settled(page)
    const { shift, paintMs } = await page.evaluate<{ shift: number; paintMs: number }>(measure)
    console.log(
      `${name}: ${requests.length} requests, first paint ${Math.round(paintMs)} ms, layout shift ${shift.toFixed(4)}`,
    )
    assert.ok(requests.length <= mostRequests, `${requests.length} requests:\n${requests.join('\n')}`)
    assert.ok(shift <= 0.005, `layout shift ${shift}`)
    await close()
  })
}

const measure = `new Promise((resolve) => {
  let shift = 0
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value
  })
  observer.observe({ type: 'layout-shift', buffered: true })
  const paint = performance.getEntriesByName('first-contentful-paint')[0]
  setTimeout(() => resolve({ shift, paintMs: paint ? paint.startTime : 0 }), 200)
})`
