/**
 * How the catalog's table feels with 10,000 rows: the time of each frame while it is scrolled, how much of it is
 * ever in the page, and what is read for it. `CALLBOARD_SCROLL_ROWS=100000` measures a larger one.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { generateCatalog } from '../bench/generate.ts'
import { type Product, startProduct, until } from '../portal/testing/product.ts'
import { enter, openBrowser, settled, visit } from './browser.ts'

const rows = Number(process.env.CALLBOARD_SCROLL_ROWS ?? 10_000)
/** Six of ten generated entities are components. */
const entities = Math.ceil(rows / 0.6)

let browser: Browser
let product: Product
let folder: string
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-scroll-'))
  mkdirSync(join(folder, 'data'))
  const { target } = generateCatalog(join(folder, 'catalog'), entities)
  product = await startProduct({
    dataDir: join(folder, 'data'),
    config: {
      auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
      catalog: {
        rules: [{ allow: ['Component', 'API', 'Resource', 'System', 'Domain', 'Group', 'User', 'Location'] }],
        locations: [{ type: 'file', target }],
      },
    },
  })
  const path = '/api/catalog/entities/by-query?limit=0&filter=kind=component'
  const count = async () => (await product.json<{ totalItems: number }>(path)).totalItems
  await until(async () => (await count()) >= rows, 60_000 + entities * 4, 250)
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await product?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

interface Frames {
  /** Milliseconds from each frame to the next. */
  times: number[]
  mostRows: number
}

/** Scrolls by so many pixels in every frame. In the page, so that the driver's own calls cost nothing. */
function scrollFrames(page: Page, step: number, count: number): Promise<Frames> {
  return page.evaluate<Frames>(`new Promise((resolve) => {
    const times = []
    let mostRows = 0
    let last = performance.now()
    const frame = () => {
      const now = performance.now()
      times.push(now - last)
      last = now
      mostRows = Math.max(mostRows, document.querySelectorAll('tbody tr').length)
      if (times.length > ${count}) return resolve({ times: times.slice(1), mostRows })
      window.scrollBy(0, ${step})
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })`)
}

function summary({ times }: Frames) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10
  return { median: at(0.5), p95: at(0.95), long: times.filter((ms) => ms > 34).length, of: times.length }
}

test(`a table of ${rows.toLocaleString('en')} rows is scrolled without stutter, and only what is seen is read`, async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${product.base}/catalog?filters[user]=all`)
  await page
    .getByRole('row', { name: /component/ })
    .first()
    .waitFor()
  await settled(page)
  const reads: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/entities/by-query')) reads.push(request.postData() ?? '')
  })
  const still = summary(await scrollFrames(page, 0, 120))
  const pace: Record<string, ReturnType<typeof summary>> = { still }
  let mostRows = 0
  for (const [name, step, count] of [
    ['reading pace', 12, 240],
    ['wheel', 120, 240],
    ['fling', 1500, 120],
  ] as const) {
    const frames = await scrollFrames(page, step, count)
    pace[name] = summary(frames)
    mostRows = Math.max(mostRows, frames.mostRows)
  }
  console.log(`frames in ms, long ones over 34 ms: ${JSON.stringify(pace)}`)
  const flung = reads.length

  // The scroll bar, dragged to places far apart.
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  assert.ok(height > rows * 36, `${height} px hold ${rows} rows`)
  const started = performance.now()
  for (const share of [0.9, 0.2, 0.5]) {
    await page.evaluate(`window.scrollTo(0, ${height * share})`)
    await until(
      () =>
        page.evaluate<boolean>(
          "document.elementFromPoint(600, innerHeight / 2)?.closest('tr')?.querySelector('a') != null",
        ),
      15_000,
      10,
    )
  }
  console.log(
    `jumps: ${Math.round((performance.now() - started) / 3)} ms each; reads: ${flung} while scrolling, ${reads.length - flung} for 3 jumps; at most ${mostRows} rows in the page`,
  )
  assert.ok(mostRows < 80, `${mostRows} rows in the page`)
  for (const read of reads) assert.ok(JSON.parse(read).limit <= 60, read)
  // A page is read at most once, however often it is passed; a fling on a fast machine reads none of them.
  const passed = (240 * 12 + 240 * 120 + 120 * 1500) / 36 / 60
  assert.ok(flung <= passed + 4, `${flung} reads for ${Math.round(passed)} pages`)
  // How many frames are long says as much of what else the machine does; half of them must keep the pace. A mask
  // or a shadow in each row makes it four to fifteen times as slow at wheel pace.
  for (const name of ['reading pace', 'wheel']) {
    const { median } = pace[name] ?? still
    assert.ok(
      median <= still.median * 2,
      `${name}: ${median} ms a frame, ${still.median} ms without scrolling`,
    )
  }
  await close()
})

test('filters, sorting and the text filter answer in less than a second', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${product.base}/catalog?filters[user]=all`)
  await page
    .getByRole('row', { name: /component/ })
    .first()
    .waitFor()
  await settled(page)
  const took: Record<string, number> = {}
  const time = async (name: string, act: () => Promise<unknown>) => {
    const started = performance.now()
    await act()
    await until(
      () => page.evaluate<boolean>("document.querySelector('table[aria-busy=false] tbody a') !== null"),
      15_000,
      10,
    )
    took[name] = Math.round(performance.now() - started)
    await settled(page)
  }
  const filters = page.getByRole('search', { name: 'Filters' })
  const facet = (name: string) => filters.getByRole('button', { name: new RegExp(`^${name}`) })
  await time('open owner menu', async () => {
    await facet('Owner').click()
    await page.getByRole('checkbox').nth(3).waitFor()
  })
  await page.keyboard.press('Escape')
  await time('open domain menu', async () => {
    await facet('Domain').click()
    await page.getByRole('dialog').getByRole('checkbox').first().waitFor()
  })
  await time('choose a domain', () =>
    page.getByRole('dialog').getByRole('checkbox').first().check({ force: true }),
  )
  await page.keyboard.press('Escape')
  await time('clear', () => page.getByRole('button', { name: 'Clear filters' }).click())
  await time('sort by owner', async () => {
    await page.getByRole('columnheader', { name: 'Owner' }).getByRole('button').click()
    await page.locator('th[aria-sort=ascending]', { hasText: 'Owner' }).waitFor()
  })
  await time('sort by owner, down', async () => {
    await page.getByRole('columnheader', { name: 'Owner' }).getByRole('button').click()
    await page.locator('th[aria-sort=descending]', { hasText: 'Owner' }).waitFor()
  })
  await time('type a word', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('ledger')
    await page.waitForURL(/filters\[text\]=ledger/)
  })
  console.log(`interactions in ms with ${rows} rows: ${JSON.stringify(took)}`)
  for (const [name, ms] of Object.entries(took)) assert.ok(ms < 1000 + rows / 50, `${name}: ${ms} ms`)
  await close()
})
