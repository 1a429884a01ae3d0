/** The relations graph and the impact view: walked with pointer and keys, looked at in both themes, and large. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { generateCatalog } from '../bench/generate.ts'
import { countOf, until } from '../portal/testing/product.ts'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit, widthsIn } from './browser.ts'
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

const node = (page: Page, name: RegExp) => page.getByTestId('graph').getByRole('button', { name })
const desk = 'component:default/lamp-desk'

test('from an entity to its graph, around in it, and back to another entity', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/component/lamp-desk`)
  const card = page.getByRole('region', { name: 'Graph' })
  await card.getByRole('button', { name: /^fog-machine ?not in the catalog/ }).waitFor()
  await card.getByRole('link', { name: 'View graph' }).click()
  await page.getByRole('heading', { name: 'Catalog Graph', level: 1 }).waitFor()
  await node(page, /^cue-player/).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('rootEntityRefs[0]'), desk)

  // One step away the cue player is behind a "+".
  await page.getByLabel('Depth').selectOption('1')
  await node(page, /^cue-player/).waitFor({ state: 'detached' })
  assert.equal(new URL(page.url()).searchParams.get('maxDepth'), '1')
  await node(page, /^Lamp API/).click()
  const panel = page.getByRole('complementary', { name: 'About Lamp API' })
  await panel.getByRole('region', { name: 'API provided by' }).getByText('Lamp desk').waitFor()
  await panel.getByRole('button', { name: /Show 1 more/ }).click()
  await node(page, /^cue-player/).waitFor()
  await page.reload()
  await panel.waitFor()
  await node(page, /^cue-player/).waitFor()

  await page.getByLabel('Find in the graph').fill('fog')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'About fog-machine' }).waitFor()
  await page.getByLabel('Find in the graph').fill('')
  await node(page, /^cue-player/).dblclick()
  await page.waitForURL(/rootEntityRefs\[0\]=component:default\/cue-player/)
  await node(page, /^cue-player/).click({ modifiers: ['Shift'] })
  await page.getByRole('heading', { name: 'cue-player', level: 1 }).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('keys move, choose and open; the list says the same in words', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-graph?rootEntityRefs[]=${desk}&maxDepth=1`)
  await node(page, /^Lamp desk/).focus()
  await page.keyboard.press('ArrowRight')
  await node(page, /^(cue-db|fog-machine)/)
    .and(page.locator(':focus'))
    .waitFor()
  await page.keyboard.press('Space')
  await page.getByRole('complementary', { name: /^About/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('complementary', { name: /^About/ }).waitFor({ state: 'detached' })
  await page.keyboard.press('ArrowLeft')
  await node(page, /^Lamp desk/)
    .and(page.locator(':focus'))
    .waitFor()
  await page.keyboard.press('o')
  await page.getByRole('heading', { name: 'Lamp desk', level: 1 }).waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'List' }).click()
  const list = page.getByRole('region', { name: 'Graph as a list' })
  await list.getByText(/Depends on cue-db/).waitFor()
  await list.getByRole('link', { name: 'Light crew' }).waitFor()
  await close()
})

test('a bookmark of Backstage shows the same selection', async () => {
  const { page, close } = await visit(browser)
  const query =
    `rootEntityRefs[]=${desk}&maxDepth=2&selectedKinds[]=component&selectedKinds[]=api` +
    '&unidirectional=false&mergeRelations=false&direction=TB&showFilters=true&curve=curveStepBefore'
  await enter(page, `${stage.base}/catalog-graph?${query}`)
  await node(page, /^cue-player/).waitFor()
  assert.equal(await node(page, /^Light crew/).count(), 0)
  assert.equal(await page.getByLabel('Depth').inputValue(), '2')
  assert.equal(await page.getByRole('switch', { name: 'Simplified' }).isChecked(), false)
  assert.equal(await page.getByRole('switch', { name: 'Merge relations' }).isChecked(), false)
  assert.equal(await page.getByRole('button', { name: 'Top to bottom' }).getAttribute('aria-pressed'), 'true')
  const at = async (name: RegExp) => (await node(page, name).boundingBox())?.y ?? 0
  assert.notEqual(await at(/^cue-player/), await at(/^Lamp API/))
  await close()
})

test('the impact counts what breaks by owner, follows the graph, and can be taken along', async () => {
  const { page, close } = await visit(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
  await enter(page, `${stage.base}/catalog/default/resource/cue-db`)
  await page.getByRole('region', { name: 'Graph' }).getByRole('link', { name: 'Impact' }).click()
  await page.getByRole('heading', { name: '3 things in one team depend on this' }).waitFor()
  const impact = page.getByRole('complementary', { name: 'Impact' })
  await impact.getByRole('region', { name: 'Light crew' }).getByText('3 steps').waitFor()
  await impact.getByRole('button', { name: 'Copy as CSV' }).click()
  await impact.getByText('Copied').waitFor()
  const csv = await page.evaluate<string>('navigator.clipboard.readText()')
  assert.match(csv, /^owner,ref,kind/)
  assert.match(csv, /group:default\/lights,component:default\/cue-player,Component,cue-player,service/)
  await impact.getByRole('button', { name: 'What it relies on' }).click()
  await page.getByRole('heading', { name: 'This relies on nothing' }).waitFor()
  await close()
})

test('the drawing can be saved as SVG and as PNG', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-graph?rootEntityRefs[]=${desk}`)
  await node(page, /^Lamp desk/).waitFor()
  const save = async (name: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).click(),
    ])
    return readFileSync(await download.path())
  }
  const svg = (await save('As SVG')).toString()
  assert.match(svg, /^<svg/)
  assert.match(svg, /fog-machine/)
  assert.match(svg, /stroke-dasharray="4/)
  assert.doesNotMatch(svg, /var\(|oklch|class=|<script/)
  const png = await save('As PNG')
  assert.equal(png.subarray(1, 4).toString(), 'PNG')
  assert.ok(png.length > 5000, `${png.length} bytes`)
  assert.deepEqual(complaints, [])
  await close()
})

const pages: [name: string, path: string][] = [
  ['graph-start', '/catalog-graph'],
  ['graph-around', `/catalog-graph?rootEntityRefs[]=${desk}`],
  ['graph-all-lines', `/catalog-graph?rootEntityRefs[]=${desk}&unidirectional=false&curve=curveStepBefore`],
  ['graph-selected', `/catalog-graph?rootEntityRefs[]=${desk}&selected=api:default/lamp-api`],
  [
    'graph-hostile',
    '/catalog-graph?rootEntityRefs[]=component:default/hostile&selected=component:default/hostile',
  ],
  ['graph-impact', '/catalog-graph?rootEntityRefs[]=resource:default/cue-db&impact=dependents'],
  ['graph-list', `/catalog-graph?rootEntityRefs[]=${desk}&as=list`],
  ['graph-unknown', '/catalog-graph?rootEntityRefs[]=component:default/no-such-thing'],
]

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme)) {
    test(`the graph is sound and accessible, ${width} px, ${colorScheme}`, async () => {
      const { page, close } = await visit(browser, {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        reducedMotion: 'reduce',
      })
      await enter(page, stage.base)
      for (const [name, path] of pages) {
        await page.goto(stage.base + path)
        await page
          .getByTestId('graph')
          .or(page.getByRole('region', { name: 'Graph as a list' }))
          .waitFor()
        await settled(page)
        await shoot(page, `${name}-${width}-${colorScheme}`)
        assert.deepEqual(await axe(page), [], `axe on ${name}`)
        const tooWide = await overflowOf(page)
        assert.ok(tooWide <= 0, `${name} is ${tooWide} px wider than the screen`)
      }
      await close()
    })
  }
}

test('with one route failing the page says so, and goes on when it is back', async () => {
  const { page, close } = await visit(browser)
  const body = JSON.stringify({
    error: { name: 'InternalServerError', message: 'An internal error occurred' },
  })
  let failing = true
  await page.route('**/api/catalog/graph*', (route) =>
    failing ? route.fulfill({ status: 500, body, contentType: 'application/json' }) : route.continue(),
  )
  await enter(page, `${stage.base}/catalog-graph?rootEntityRefs[]=${desk}`)
  await page.getByRole('heading', { name: 'The graph could not be read' }).waitFor()
  failing = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await node(page, /^Lamp desk/).waitFor()
  await close()
})

