import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { enter, openBrowser, visit } from './browser.ts'
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

test('the first load of the catalog is at most 250 kB of scripts and styles, gzipped, and moves nothing', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  const paths = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => new URL(entry.name).pathname)
      .filter((path) => /\.(js|css)$/.test(path) && !path.includes('PaletteDialog')),
  )
  let total = 0
  for (const path of new Set(paths)) {
    const answer = await fetch(stage.base + path, { headers: { 'accept-encoding': 'gzip' } })
    total += Number(answer.headers.get('content-length') ?? (await answer.arrayBuffer()).byteLength)
  }
  console.log(`first load: ${new Set(paths).size} files, ${Math.round(total / 1000)} kB gzip`)
  assert.ok(total <= 250_000, `${total} bytes`)

  const shift = await page.evaluate<number>(`new Promise((resolve) => {
    let sum = 0
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value
    })
    observer.observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve(sum), 200)
  })`)
  assert.ok(shift < 0.02, `layout shift ${shift}`)
  await close()
})
