/**
 * With the portal gone, slow, or answering 500 or 403 or 503 on one route, each page says so in place and goes on
 * by itself. Every page stands in a tab of its own behind a proxy that breaks what it asks for.
 */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { enter, openBrowser, visit } from './browser.ts'
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { openStage, type Stage } from './stage.ts'

interface Place {
  path: string
  /** The route without which the page is nothing. */
  route: RegExp
  /** What the page says when it cannot read it. */
  says: RegExp
  /** What it shows when it can. */
  shows(page: Page): Locator
}

const row = (name: RegExp) => (page: Page) => page.getByRole('row', { name }).first()
const heading = (name: RegExp) => (page: Page) => page.getByRole('heading', { name }).first()
const desk = '/catalog/default/component/lamp-desk'

const places: Place[] = [
  {
    path: '/catalog?filters[user]=all',
    route: /entities\/by-query/,
    says: /Could not fetch catalog entities/,
    shows: row(/Lamp desk/),
  },
  {
    path: '/api-docs?filters[user]=all',
    route: /entities\/by-query/,
    says: /Could not fetch catalog entities/,
    shows: row(/Lamp API/),
  },
  { path: desk, route: /by-name/, says: /The entity could not be read/, shows: heading(/^Lamp desk/) },
  {
    path: `${desk}/api`,
    route: /by-refs/,
    says: /The APIs could not be read/,
    shows: (page) => page.getByRole('main').getByRole('link', { name: 'Lamp API' }),
  },
  {
    path: `${desk}/dependencies`,
    route: /catalog\/graph/,
    says: /The graph could not be read/,
    shows: (page) => page.getByRole('button', { name: /^fog-machine/ }),
  },
  {
    path: `${desk}/problems`,
    route: /catalog\/problems/,
    says: /The problems could not be read/,
    shows: (page) =>
      page
        .getByRole('main')
        .getByText(/broken\.yaml/)
        .first(),
  },
  {
    path: `${desk}/history`,
    route: /lamp-desk\/history/,
    says: /The history could not be read/,
    shows: (page) => page.getByText('Created').first(),
  },
  {
    path: '/catalog/default/system/lighting/diagram',
    route: /catalog\/graph/,
    says: /The diagram could not be read/,
    shows: (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /^Lamp desk/ })
        .first(),
  },
  {
    path: '/catalog-graph?rootEntityRefs[]=component:default/lamp-desk',
    route: /catalog\/graph/,
    says: /The graph could not be read/,
    shows: (page) => page.getByTestId('graph').getByRole('button', { name: /^Lamp desk/ }),
  },
  {
    path: '/catalog-import?url=https://git.stage.example/some/thing',
    route: /import\/analysis/,
    says: /This stands in the way/,
    shows: heading(/It could not be told/),
  },
  {
    path: '/home',
    route: /by-query|by-refs/,
    says: /could not/i,
    shows: (page) => page.getByRole('main').getByText('service · experimental').first(),
  },
  {
    path: '/admin/sources',
    route: /catalog\/sources/,
    says: /The sources could not be read/,
    shows: row(/all\.yaml/),
  },
  {
    path: '/admin/problems',
    route: /catalog\/problems/,
    says: /The problems could not be read/,
    shows: (page) => page.getByText(/broken\.yaml/).first(),
  },
  {
    path: '/admin/unprocessed',
    route: /entities\/unprocessed/,
    says: /The unprocessed entities could not be read/,
    shows: (page) =>
      page
        .getByRole('main')
        .getByText(/broken|Nothing|No /)
        .first(),
  },
  {
    path: '/admin/jobs',
    route: /api\/admin\/jobs/,
    says: /The jobs could not be read/,
    shows: row(/catalog/),
  },
  {
    path: '/admin/config',
    route: /api\/admin\/config/,
    says: /The config could not be read/,
    shows: (page) => page.getByText(/Harbour Stage/).first(),
  },
]

let browser: Browser
let stage: Stage
let proxy: FaultProxy
const tabs = new Map<Place, Page>()
before(async () => {
  ;[browser, stage] = await Promise.all([openBrowser(), openStage()])
  proxy = await startFaultProxy(stage.base)
  const { page } = await visit(browser)
  await enter(page, `${proxy.base}/catalog`)
  for (const place of places) {
    const tab = await page.context().newPage()
    tab.setDefaultTimeout(20_000)
    await tab.setExtraHTTPHeaders({ 'x-tab': place.path })
    await tab.addInitScript(watchForSlow)
    tabs.set(place, tab)
  }
})
afterEach(() => proxy.heal())
after(async () => {
  await browser?.close()
  proxy?.close()
  await stage?.close()
})

/** The same for every tab, a few at a time; all that fail are told. */
async function each(look: (page: Page, place: Place) => Promise<unknown>): Promise<void> {
  const left = [...tabs]
  const failed: string[] = []
  const next = async () => {
    for (let one = left.shift(); one; one = left.shift()) {
      const [place, page] = one
      await look(page, place).catch(async (error: Error) => {
        const text = await page.getByRole('main').textContent()
        failed.push(`${place.path}: ${error.message.slice(0, 300)}\n${text?.slice(0, 400)}`)
      })
    }
  }
  await Promise.all([next(), next(), next(), next()])
  assert.deepEqual(failed, [])
}

/** Runs in the page: the word stands there for a second or so only. */
const watchForSlow = `new MutationObserver(() => {
  if (document.body?.textContent.includes('The portal is slow to answer')) globalThis.saidSlow = true
}).observe(document, { childList: true, subtree: true })`

const shown = async (page: Page, place: Place) => {
  await place.shows(page).waitFor()
  await page.getByRole('main').getByText(place.says).first().waitFor({ state: 'detached' })
}
const said = (page: Page, { says }: Place) => page.getByRole('main').getByText(says).first().waitFor()
const breakRoutes = (fault: Fault) => {
  for (const { path, route } of places) proxy.fail(path, route, fault)
}
const banner = (page: Page) => page.locator('strong', { hasText: 'The portal cannot be reached.' })

for (const status of [500, 503, 403]) {
  test(`one route that answers ${status} is an error in place, until it does not`, async () => {
    breakRoutes(status)
    await each(async (page, place) => {
      await page.goto(proxy.base + place.path)
      await said(page, place)
      assert.equal(await page.getByRole('navigation', { name: 'Breadcrumb' }).count(), 1, 'the rest stays')
      assert.equal(await page.getByText('The portal is not ready.').count(), 0, 'the portal is there')
    })
    proxy.heal()
    await each(shown)
  })
}

test('a slow route is waited for, and the page says that it waits', async () => {
  breakRoutes('slow')
  await each(async (page, place) => {
    await page.goto(proxy.base + place.path)
    await shown(page, place)
    assert.ok(await page.evaluate('globalThis.saidSlow === true'), 'never said that it waits')
  })
})

test('with the portal gone every page keeps what it has, says so, and goes on', async () => {
  proxy.fail('', /./, 'down')
  await each((page) => banner(page).waitFor())
  await each(shown)
  const [first] = tabs.values()
  if (first) await first.screenshot({ path: 'e2e/screenshots/fault-down.png' })
  proxy.heal()
  await each(async (page, place) => {
    await banner(page).waitFor({ state: 'detached' })
    await shown(page, place)
  })
})
