/** The operator's pages, my settings, and pages that keep up with the catalog by themselves. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit, widthsIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let browser: Browser
let stage: Stage
before(async () => {
  const config = { integrations: { github: [{ host: 'github.com', token: 'never-to-be-seen' }] } }
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ config })])
})
after(async () => {
  await browser?.close()
  await stage?.close()
})

test('an operator finds out in three clicks why a thing is not there', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click()
  await page.getByRole('heading', { name: /^Sources/, level: 1 }).waitFor()
  const gone = page.getByRole('row', { name: /gone\.yaml/ })
  await gone.getByText('cannot be read').first().waitFor()
  await gone.getByRole('button', { name: 'Read now' }).click()
  await gone.getByText('Asked for').waitFor()
  await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Problems' }).click()
  await page
    .getByText(/gone\.yaml/)
    .first()
    .waitFor()

  await page.getByRole('link', { name: 'Jobs' }).click()
  await page
    .getByRole('row', { name: /all\.yaml/ })
    .getByText('waiting')
    .waitFor()
  await page.getByRole('link', { name: 'Config' }).click()
  await page
    .getByRole('row', { name: /integrations\.github\[0\]\.token/ })
    .getByText('secret')
    .waitFor()
  assert.equal(await page.getByText('never-to-be-seen').count(), 0)
  await page.keyboard.press('/')
  await page.keyboard.type('organization')
  await page
    .getByRole('row', { name: /catalog\.rules/ })
    .first()
    .waitFor({ state: 'detached' })
  await page.getByRole('row', { name: /organization\.name Harbour Stage .*app-config\.json:1/ }).waitFor()
  await page.getByRole('link', { name: 'About' }).click()
  await page.getByText(/^sqlite:/).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('addresses of Backstage lead to the same pages', async () => {
  const { page, close } = await visit(browser)
  await enter(page, stage.base)
  for (const [path, title] of [
    ['/catalog-unprocessed-entities', 'Unprocessed'],
    ['/devtools/unprocessed-entities', 'Unprocessed'],
    ['/devtools/info', 'About'],
    ['/devtools/config', 'Config'],
    ['/devtools/scheduled-tasks', 'Jobs'],
    ['/settings/general', 'Settings'],
    ['/settings/auth-providers', 'Settings'],
    ['/settings/feature-flags', 'Settings'],
  ] as const) {
    await page.goto(stage.base + path)
    await page.getByRole('heading', { name: new RegExp(`^${title}`), level: 1 }).waitFor()
  }
  await close()
})

test('the palette leads to registering and to the pages of operators', async () => {
  const { page, close } = await visit(browser)
  await enter(page, stage.base)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('register')
  await page.getByRole('option', { name: /Register an existing component/ }).click()
  await page.getByRole('textbox', { name: 'URL' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('jobs')
  await page.getByRole('option', { name: /Jobs/ }).click()
  await page.getByRole('heading', { name: /^Jobs/, level: 1 }).waitFor()
  await close()
})

test('my settings say who I am, and the theme is chosen there', async () => {
  const { page, close } = await visit(browser, { colorScheme: 'light' })
  await enter(page, stage.base)
  await page.getByRole('button', { name: /account of/ }).click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  const identity = page.getByRole('region', { name: 'Identity' })
  await identity.getByRole('link', { name: 'group:default/lights' }).waitFor()
  await page.getByRole('region', { name: 'Appearance' }).getByRole('button', { name: 'Dark' }).click()
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' })
  await page.reload()
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' })
  await close()
})

test('an open page shows a change of a file by itself, in every tab, over one connection', async () => {
  const { page, close } = await visit(browser)
  const asked: string[] = []
  page.context().on('request', (request) => {
    if (request.url().includes('/api/catalog/changes')) asked.push(request.url())
  })
  await enter(page, `${stage.base}/catalog/default/component/tuba`)
  await page.getByRole('heading', { name: 'There is no such entity in the catalog' }).waitFor()
  const second = await page.context().newPage()
  // The first tab has signed in for it.
  await second.goto(`${stage.base}/catalog?filters[user]=all`)
  await second.getByRole('row', { name: /mixer/ }).waitFor()
  for (let left = 100; asked.length === 0 && left > 0; left--) await page.waitForTimeout(50)
  await page.waitForTimeout(1500)

  const tuba = (title: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: tuba, title: ${title} }
spec: { type: service, lifecycle: production, owner: lights }
`
  stage.write('catalog/gone.yaml', tuba('Old tuba'))
  await stage.product.post('/api/catalog/refresh', { entityRef: await locationOf('gone.yaml') })
  await second.getByRole('row', { name: /Old tuba/ }).waitFor()
  await second.getByText('Updated just now').waitFor()
  await page.goto(`${stage.base}/catalog/default/component/tuba`)
  await page.getByRole('heading', { name: 'Old tuba', level: 1 }).waitFor()
  await page.waitForTimeout(2500)
  stage.write('catalog/gone.yaml', tuba('New tuba'))
  await stage.product.post('/api/catalog/refresh', { entityRef: 'component:default/tuba' })
  await page.getByRole('heading', { name: 'New tuba', level: 1 }).waitFor()
  await second.getByRole('row', { name: /New tuba/ }).waitFor()
  await shoot(second, 'live-update')
  assert.ok(asked.length <= 3, `${asked.length} connections`)
  await close()
})

async function locationOf(file: string): Promise<string> {
  const { items } = await stage.product.json<{ items: { target: string; entityRef: string }[] }>(
    '/api/catalog/sources',
  )
  return items.find(({ target }) => target.endsWith(file))?.entityRef ?? ''
}

const pages = ['sources', 'jobs', 'unprocessed', 'unprocessed?state=pending', 'config', 'about']
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme)) {
    test(`pages of operators and settings are sound and accessible, ${width} px, ${colorScheme}`, async () => {
      const { page, close } = await visit(browser, {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        reducedMotion: 'reduce',
      })
      await enter(page, stage.base)
      for (const path of [...pages.map((name) => `/admin/${name}`), '/settings', '/catalog-import']) {
        await page.goto(stage.base + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await settled(page)
        await shoot(page, `${path.replace(/\W+/g, '-').slice(1)}-${width}-${colorScheme}`)
        assert.deepEqual(await axe(page), [], `axe on ${path}`)
        const tooWide = await overflowOf(page)
        assert.ok(tooWide <= 0, `${path} is ${tooWide} px wider than the screen`)
      }
      await close()
    })
  }
}
