/** The frame around the pages: keys, palette, help, focus, hover card, brand and what the config switches off. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { axe, enter, openBrowser, settled, shoot, visit } from './browser.ts'
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

const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    const element = document.activeElement
    return element ? (element.id || element.getAttribute('aria-label') || element.textContent || element.tagName).trim() : ''
  })()`)

test('the keyboard alone: sign in, palette, entity, tabs, star, back', async () => {
  const { page, complaints, close } = await visit(browser)
  await page.goto(stage.base)
  const button = page.getByRole('button', { name: 'Sign in as Guest' })
  await button.waitFor()
  const isFocused = () => button.and(page.locator(':focus')).count()
  for (let presses = 0; presses < 20 && !(await isFocused()); presses++) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()

  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Search the catalog and pages' })
  await field.waitFor()
  await page.keyboard.type('desk lamp')
  await page.getByRole('option', { name: /Lamp desk/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Lamp desk', level: 1 }).waitFor()
  await page
    .locator('[data-announcer]', { hasText: 'Lamp desk | Stage Portal' })
    .waitFor({ state: 'attached' })
  assert.equal(await focused(page), 'main')

  await page.keyboard.press('s')
  await page.getByRole('button', { name: 'Remove from favorites' }).waitFor()
  for (let presses = 0; presses < 30 && (await focused(page)) !== 'History'; presses++) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await page.waitForURL('**/lamp-desk/history')
  await page.getByText('Created').first().waitFor()
  // The keys stay on the tab: it is still there.
  await page.waitForTimeout(150)
  assert.equal(await focused(page), 'History')

  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.waitForURL('**/home')
  await page.getByRole('region', { name: 'Starred' }).getByRole('link', { name: 'Lamp desk' }).waitFor()
  await page.goBack()
  await page.waitForURL('**/lamp-desk/history')
  assert.deepEqual(complaints, [])
  await close()
})

test('a change of theme is a cut: nothing fades, whoever asks for it', async () => {
  const { page, close } = await visit(browser, { colorScheme: 'light', reducedMotion: 'no-preference' })
  await enter(page, `${stage.base}/catalog`)
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  await settled(page)
  await page.evaluate(`(() => {
    window.faded = []
    document.addEventListener('transitionrun', (event) => window.faded.push(event.target.className + ' ' + event.propertyName))
  })()`)
  const isShown = (scheme: string) =>
    page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' })
  const drawn = () =>
    page.evaluate('new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50))')
  await page.emulateMedia({ colorScheme: 'dark' })
  await isShown('dark')
  await drawn()
  await page.emulateMedia({ colorScheme: 'light' })
  await isShown('light')
  await drawn()
  assert.deepEqual(await page.evaluate('window.faded'), [])
  await close()
})

test('a browser that stores nothing shows everything all the same', async () => {
  const { page, complaints, close } = await visit(browser)
  await page.addInitScript(`Object.defineProperty(window, 'localStorage', {
    configurable: true,
    get() { throw new DOMException('Access is denied', 'SecurityError') },
  })`)
  await enter(page, `${stage.base}/home`)
  await page
    .getByRole('region', { name: 'Recent changes' })
    .getByText(/entities added/)
    .waitFor()
  await page.getByRole('button', { name: 'Narrow the sidebar' }).click()
  await page.getByRole('button', { name: 'Widen the sidebar' }).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('the list of keys opens with ?, has every key, and gives the focus back', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  await page.getByRole('button', { name: 'Narrow the sidebar' }).focus()
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await dialog.waitFor()
  for (const title of [
    'Search, jump, do something',
    'Show this list',
    'Home',
    'Catalog',
    'Star this entity',
  ]) {
    await dialog.getByText(title).first().waitFor()
  }
  await shoot(page, 'keys-1440')
  assert.deepEqual(await axe(page), [])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.waitForTimeout(400)
  assert.equal(await focused(page), 'Narrow the sidebar')
  await page.keyboard.press('[')
  await page.getByRole('button', { name: 'Widen the sidebar' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Widen the sidebar' }).waitFor()
  await close()
})

test('the palette lists where I was, does things, forgives slips and works while the portal is away', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/api/lamp-api`)
  await page.getByRole('heading', { name: 'Lamp API', level: 1 }).waitFor()
  await page.goto(`${stage.base}/catalog/default/component/lamp-desk`)
  await page.getByRole('heading', { name: 'Lamp desk', level: 1 }).waitFor()
  await settled(page)
  const open = () => page.keyboard.press('Control+k')
  const options = page.getByRole('option')

  await open()
  await options.first().waitFor()
  assert.match((await options.first().textContent()) ?? '', /Lamp desk/)
  await page.getByRole('option', { name: 'Refresh this entity' }).count()
  await page.keyboard.type('cue plyaer')
  await page.getByRole('option', { name: /cue-player/ }).waitFor()
  await page.getByRole('combobox').fill('dark theme')
  await page.getByRole('option', { name: /dark theme/ }).click()
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' })
  await open()
  await page.keyboard.type('star this')
  await page.getByRole('option', { name: /Star this entity/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove from favorites' }).waitFor()

  await page.context().setOffline(true)
  const away = page.getByText('You are offline.')
  await away.waitFor()
  await open()
  await page.keyboard.type('lamp ap')
  await page.getByRole('option', { name: /Lamp API/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.context().setOffline(false)
  await away.waitFor({ state: 'detached' })
  await close()
})

test('pointing at a link shows its card, also outside entity pages and by keyboard; touching does not', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/home`)
  const link = page.getByRole('region', { name: 'APIs' }).getByRole('link', { name: 'Lamp API' })
  await link.waitFor()
  await page.waitForTimeout(1_500)
  await link.hover()
  await page.getByRole('tooltip').getByText('Switches lamps').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await page.mouse.move(0, 0)
  await page.keyboard.press('Tab')
  await link.focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  await page.getByRole('tooltip').getByText('Switches lamps').waitFor()
  await close()

  const phone = await visit(browser, { hasTouch: true, viewport: { width: 360, height: 740 } })
  await enter(phone.page, `${stage.base}/home`)
  await phone.page.waitForTimeout(1_500)
  await phone.page.getByRole('region', { name: 'APIs' }).getByRole('link', { name: 'Lamp API' }).tap()
  await phone.page.getByRole('heading', { name: 'Lamp API', level: 1 }).waitFor()
  await phone.page.waitForTimeout(600)
  assert.equal(await phone.page.getByRole('tooltip').count(), 0)
  await phone.close()
})

test('a page that breaks says so, and the frame around it lives on', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.route('**/static/GraphPage-*.js', (route) => route.abort())
  await page
    .getByRole('navigation', { name: 'Main', exact: true })
    .getByRole('link', { name: 'Graph' })
    .click()
  await page.getByRole('button', { name: 'Load the new version' }).waitFor()
  await page
    .getByRole('navigation', { name: 'Main', exact: true })
    .getByRole('link', { name: 'APIs' })
    .click()
  await page.getByRole('row', { name: /Lamp API/ }).waitFor()
  await close()
})

