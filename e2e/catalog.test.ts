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

test('a guest signs in, filters the catalog, opens an entity and walks its tabs', async () => {
  const { page, complaints, close } = await visit(browser)
  await page.goto(stage.base)
  await page.getByText('You will not have a verified identity').waitFor()
  assert.match(await page.title(), /^Sign In \| Stage Portal$/)
  const button = page.getByRole('button', { name: 'Sign in as Guest' })
  assert.match((await button.getAttribute('aria-label')) ?? '', /Enter/)
  await button.click()

  // What the guest's team owns comes first, because there is some.
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  assert.match(await page.title(), /^Harbour Stage Catalog \| Stage Portal$/)
  assert.equal(await page.getByRole('button', { name: /^Mine/ }).getAttribute('aria-pressed'), 'true')
  assert.equal(await page.getByRole('row', { name: /mixer/ }).count(), 0)
  await page.getByRole('button', { name: /^All/ }).click()
  await page.getByRole('row', { name: /mixer/ }).waitFor()

  await page.getByRole('search', { name: 'Filters' }).getByRole('button', { name: 'Lifecycle' }).click()
  await page.getByRole('checkbox', { name: /production/ }).check()
  await page.getByRole('row', { name: /cue-player/ }).waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.type('desk')
  await page.getByRole('row', { name: /mixer/ }).waitFor({ state: 'detached' })
  // The address follows the keys at the pace of the page.
  await page.waitForURL((url) => url.searchParams.get('filters[text]') === 'desk')
  const { searchParams } = new URL(page.url())
  assert.equal(searchParams.get('filters[lifecycles][0]'), 'production')
  assert.equal(searchParams.get('filters[user]'), 'all')

  await page.getByRole('link', { name: 'Lamp desk', exact: true }).click()
  await page.getByRole('heading', { name: 'Lamp desk', level: 1 }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/catalog/default/component/lamp-desk')
  const relations = page.getByRole('region', { name: 'Relations' })
  await relations.getByRole('link', { name: 'Lamp API' }).waitFor()
  const missing = relations.getByRole('listitem').filter({ hasText: 'fog-machine' })
  await missing.getByText('not in the catalog').waitFor()

  await page.getByRole('link', { name: 'History' }).click()
  await page.getByText('Created').waitFor()
  await page.getByRole('link', { name: 'YAML' }).click()
  await page.getByRole('region', { name: 'lamp-desk as YAML' }).getByText('lifecycle').waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  await relations.getByRole('link', { name: 'Lamp API' }).click()
  await page.getByRole('heading', { name: 'Lamp API', level: 1 }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'Lamp desk', level: 1 }).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('a bookmark of Backstage opens the same selection, and a reload keeps it', async () => {
  const { page, close } = await visit(browser)
  const query =
    'filters[kind]=component&filters[type]=service&filters[owners][0]=group:default/lights&filters[user]=all'
  await enter(page, `${stage.base}/catalog?${query}`)
  for (const time of ['first', 'after a reload']) {
    await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
    await page.getByRole('row', { name: /cue-player/ }).waitFor()
    assert.equal(await page.getByRole('row', { name: /mixer/ }).count(), 0, time)
    await page.reload()
  }
  await close()
})

test('every kind has its table, and unknown things say so', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.getByRole('button', { name: /^Kind:/ }).click()
  await page.getByRole('menuitem', { name: /Groups/ }).click()
  await page.getByRole('row', { name: /Light crew/ }).waitFor()
  assert.match(page.url(), /filters\[kind\]=group/)
  await page.getByRole('link', { name: 'APIs', exact: true }).first().click()
  await page.getByRole('row', { name: /Lamp API/ }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/api-docs')

  await page.goto(`${stage.base}/catalog/default/component/no-such-thing`)
  await page.getByRole('heading', { name: 'There is no such entity in the catalog' }).waitFor()
  await page.goto(`${stage.base}/catalog/Default/Component/lamp-desk/no-such-tab`)
  await page.getByText('There is no tab “no-such-tab” here').waitFor()
  await page.goto(`${stage.base}/catalog/component/lamp-desk`)
  await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor()
  await close()
})

test('the keyboard alone goes from the table to an entity and back', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  await page.getByRole('row', { name: /cue-player/ }).waitFor()
  await page.keyboard.press('j')
  await page.getByRole('link', { name: 'cue-player' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.getByRole('link', { name: 'cue-player' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'cue-player', level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  await page.keyboard.type('mix')
  await page.getByRole('option', { name: /mixer/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'mixer', level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  await close()
})

test('a file that cannot be parsed and one that is not there are shown with line, reason and location', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.getByText(/\d sources? ha(s|ve) problems/).waitFor()
  await page.getByRole('link', { name: 'Show them' }).click()
  await page.getByRole('heading', { name: /^Problems/, level: 1 }).waitFor()
  await page
    .getByText(/broken\.yaml:\d+/)
    .first()
    .waitFor()
  await page
    .getByText(/gone\.yaml/)
    .first()
    .waitFor()
  const gone = page.getByRole('region', { name: /gone\.yaml/ })
  await gone.getByRole('link', { name: 'Location' }).click()
  await page.getByRole('link', { name: 'See problems' }).click()
  await page
    .getByRole('region', { name: 'On this entity' })
    .getByText(/gone\.yaml/)
    .first()
    .waitFor()

  // The Location that leads to the broken file carries its problem too.
  await page.goto(`${stage.base}/catalog/default/location/stage/problems`)
  await page
    .getByText(/broken\.yaml:\d+/)
    .first()
    .waitFor()
  await close()
})

test('a file that turns bad keeps its entity and says what is wrong; mended, the problem goes', async () => {
  const good = (description: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: understudy, description: ${description} }
spec: { type: service, lifecycle: production, owner: lights }
`
  stage.write('catalog/broken.yaml', good('Steps in'))
  const refresh = () => stage.product.post('/api/catalog/refresh', { entityRef: 'location:default/stage' })
  await refresh()
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/component/understudy`)
  await page.getByRole('heading', { name: 'understudy', level: 1 }).waitFor()
  stage.write('catalog/broken.yaml', `${good('Steps in')}  bad: [\n`)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.getByText('Something is wrong with this entity.').waitFor()
  stage.write('catalog/broken.yaml', good('Steps in again'))
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.getByText('Steps in again').first().waitFor()
  await page.getByText('Something is wrong with this entity.').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByText('metadata.description').waitFor()
  await settled(page)
  await close()
})