test('a large catalog: something useful within a second, 2,000 nodes to move around in', async () => {
  const large = await openLarge(3000)
  try {
    const { page, complaints, close } = await visit(browser)
    await enter(page, `${large.base}/catalog`)
    const open = async (path: string) => {
      const started = performance.now()
      await page.goto(large.base + path)
      await page.locator('[data-testid=graph] [data-ref], [aria-label^=Graph] canvas').first().waitFor()
      const drawn = Math.round(performance.now() - started)
      const layouts = await page.evaluate(() =>
        performance.getEntriesByName('graph layout').map((entry) => entry.duration),
      )
      console.log(`${path}: drawn after ${drawn} ms, laid out in ${Math.round(layouts.at(-1) ?? 0)} ms`)
      assert.ok((layouts.at(-1) ?? 0) < 1000)
      return drawn
    }
    assert.ok((await open('/catalog-graph')) < 2500)
    await shoot(page, 'graph-large-start-1440-light')
    const root = '/catalog-graph?rootEntityRefs[]=component:default/cart-component-1'
    await open(root)
    await page.getByText('The nearest 300 are shown').waitFor()
    await shoot(page, 'graph-large-300-1440-light')
    await page.getByRole('button', { name: 'Show all', exact: true }).click()
    await shoot(page, 'graph-large-300-from-afar-1440-light')
    await open(`${root}&limit=2000`)
    await page.getByRole('button', { name: 'Show all', exact: true }).click()
    await shoot(page, 'graph-large-2000-1440-light')
    const frames = await zoomFrames(page)
    console.log(`zooming over 2,000 nodes: ${frames.toFixed(1)} ms a frame in the middle`)
    assert.ok(frames < 50, `${frames} ms`)
    assert.deepEqual(complaints, [])
    await close()
  } finally {
    await large.close()
  }
})

/** A stage with a generated catalog instead of the theatre's. */
async function openLarge(entities: number): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-large-'))
  const { target } = generateCatalog(folder, entities)
  const catalog = {
    rules: [{ allow: ['Component', 'API', 'Resource', 'System', 'Domain', 'Group', 'User', 'Location'] }],
    locations: [{ type: 'file', target }],
  }
  const large = await openStage({ config: { catalog } })
  await until(async () => (await countOf(large.product)) >= entities, 60_000, 50)
  rmSync(folder, { recursive: true, force: true })
  return large
}

/** The median time of a frame while the wheel turns. */
function zoomFrames(page: Page): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const graph = document.querySelector('[role=group][aria-label^=Graph]')
    const times = []
    let last = performance.now()
    for (let step = 0; step < 40; step++) {
      const init = { deltaY: step < 20 ? -20 : 20, clientX: 700, clientY: 500, bubbles: true, cancelable: true }
      graph.dispatchEvent(new WheelEvent('wheel', init))
      await new Promise((resolve) => requestAnimationFrame(resolve))
      times.push(performance.now() - last)
      last = performance.now()
    }
    return times.sort((a, b) => a - b)[20]
  })()`)
}
