/** The home page: what is mine, what happens, what I come back to; live, and card by card when something fails. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { until } from '../portal/testing/product.ts'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit, widthsIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'
import { files } from './stage-files.ts'

let browser: Browser
let stage: Stage
before(async () => {
  ;[browser, stage] = await Promise.all([openBrowser(), openStage()])
})
after(async () => {
  await browser?.close()
  await stage?.close()
})

test('home shows what I own by kind, what changed, what I starred and where I was', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/component/lamp-desk`)
  await page.getByRole('button', { name: 'Add to favorites' }).click()
  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link').first().click()
  await page.waitForURL('**/home')

  const mine = page.getByRole('region', { name: 'What you own' })
  await mine.getByRole('region', { name: 'Components' }).getByRole('link', { name: 'Lamp desk' }).waitFor()
  await mine.getByRole('region', { name: 'APIs' }).getByRole('link', { name: 'Lamp API' }).waitFor()
  assert.equal(await mine.getByRole('link', { name: 'mixer' }).count(), 0)
  const visited = page.getByRole('region', { name: 'Recently visited' })
  await visited.getByRole('link', { name: 'Lamp desk' }).waitFor()
  await page.getByRole('region', { name: 'Starred' }).getByRole('link', { name: 'Lamp desk' }).waitFor()
  await page
    .getByRole('region', { name: 'Recent changes' })
    .getByText(/\d+ entities added/)
    .waitFor()
  await page.getByRole('region', { name: 'Problems in what you own' }).getByText(/^None/).waitFor()
  assert.match(await page.title(), /^Home \| Stage Portal$/)
  assert.deepEqual(complaints, [])
  await close()
})

