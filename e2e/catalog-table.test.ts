/** The catalog's table as people work with it: filters, columns, views, export, many rows at once, keys alone. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type FilesHost, startFilesHost } from '../portal/testing/files-host.ts'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let browser: Browser
let stage: Stage
let files: FilesHost
before(async () => {
  files = await startFilesHost({})
  const database = { client: 'better-sqlite3', connection: ':memory:' }
  const config = { backend: { database, reading: { allow: [{ host: files.host }] } } }
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ config })])
})
after(async () => {
  await browser?.close()
  await stage?.close()
  await files?.close()
})

const all = '/catalog?filters[user]=all'
const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name })
const gone = (page: Page, name: string | RegExp) => row(page, name).waitFor({ state: 'detached' })
const facet = (page: Page, name: string) =>
  page.getByRole('search', { name: 'Filters' }).getByRole('button', { name: new RegExp(`^${name}`) })
const titles = (page: Page) =>
  page.evaluate<string[]>(
    "[...document.querySelectorAll('tbody tr')].map((tr) => tr.querySelector('a[data-to]').textContent.slice(0, 20))",
  )

test('a filter is turned round, counts follow the other filters and the words, and the address says it all', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, stage.base + all)
  await row(page, /mixer/).waitFor()
  await facet(page, 'Tags').click()
  await page.getByRole('button', { name: 'is not', exact: true }).click()
  await page.getByRole('checkbox', { name: /^go/ }).check({ force: true })
  await gone(page, /Lamp desk/)
  await row(page, /mixer/).waitFor()
  await page.keyboard.press('Escape')
  assert.match(page.url(), /filters\[not\]\[tags\]\[0\]=go/)
  await page.getByRole('button', { name: /Tags is not/ }).waitFor()

  await page.keyboard.press('/')
  await page.keyboard.type('microphones')
  await gone(page, /programme/)
  await row(page, /mixer/).waitFor()
  await facet(page, 'Type').click()
  const types = page.getByRole('dialog', { name: 'Type' })
  await types.getByRole('checkbox', { name: /^service\s*1$/ }).waitFor()
  assert.equal(await types.getByRole('checkbox').count(), 1)
  await page.keyboard.press('Escape')
  await page.reload()
  await row(page, /mixer/).waitFor()
  assert.equal(await row(page, /programme/).count(), 0)

  await page.getByRole('button', { name: 'Clear filters' }).click()
  await row(page, /Lamp desk/).waitFor()
  await facet(page, 'System').click()
  await page.getByRole('checkbox', { name: /^Lighting\s*2$/ }).check({ force: true })
  await gone(page, /mixer/)
  assert.deepEqual(complaints, [])
  await close()
})

test('who comes back to the catalog finds the filters they left; an address without any has none', async () => {
  const { page, close } = await visit(browser)
  await enter(page, stage.base + all)
  await facet(page, 'Tags').click()
  await page.getByRole('checkbox', { name: /^go/ }).check({ force: true })
  await gone(page, /mixer/)
  await page.keyboard.press('Escape')
  const sidebar = page.getByRole('navigation', { name: 'Main' })
  await sidebar.getByRole('link', { name: 'Home' }).click()
  await page.waitForURL(/\/home$/)
  await sidebar.getByRole('link', { name: 'Catalog' }).click()
  await page.waitForURL(/filters\[tags\]\[0\]=go/)
  await row(page, /Lamp desk/).waitFor()
  assert.equal(await row(page, /mixer/).count(), 0)
  await page.goto(`${stage.base}/catalog`)
  await settled(page)
  assert.doesNotMatch(page.url(), /tags/)
  await close()
})

test('a filter whose values cannot be read says so in its menu, and reads them when asked again', async () => {
  const { page, close } = await visit(browser)
  await enter(page, stage.base + all)
  await row(page, /mixer/).waitFor()
  const facets = /\/api\/catalog\/entity-facets/
  await page.route(facets, (route) =>
    route.fulfill({ status: 500, json: { error: { name: 'Error', message: 'Broken on purpose' } } }),
  )
  await facet(page, 'Tags').click()
  const menu = page.getByRole('dialog', { name: 'Tags' })
  await menu.getByText('The values could not be read.').waitFor()
  await shoot(page, 'catalog-facet-failed-1440')
  await page.unroute(facets)
  await menu.getByRole('button', { name: 'Try again' }).click()
  await menu.getByRole('checkbox', { name: /^go/ }).waitFor()
  await close()
})

test('what has errors is found, and what lacks the sorted field comes last', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog?filters[user]=all&filters[kind]=location`)
  await facet(page, 'Status').click()
  await page.getByRole('checkbox', { name: /Has error/ }).check({ force: true })
  await page.waitForURL(/filters\[error\]=true/)
  await page.locator('table[aria-rowcount="3"]').waitFor()
  await row(page, /gone\.yaml/).waitFor()
  await page.goto(`${stage.base + all}&sort=system`)
  await row(page, /mixer/).waitFor()
  const names = await titles(page)
  assert.ok(names.indexOf('mixer') > names.indexOf('Lamp desk'), names.join())
  assert.equal(names.length, 6)
  await close()
})

test('columns are chosen, moved and kept; the address shares them', async () => {
  const { page, close } = await visit(browser)
  await enter(page, stage.base + all)
  await row(page, /mixer/).waitFor()
  const heads = () => page.getByRole('columnheader').allInnerTexts()
  assert.ok((await heads()).includes('System'))
  await page.getByRole('button', { name: 'Columns and rows' }).click()
  const chooser = page.getByRole('dialog', { name: 'Columns and rows' })
  await chooser.getByRole('checkbox', { name: 'System' }).uncheck()
  await chooser.getByRole('checkbox', { name: 'Id' }).check()
  await chooser.getByRole('checkbox', { name: 'Owner' }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await chooser.getByRole('button', { name: 'Compact' }).click()
  await page.keyboard.press('Escape')
  await page.waitForURL(/columns=name,type,owner,lifecycle,/)
  const shown = (await heads()).filter((text) => text.trim() !== '')
  assert.deepEqual(shown.slice(0, 4), ['Name', 'Type', 'Owner', 'Lifecycle'])
  assert.equal(shown.includes('System'), false)
  const shared = page.url()

  // Here they are kept, elsewhere the address brings them.
  await page.goto(stage.base + all)
  await page.getByRole('columnheader', { name: 'Owner' }).waitFor()
  assert.equal((await heads()).includes('System'), false)
  const other = await visit(browser)
  await enter(other.page, shared)
  await row(other.page, /mixer/).waitFor()
  assert.equal((await other.page.getByRole('columnheader').allInnerTexts()).includes('System'), false)
  await other.close()
  await close()
})

test('a view is saved, changed, updated, renamed, made the first one, shared and deleted', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base + all}&filters[lifecycles][0]=production`)
  await row(page, /mixer/).waitFor()
  const menu = async (item: string | RegExp) => {
    await page.getByRole('button', { name: /^(Saved views|View: )/ }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await menu(/Save as new view/)
  await page.getByLabel('Name', { exact: true }).fill('On stage')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'View: On stage', exact: true }).waitFor()
  await page.waitForURL(/view=/)

  await page.keyboard.press('/')
  await page.keyboard.type('desk')
  await page.getByRole('button', { name: 'View: On stage, changed' }).waitFor()
  await menu(/Save changes/)
  await page.getByRole('button', { name: 'View: On stage', exact: true }).waitFor()
  await menu(/Rename/)
  await page.getByLabel('Name', { exact: true }).fill('Desks')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'View: Desks' }).waitFor()
  await menu(/Start with this view/)
  const shared = page.url()

  await page.goto(`${stage.base}/catalog`)
  await page.getByRole('button', { name: 'View: Desks' }).waitFor()
  await gone(page, /mixer/)
  const other = await visit(browser)
  await enter(other.page, shared)
  await row(other.page, /Lamp desk/).waitFor()
  assert.equal(await row(other.page, /mixer/).count(), 0)
  await other.page.getByRole('button', { name: 'Saved views' }).waitFor()
  await other.close()

  await menu(/Delete “Desks”/)
  await page.getByRole('button', { name: 'Saved views' }).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('what is filtered is exported, as a table that runs no formula and as whole entities', async () => {
  stage.write(
    'catalog/broken.yaml',
    `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: formula, title: '=HYPERLINK("http://x", "a,b")' }
spec: { type: service, lifecycle: production, owner: lights }
`,
  )
  await stage.product.post('/api/catalog/refresh', { entityRef: 'location:default/stage' })
  const { page, close } = await visit(browser, { acceptDownloads: true })
  await enter(page, `${stage.base + all}&filters[type]=service`)
  await row(page, /HYPERLINK/).waitFor({ timeout: 20_000 })
  const take = async (format: string) => {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Export' })
    await dialog.getByRole('button', { name: format, exact: true }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: `Export ${format}` }).click(),
    ])
    assert.equal(download.suggestedFilename(), `components.${format.toLowerCase()}`)
    return readFileSync(await download.path(), 'utf8')
  }
  const lines = (await take('CSV')).trimEnd().split('\r\n')
  assert.equal(lines[0], 'ref,name,lifecycle,owner,system,docs,description,tags')
  assert.ok(
    lines.some((line) => line.startsWith(`component:default/formula,"'=HYPERLINK(""http://x"", ""a,b"")"`)),
  )
  assert.ok(
    lines.some((line) =>
      line.startsWith('component:default/lamp-desk,Lamp desk,production,lights,lighting,'),
    ),
  )
  const entities = JSON.parse(await take('JSON')) as { metadata: { name: string }; relations: unknown[] }[]
  assert.equal(entities.length, lines.length - 1)
  assert.ok(entities.every(({ relations }) => Array.isArray(relations)))
  await close()
})

test('keys alone: move, select a range, star, open; many rows are starred, refreshed and kept from harm', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, stage.base + all)
  await row(page, /mixer/).waitFor()
  await page.keyboard.press('j')
  await page.getByRole('link', { name: 'cue-player' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('x')
  const bar = page.getByRole('region', { name: 'Selected rows' })
  await bar.getByText('1 selected').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+X')
  await bar.getByText('3 selected').waitFor()
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'catalog-selected-1440')
  await page.keyboard.press('s')
  await page.locator('tbody [data-act=star][aria-pressed=true]').waitFor()
  await bar.getByRole('button', { name: 'Star' }).click()
  await page.locator('tbody [data-act=star][aria-pressed=true]').nth(2).waitFor()
  await bar.getByRole('button', { name: 'Refresh' }).click()
  await page.getByRole('region', { name: 'Messages' }).getByText('Refresh scheduled for 3').waitFor()

  await bar.getByRole('button', { name: 'Unregister…' }).click()
  await page.getByText('3 entities originate from a protected portal configuration').waitFor()
  assert.deepEqual(await axe(page), [])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: /^Starred/ }).click()
  await page.waitForURL(/filters\[user\]=starred/)
  await page.locator('table[aria-rowcount="4"]').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/catalog\/default\/component\//)
  assert.deepEqual(complaints, [])
  await close()
})

test('a registration of several entities is taken out in one go, after saying what goes with it', async () => {
  const one = (name: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, lifecycle: production, owner: lights }
`
  files.set('/extra.yaml', `${one('extra-one')}---\n${one('extra-two')}`)
  const location = { type: 'url', target: `${files.url}/extra.yaml` }
  assert.equal((await stage.product.post('/api/catalog/locations', location)).status, 201)
  const { page, close } = await visit(browser)
  await enter(page, stage.base + all)
  await row(page, /extra-one/).waitFor({ timeout: 20_000 })
  await page.getByRole('checkbox', { name: 'Select extra-one' }).check({ force: true })
  await page.getByRole('button', { name: 'Unregister…' }).click()
  await page.getByText('2 of them not selected').waitFor()
  await page.getByRole('button', { name: 'Unregister 1 location' }).click()
  await gone(page, /extra-two/)
  const messages = page.getByRole('region', { name: 'Messages' })
  await messages.getByText('1 location was unregistered').waitFor()
  await messages.getByRole('button', { name: 'Undo' }).click()
  await row(page, /extra-two/).waitFor({ timeout: 20_000 })
  await close()
})

test('a row under the pointer offers its source, edit and docs', async () => {
  const { page, close } = await visit(browser)
  await enter(page, stage.base + all)
  const desk = row(page, /Lamp desk/)
  await desk.hover()
  await desk.getByRole('link', { name: 'View source of Lamp desk' }).waitFor()
  await desk.getByRole('link', { name: 'Edit Lamp desk' }).waitFor()
  assert.equal(
    await desk.getByRole('link', { name: 'Docs of Lamp desk' }).first().getAttribute('href'),
    'https://wiki.stage.example/lamps',
  )
  await desk.getByText(/^read/).waitFor()
  await close()
})

test('on a phone cards are sorted, say what is chosen, are ticked by a tap, and many are starred at once', async () => {
  const options = { viewport: { width: 360, height: 740 }, hasTouch: true }
  const { page, complaints, close } = await visit(browser, options)
  await enter(page, stage.base + all)
  await row(page, /cue-player.*service · experimental · Light crew/s).waitFor()
  await page.getByRole('button', { name: 'Sort and fields' }).tap()
  const sheet = page.getByRole('dialog', { name: 'Sort and fields' })
  await sheet.getByRole('button', { name: 'Lifecycle', exact: true }).tap()
  await sheet.getByRole('button', { name: 'Lifecycle ascending', exact: true }).tap()
  await sheet.getByText('Description').tap()
  await sheet.getByRole('button', { name: 'Move Description up' }).waitFor()
  await sheet.getByText('Type').last().tap()
  await sheet.getByRole('button', { name: 'Move Type up' }).waitFor({ state: 'detached' })
  await sheet.getByRole('button', { name: 'Move Owner up' }).tap()
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'catalog-sheet-360')
  await sheet.getByRole('button', { name: 'Done' }).tap()
  await page.waitForURL(/sort=-lifecycle/)
  await row(page, /mixer.*Sound crew · production · Mixes what/s).waitFor()

  await page.getByRole('button', { name: 'Select', exact: true }).tap()
  await row(page, /mixer/).tap()
  await row(page, /programme/).tap()
  const bar = page.getByRole('region', { name: 'Selected rows' })
  await bar.getByText('2 selected').waitFor()
  assert.match(page.url(), /\/catalog\?/)
  assert.deepEqual(await axe(page), [])
  assert.ok((await overflowOf(page)) <= 0)
  await shoot(page, 'catalog-ticked-360')
  await row(page, /programme/).tap()
  await bar.getByRole('button', { name: 'Star', exact: true }).tap()
  await page.getByText('1 added to your favorites').waitFor()
  await bar.getByRole('button', { name: /^Select all/ }).tap()
  await bar.getByRole('button', { name: 'Select none' }).waitFor()
  await bar.getByRole('button', { name: 'Done' }).tap()
  await bar.waitFor({ state: 'detached' })
  await row(page, /mixer/).getByRole('button', { name: 'Remove from favorites: mixer' }).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

for (const width of [1024, 360]) {
  test(`dialogs and menus are sound at ${width} px`, async () => {
    const { page, close } = await visit(browser, { viewport: { width, height: 740 } })
    await enter(page, stage.base + all)
    await row(page, /mixer/).waitFor()
    const look = async (name: string) => {
      await settled(page)
      await shoot(page, `${name}-${width}`)
      assert.deepEqual(await axe(page), [], name)
      assert.ok((await overflowOf(page)) <= 0, name)
    }
    await look('table')
    await facet(page, 'Owner').click()
    await page.getByRole('checkbox').first().waitFor()
    await look('table-owner')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('dialog', { name: 'Export' }).waitFor()
    await look('table-export')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByRole('menuitem', { name: /Save as new/ }).click()
    await page.getByLabel('Name', { exact: true }).waitFor()
    await look('table-save-view')
    await close()
  })
}
