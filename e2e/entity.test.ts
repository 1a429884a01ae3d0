/** The pages of entities: what each kind shows, the inspector, the past, and ways out of the catalog. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { freePort, until } from '../portal/testing/product.ts'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit, widthsIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const tour = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: tour-van, title: Tour van, description: Drives from stage to stage }
spec: { type: vehicle, lifecycle: production, owner: lights }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: tour-trailer, title: Tour trailer }
spec: { type: vehicle, lifecycle: production, owner: lights, subcomponentOf: tour-van }
`

const more = `apiVersion: backstage.io/v1alpha1
kind: Domain
metadata: { name: evening, title: The evening }
spec: { owner: lights }
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: backdrop, title: Backdrop }
spec: { owner: lights, domain: evening }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: follow-spots, title: Follow spots }
spec: { type: team, parent: lights, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: per }
spec: { profile: { displayName: Per Aker, picture: "javascript:alert(1)" }, memberOf: [follow-spots] }
---
apiVersion: stage.example/v1
kind: Rehearsal
metadata: { name: dress, title: Dress rehearsal, labels: { stage.example/floor: main } }
spec: { owner: lights, at: "19:00", needs: [lamps, curtain] }
---
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: new-lamp, title: New lamp }
spec:
  owner: lights
  type: service
  parameters: { required: [name], properties: { name: { title: What to call it, type: string } } }
  steps: [{ id: hang, name: Hang it, action: lamp:hang }]
`

let browser: Browser
let stage: Stage
let host: Server
let tourUrl: string
before(async () => {
  host = createServer((_, answer) => answer.end(tour))
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(host.address() as AddressInfo).port}`
  tourUrl = `http://${address}/tour.yaml`
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const database = { client: 'better-sqlite3', connection: ':memory:' }
  const opened = await Promise.all([
    openBrowser(),
    openStage({
      port,
      config: {
        backend: { baseUrl, database, reading: { allow: [{ host: address }] } },
        catalog: {
          rules: [
            { allow: ['Component', 'API', 'Resource', 'System', 'Domain', 'Group', 'User', 'Location'] },
            { allow: ['Template', 'Rehearsal'] },
          ],
          locations: [{ type: 'file', target: './catalog/all.yaml' }],
        },
      },
    }),
  ])
  browser = opened[0]
  stage = opened[1]
  stage.write('catalog/more.yaml', more)
  stage.write('catalog/all.yaml', all(['org', 'system', 'lamps', 'more']))
  await refresh()
  await until(async () => (await stage.product.get(byName('template/default/new-lamp'))).ok, 15_000, 100)
})
after(async () => {
  await browser?.close()
  await stage?.close()
  host?.close()
})

const byName = (path: string) => `/api/catalog/entities/by-name/${path}`
const all = (names: string[]) => `apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: stage }
spec: { targets: [${names.map((name) => `./${name}.yaml`).join(', ')}] }
`
const refresh = () => stage.product.post('/api/catalog/refresh', { entityRef: 'location:default/stage' })
const register = async () => {
  await stage.product.post('/api/catalog/locations', { type: 'url', target: tourUrl })
  await until(async () => (await stage.product.get(byName('component/default/tour-trailer'))).ok, 15_000, 100)
}
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const openMenu = (page: Page) => page.getByRole('button', { name: 'More', exact: true }).click()

test('each kind shows what matters about it', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/system/lighting`)
  await region(page, 'APIs').getByRole('link', { name: 'Lamp API', exact: true }).waitFor()
  await region(page, 'Has components').getByRole('link', { name: 'Lamp desk' }).waitFor()
  await region(page, 'Has resources')
    .getByRole('row', { name: /cue-db.*database.*Light crew/s })
    .waitFor()

  await page.goto(`${stage.base}/catalog/default/domain/evening`)
  await region(page, 'Has systems').getByRole('link', { name: 'Backdrop' }).waitFor()
  await region(page, 'Has subdomains').getByText('No subdomain is part of this domain.').waitFor()

  await page.goto(`${stage.base}/catalog/default/api/lamp-api`)
  await page.getByRole('link', { name: 'cue-player' }).first().waitFor()

  await page.goto(`${stage.base}/catalog/default/component/lamp-desk/dependencies`)
  await region(page, 'Depends on resources')
    .getByRole('row', { name: /fog-machine.*not in the catalog/s })
    .waitFor()
  await region(page, 'Depends on components')
    .getByText('No component is a dependency of this component.')
    .waitFor()
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByText(/Entities not found are: resource:default\/fog-machine/).waitFor()

  await page.goto(`${stage.base}/catalog/default/rehearsal/dress`)
  await region(page, 'Spec')
    .getByRole('row', { name: /needs lamps, curtain/ })
    .waitFor()
  await region(page, 'Labels').getByText('stage.example/floor').waitFor()
  await page.goto(`${stage.base}/catalog/default/template/new-lamp`)
  await region(page, 'Template').getByText('What to call it').waitFor()
  await region(page, 'Template').getByText('lamp:hang').waitFor()
  await page.goto(`${stage.base}/catalog/default/location/stage`)
  await region(page, 'Targets').getByText('./lamps.yaml').waitFor()
  await page.goto(`${stage.base}/catalog/default/component/mixer/ci-cd`)
  await page.getByText('No CI/CD available for this entity').waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('a group shows its people and what it owns, with the groups below it when asked', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/group/lights`)
  const members = region(page, 'Members')
  await members.getByRole('link', { name: 'Ida Lund' }).waitFor()
  assert.equal(await members.getByRole('link', { name: 'Per Aker' }).count(), 0)
  await members.getByRole('checkbox', { name: 'Include subgroups' }).check()
  await members.getByRole('link', { name: 'Per Aker' }).waitFor()
  await region(page, 'Group').getByRole('link', { name: 'Follow spots' }).waitFor()

  const tile = region(page, 'Ownership').getByRole('link', { name: /service Components/ })
  assert.match((await tile.textContent()) ?? '', /^2/)
  await tile.click()
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  await page.getByRole('row', { name: /cue-player/ }).waitFor()
  assert.match(page.url(), /filters\[type\]=service&filters\[owners\]\[0\]=group:default\/lights/)

  // A person owns through their group and the groups above it; a hostile picture is only initials.
  await page.goto(`${stage.base}/catalog/default/user/per`)
  const owned = region(page, 'Ownership')
  await owned.getByRole('link', { name: /service Components/ }).waitFor()
  await owned.getByRole('checkbox', { name: 'Include indirect ownership' }).uncheck()
  await owned.getByText('Nothing names this person as its owner.').waitFor()
  await region(page, 'Profile').getByText('PA').waitFor()
  assert.equal(await page.locator('main img').count(), 0)
  assert.deepEqual(complaints, [])
  await close()
})

test('the inspector opens by address, by menu and by keys, and gives the focus back', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/component/lamp-desk?inspect=ancestry`)
  const dialog = page.getByRole('dialog', { name: 'Entity Inspector' })
  await dialog.getByRole('link', { name: 'stage', exact: true }).waitFor()
  await page.keyboard.press('ArrowRight')
  await dialog.getByRole('link', { name: 'cue-player' }).first().waitFor()
  assert.match(page.url(), /inspect=colocated/)
  await dialog.getByRole('tab', { name: 'Raw YAML' }).click()
  await dialog.getByText('dependsOn').first().waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.doesNotMatch(page.url(), /inspect/)
  await openMenu(page)
  await page.getByRole('menuitem', { name: 'Inspect entity' }).click()
  await dialog.getByRole('button', { name: 'Copy' }).first().waitFor()
  await dialog.getByText('component:default/lamp-desk').waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('a star stays, and a link shows who it leads to', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/component/lamp-desk`)
  await page.getByRole('button', { name: 'Add to favorites' }).click()
  await page.getByRole('button', { name: 'Remove from favorites' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Remove from favorites' }).waitFor()
  // A card that is open goes when the page scrolls.
  await settled(page)
  await region(page, 'Relations').scrollIntoViewIfNeeded()
  await region(page, 'Relations').getByRole('link', { name: 'cue-db' }).hover()
  const card = page.getByRole('tooltip').filter({ hasText: 'Every cue of every evening' })
  await card.waitFor()
  await page.keyboard.press('Escape')
  await card.waitFor({ state: 'detached' })
  await close()
})

test('a registered file is unregistered with all it brought; what the config names is protected', async () => {
  await register()
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/component/tour-van`)
  await region(page, 'Has subcomponents').getByRole('link', { name: 'Tour trailer' }).waitFor()
  await openMenu(page)
  await page.getByRole('menuitem', { name: 'Unregister entity' }).click()
  const dialog = page.getByRole('dialog', { name: 'Are you sure you want to unregister this entity?' })
  await dialog.getByRole('link', { name: 'Tour trailer' }).waitFor()
  await dialog.getByRole('paragraph').filter({ hasText: tourUrl }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  assert.ok((await stage.product.get(byName('component/default/tour-van'))).ok, 'Enter takes nothing away')

  await openMenu(page)
  await page.getByRole('menuitem', { name: 'Unregister entity' }).click()
  await dialog.getByRole('button', { name: 'Unregister Location' }).click()
  await page.waitForURL(/\/catalog(\?|$)/)
  await page.getByText('Tour van and 2 more were unregistered').waitFor()
  assert.equal((await stage.product.get(byName('component/default/tour-trailer'))).status, 404)

  await page.goto(`${stage.base}/catalog/default/component/mixer`)
  await openMenu(page)
  await page.getByRole('menuitem', { name: 'Unregister entity' }).click()
  await dialog.getByText(/You cannot unregister this entity, since it originates from a protected/).waitFor()
  await dialog.getByRole('button', { name: 'Advanced Options' }).click()
  await dialog.getByRole('button', { name: 'Delete Entity' }).waitFor()
  assert.deepEqual(complaints, [])

  // What is gone can be seen as it was.
  await page.goto(`${stage.base}/catalog/default/component/tour-van`)
  await page.getByRole('link', { name: 'See it as it was' }).click()
  await page.getByRole('heading', { name: 'Tour van', level: 1 }).waitFor()
  await close()
})

test('a moment of the past puts the whole page as of then', async () => {
  const { page, close } = await visit(browser)
  const mixer = (description: string, owner: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: echo, description: ${description} }
spec: { type: service, lifecycle: production, owner: ${owner} }
`
  stage.write('catalog/echo.yaml', mixer('Says it once', 'sound'))
  stage.write('catalog/all.yaml', all(['org', 'system', 'lamps', 'more', 'echo']))
  await refresh()
  const described = async () =>
    ((await (await stage.product.get(byName('component/default/echo'))).json()) as Described).metadata
      ?.description
  await until(async () => (await described()) === 'Says it once', 15_000, 100)
  stage.write('catalog/echo.yaml', mixer('Says it twice', 'lights'))
  await refresh()
  await until(async () => (await described()) === 'Says it twice', 15_000, 100)

  await enter(page, `${stage.base}/catalog/default/component/echo/history`)
  await page.getByRole('link', { name: 'See the page as of then' }).last().click()
  await page.getByText(/You see this page as of/).waitFor()
  await region(page, 'About').getByText('Says it once').waitFor()
  await region(page, 'About').getByRole('link', { name: 'Sound crew' }).waitFor()
  assert.match(page.url(), /asOf=\d{4}-/)
  assert.equal(await page.getByRole('button', { name: 'Refresh' }).count(), 0)
  await page.getByRole('link', { name: 'YAML' }).click()
  await page.getByRole('region', { name: 'echo as YAML' }).getByText('Says it once').waitFor()
  await page.reload()
  await page.getByRole('region', { name: 'echo as YAML' }).getByText('Says it once').waitFor()
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByText('shown now').waitFor()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.getByText('Says it twice').first().waitFor()
  assert.doesNotMatch(page.url(), /asOf/)
  await page.goto(`${stage.base}/catalog/default/component/echo?asOf=2001-01-01T00:00:00Z`)
  await page.getByText('There was no such entity in the catalog then').waitFor()
  await close()
})

interface Described {
  metadata?: { description?: string }
}

const looks: [name: string, path: string, open?: (page: Page) => Promise<void>][] = [
  ['system', '/catalog/default/system/lighting'],
  ['user', '/catalog/default/user/per'],
  ['group-people', '/catalog/default/group/lights'],
  ['dependencies', '/catalog/default/component/lamp-desk/dependencies'],
  ['template', '/catalog/default/template/new-lamp'],
  ['inspect', '/catalog/default/component/lamp-desk?inspect=overview'],
  ['inspect-ancestry', '/catalog/default/component/lamp-desk?inspect=ancestry'],
  ['as-of', `/catalog/default/component/lamp-desk?asOf=${new Date(Date.now() + 60_000).toISOString()}`],
  [
    'unregister',
    '/catalog/default/component/tour-van',
    async (page) => {
      await openMenu(page)
      await page.getByRole('menuitem', { name: 'Unregister entity' }).click()
      await page.getByRole('button', { name: 'Unregister Location' }).waitFor()
    },
  ],
]
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme)) {
    test(`entity pages are sound and accessible, ${width} px, ${colorScheme}`, async () => {
      await register()
      const viewport = { width, height: width === 360 ? 740 : 900 }
      const { page, close } = await visit(browser, { colorScheme, viewport, reducedMotion: 'reduce' })
      await enter(page, stage.base)
      for (const [name, path, open] of looks) {
        await page.goto(stage.base + path)
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        await settled(page)
        await open?.(page)
        await shoot(page, `${name}-${width}-${colorScheme}`)
        assert.deepEqual(await axe(page), [], `axe on ${name}`)
        assert.ok((await overflowOf(page)) <= 0, `${name} is wider than the screen`)
      }
      await close()
    })
  }
}