test('a change of a file reaches the open page, and so does a problem of mine', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/home`)
  await page
    .getByRole('region', { name: 'Recent changes' })
    .getByText(/entities added/)
    .waitFor()
  await settled(page)
  const lamps = files['catalog/lamps.yaml'] ?? ''
  stage.write('catalog/lamps.yaml', lamps.replace('The desk from which', 'The board from which'))
  await stage.product.post('/api/catalog/refresh', { entityRef: 'component:default/lamp-desk' })
  const changes = page.getByRole('region', { name: 'Recent changes' })
  await changes.getByText('changed description').waitFor()
  await changes.getByRole('link', { name: 'what changed' }).waitFor()

  stage.write('catalog/lamps.yaml', lamps.replace('title: Lamp desk', 'title: [Lamp desk]'))
  await stage.product.post('/api/catalog/refresh', { entityRef: 'component:default/lamp-desk' })
  const problems = page.getByRole('region', { name: 'Problems in what you own' })
  await problems.getByText(/title/).first().waitFor()
  await problems
    .getByText(/lamps\.yaml:\d+/)
    .first()
    .waitFor()
  await page
    .getByRole('region', { name: 'Components' })
    .getByRole('link', { name: /problem/ })
    .first()
    .waitFor()
  await shoot(page, 'home-with-problem-1440')
  stage.write('catalog/lamps.yaml', lamps)
  await stage.product.post('/api/catalog/refresh', { entityRef: 'component:default/lamp-desk' })
  await problems.getByText(/^None/).waitFor()
  await close()
})

test('a card that fails says so in its place, the others stay, and it recovers', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.route('**/api/catalog/history?**', (route) =>
    route.fulfill({ status: 500, json: { error: { name: 'Error', message: 'The history is resting' } } }),
  )
  await page.goto(`${stage.base}/home`)
  const changes = page.getByRole('region', { name: 'Recent changes' })
  await changes.getByText('The history is resting').waitFor()
  await page.getByRole('region', { name: 'Components' }).getByRole('link', { name: 'Lamp desk' }).waitFor()
  await page.unroute('**/api/catalog/history?**')
  await changes.getByRole('button', { name: 'Try again' }).click()
  await changes
    .getByText(/added|changed/)
    .first()
    .waitFor()
  await close()
})

test('one who owns nothing is told how to begin, and an empty catalog too', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  await page.route('**/api/catalog/entities/by-query?**', (route) =>
    route.fulfill({ json: { items: [], totalItems: 0, pageInfo: {} } }),
  )
  await page.goto(`${stage.base}/home`)
  await page.getByText('Nothing is yours yet.').waitFor()
  await page.getByRole('link', { name: 'Show the whole catalog' }).waitFor()
  await shoot(page, 'home-nothing-mine-1440')
  await page.route('**/api/catalog/entity-facets?**', (route) =>
    route.fulfill({ json: { facets: { kind: [{ value: 'Location', count: 1 }] } } }),
  )
  await page.reload()
  await page.getByText('The catalog is empty.').waitFor()
  await page.getByRole('link', { name: 'Register a component' }).click()
  await page.waitForURL('**/catalog-import')
  await close()
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme, [1440, 1024, 360])) {
    test(`home and the list of features are accessible, ${width} px, ${colorScheme}`, async () => {
      const { page, close } = await visit(browser, {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        reducedMotion: 'reduce',
      })
      await enter(page, `${stage.base}/catalog/default/component/lamp-desk`)
      await page.getByRole('heading', { name: 'Lamp desk', level: 1 }).waitFor()
      for (const [name, path] of [
        ['home', '/home'],
        ['features', '/admin/features'],
      ]) {
        await page.goto(stage.base + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await settled(page)
        await shoot(page, `${name}-${width}-${colorScheme}`)
        assert.deepEqual(await axe(page), [], `axe on ${name}`)
        assert.ok((await overflowOf(page)) <= 0, `${name} is wider than the screen`)
      }
      await close()
    })
  }
}

for (const isTransitive of [false, true]) {
  const whose = isTransitive ? 'my groups and the groups above them own' : 'only my own groups own'
  test(`settings, home and Mine of the catalog agree on what is mine: what ${whose}`, async () => {
    const auth = {
      includeTransitiveGroupOwnership: isTransitive,
      providers: {
        guest: { dangerouslyAllowOutsideDevelopment: true, userEntityRef: 'user:default/ida' },
      },
    }
    const own = await openStage({ config: { auth } })
    try {
      // The lights belong to the sound, which owns two components.
      const org = files['catalog/org.yaml'] ?? ''
      own.write(
        'catalog/org.yaml',
        org.replace('children: []\n  members', 'parent: sound\n  children: []\n  members'),
      )
      await own.product.post('/api/catalog/refresh', { entityRef: 'group:default/lights' })
      const group = '/api/catalog/entities/by-name/group/default/lights'
      await until(async () => (await own.product.json<Group>(group)).spec.parent === 'sound', 20_000, 50)
      const { page, close } = await visit(browser)
      await enter(page, `${own.base}/settings`)
      await page.getByText('group:default/lights').waitFor()
      assert.equal(await page.getByText('group:default/sound').count(), isTransitive ? 1 : 0)
      await page.goto(`${own.base}/home`)
      const count = isTransitive ? 4 : 2
      const mine = page.getByRole('region', { name: 'What you own' })
      await mine.getByRole('heading', { name: `Components ${count}` }).waitFor()
      await page.goto(`${own.base}/catalog?filters[user]=owned`)
      await page.getByText(new RegExp(`^Mine${count}$`)).waitFor()
      assert.equal(await page.getByRole('row', { name: /mixer/ }).count(), isTransitive ? 1 : 0)
      await close()
    } finally {
      await own.close()
    }
  })
}

test('views, graphs and operators’ pages that were looked at are places to come back to', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog?filters[user]=all&filters[type]=service`)
  const kept = (title: string) =>
    page.waitForFunction(
      (text) =>
        Object.entries(localStorage).some(([key, value]) => /visits/.test(key) && value.includes(text)),
      title,
    )
  await kept('Components: service')
  await page.getByPlaceholder('Filter').fill('lamp')
  await kept('lamp')
  await page.goto(`${stage.base}/catalog-graph?rootEntityRefs[]=component:default/lamp-desk`)
  await kept('Graph of Lamp desk')
  await page.goto(`${stage.base}/admin/sources`)
  await kept('"Sources"')
  await page.goto(`${stage.base}/home`)
  const visited = page.getByRole('region', { name: 'Recently visited' })
  await visited.getByRole('link', { name: 'Sources' }).waitFor()
  assert.deepEqual(await visited.getByRole('link').allTextContents(), [
    'Sources',
    'Graph of Lamp desk',
    'Components: service, “lamp”',
  ])
  await page.getByText('Most', { exact: true }).click()
  await page
    .getByRole('region', { name: 'Most visited' })
    .getByRole('link', { name: 'Components: service, “lamp”' })
    .click()
  await page.waitForURL(/filters\[type\]=service.*filters\[text\]=lamp/)
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  await close()
})

interface Group {
  spec: { parent?: string }
}

test('stars of the portal are waited for before the page says that there are none', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/home`)
  const starred = page.getByRole('region', { name: 'Starred' })
  await until(async () => (await starred.getByText(/Star what you come back to/).count()) === 1, 5_000, 50)
  await close()
})