test('the config gives name, logo, colours, icon and support, and switches parts off, without a build', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#06c"/></svg>'
  const logo = `data:image/svg+xml,${encodeURIComponent(svg)}`
  const branded = await openStage({
    app: {
      title: 'minicloud platform',
      branding: {
        name: 'minicloud',
        // As `$file` brings it.
        iconLogo: svg,
        favicon: logo,
        // Too weak on white as it is.
        primaryColor: '#ffd400',
        theme: { dark: { primaryColor: '#7cc7ff' } },
      },
      support: {
        url: 'https://help.stage.example',
        items: [
          { title: 'Platform team', links: [{ url: 'https://chat.stage.example', title: '#platform' }] },
        ],
      },
      extensions: [
        { 'nav-item:search': false },
        { 'page:catalog-graph': { disabled: true } },
        { 'page:home': { config: { path: '/' } } },
        { 'page:api-docs': { config: { path: '/apis' } } },
        { 'entity-card:catalog/links': false },
      ],
    },
  })
  const { page, complaints, close } = await visit(browser, { colorScheme: 'light' })
  try {
    await enter(page, branded.base)
    await page.waitForURL('**/home')
    assert.match(await page.title(), /^Home \| minicloud platform$/)
    const brand = page.getByRole('link', { name: 'minicloud, start page' })
    await brand.getByText('minicloud').waitFor()
    assert.ok((await brand.locator('img').getAttribute('src'))?.startsWith('data:image/svg'))
    assert.equal(await page.locator('link[rel="icon"]').getAttribute('href'), logo)
    const accent = () =>
      page.evaluate<string>(
        `getComputedStyle(document.documentElement).getPropertyValue('--cb-accent').trim()`,
      )
    const light = await accent()
    assert.match(light, /^#[\da-f]{6}$/)
    assert.notEqual(light, '#ffd400')
    assert.equal(await page.getByRole('button', { name: /^Search/ }).count(), 0)
    const main = page.getByRole('navigation', { name: 'Main', exact: true })
    assert.equal(await main.getByRole('link', { name: 'Graph' }).count(), 0)
    await page.getByRole('button', { name: 'Help and support' }).click()
    const support = page.getByRole('menuitem', { name: '#platform' })
    assert.equal(await support.getAttribute('href'), 'https://chat.stage.example/')
    await shoot(page, 'branded-1440')
    await page.keyboard.press('Escape')
    await page.goto(`${branded.base}/apis`)
    await page.waitForURL('**/api-docs')
    await page.goto(`${branded.base}/catalog-graph`)
    await page.getByText('There is no page at this address').waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Contact support' }).waitFor()
    await page.goto(`${branded.base}/catalog/default/component/lamp-desk`)
    await page.getByRole('region', { name: 'About' }).waitFor()
    assert.equal(await page.getByRole('region', { name: 'Links' }).count(), 0)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' })
    assert.equal(await accent(), '#7cc7ff')
    assert.deepEqual(await axe(page), [])
    await page.goto(`${branded.base}/admin/features`)
    await page.getByRole('row', { name: /page:catalog-graph.*off/ }).waitFor()
    assert.deepEqual(complaints, [])
  } finally {
    await close()
    await branded.close()
  }
})
