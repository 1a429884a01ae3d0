/** Every bookmark of the catalog (contract: frontend §1) opens by itself and after a reload, under `/` and a sub-path. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Locator, Page } from 'playwright-core'
import { enter, openBrowser, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const title = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 })
const region = (name: string) => (page: Page) => page.getByRole('region', { name, exact: true })
const row = (name: RegExp) => (page: Page) => page.getByRole('row', { name })
const node = (name: RegExp) => (page: Page) => page.getByTestId('graph').getByRole('button', { name })
const dialog = (tab: string) => (page: Page) =>
  page.getByRole('dialog').locator('[aria-selected=true], [aria-current]').filter({ hasText: tab })
const main = (text: RegExp) => (page: Page) => page.getByRole('main').getByText(text).first()

const desk = '/catalog/default/component/lamp-desk'
const deskRoot = 'rootEntityRefs[]=component:default/lamp-desk'

const routes: [path: string, shows: (page: Page) => Locator][] = [
  ['/', row(/Lamp desk/)],
  ['/home', title(/./)],
  ['/catalog', row(/Lamp desk/)],
  ['/catalog?filters[kind]=component&filters[type]=website&filters[user]=all', row(/programme/)],
  ['/catalog?filters[kind]=group&filters[user]=all', row(/Sound crew/)],
  ['/catalog?filters[kind]=component&filters[owners][0]=group:default/sound&filters[user]=all', row(/mixer/)],
  ['/catalog?filters[lifecycles][]=experimental&filters[tags][]=go&filters[user]=all', row(/cue-player/)],
  ['/catalog?filters[text]=mix&filters[user]=all', row(/mixer/)],
  ['/catalog?filters[user]=starred', main(/star/i)],
  [desk, title('Lamp desk')],
  ['/catalog/Default/Component/Lamp-Desk', title('Lamp desk')],
  [`${desk}/api`, region('Provided APIs')],
  [`${desk}/apis`, region('Provided APIs')],
  [`${desk}/dependencies`, region('Depends on resources')],
  [`${desk}/problems`, title('Lamp desk')],
  [`${desk}/history`, main(/Created/)],
  [`${desk}/yaml`, region('lamp-desk as YAML')],
  ['/catalog/default/api/lamp-api/definition', title('Lamp API')],
  ['/catalog/default/system/lighting/diagram', region('System Diagram')],
  [`${desk}?inspect=overview`, dialog('Overview')],
  [`${desk}?inspect=ancestry`, dialog('Ancestry')],
  [`${desk}?inspect=colocated`, dialog('Colocated')],
  [`${desk}?inspect=json`, dialog('JSON')],
  [`${desk}?inspect=yaml`, dialog('YAML')],
  ['/catalog/component/lamp-desk', main(/not (here|found)|no page/i)],
  ['/catalog/default/component/nobody', main(/There is no component with the requested/i)],
  ['/catalog-import', title('Register an existing component')],
  ['/catalog-graph', title('Catalog Graph')],
  [
    `/catalog-graph?${deskRoot}&maxDepth=2&selectedKinds[]=component&unidirectional=true&mergeRelations=true&direction=LR&showFilters=true&curve=curveMonotoneX`,
    node(/^Lamp desk/),
  ],
  [`/catalog-graph?${deskRoot}&maxDepth=∞`, node(/^cue-player/)],
  ['/api-docs', row(/Lamp API/)],
  ['/catalog-unprocessed-entities', title(/./)],
  ['/settings', title(/./)],
  ['/settings/general', title(/./)],
  ['/settings/auth-providers', title(/./)],
  ['/settings/feature-flags', title(/./)],
  ['/devtools/info', title(/./)],
  ['/devtools/config', title(/./)],
  ['/devtools/scheduled-tasks', title(/./)],
  ['/devtools/unprocessed-entities', title(/./)],
]

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser?.close())

for (const basePath of ['', '/backstage']) {
  test(`every address opens directly and after a reload under ${basePath || '/'}`, async () => {
    const stage: Stage = await openStage({ basePath })
    const { page, complaints, close } = await visit(browser)
    try {
      await enter(page, `${stage.base}/catalog`)
      const left = [...routes]
      const failed: string[] = []
      const open = async (tab: Page) => {
        for (let route = left.shift(); route; route = left.shift()) {
          const [path, shows] = route
          await look(tab, stage.base + path, shows).catch((error: Error) => {
            failed.push(`${path}: ${error.message.slice(0, 300)}`)
          })
          const { pathname } = new URL(tab.url())
          assert.ok(pathname.startsWith(`${basePath}/`), `${pathname} is outside ${basePath}`)
        }
      }
      const other = await page.context().newPage()
      await Promise.all([open(page), open(other)])
      assert.deepEqual(failed, [])
      const unexpected = complaints.filter((text) => !/404/.test(text))
      assert.deepEqual(unexpected, [])
    } finally {
      await close()
      await stage.close()
    }
  })
}

async function look(page: Page, address: string, shows: (page: Page) => Locator): Promise<void> {
  await page.goto(address)
  await shows(page).waitFor()
  await page.reload()
  await shows(page).waitFor()
}
