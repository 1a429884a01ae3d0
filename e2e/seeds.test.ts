/** Rows of the acceptance list that ask for a whole portal: a home lab's 71 repositories, and a sub-path behind a proxy. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type FakeGithub, startFakeGithub } from '../portal/testing/github/fake-github.ts'
import { until } from '../portal/testing/product.ts'
import { enter, openBrowser, settled, shoot, visit } from './browser.ts'
import { openStage, openStrippingProxy, type Stage } from './stage.ts'

const own = 41
const repositories = Array.from({ length: 71 }, (_, index) =>
  index < own ? `keeper/tool-${index + 1}` : `harbour-works/service-${index + 1}`,
)

const file = (repository: string) => {
  const [account = '', name = ''] = repository.split('/')
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  description: The repository ${repository}
  annotations: { github.com/project-slug: ${repository} }
  links: [{ url: "https://docs.stage.example/${name}", title: Docs }]
spec:
  type: ${account === 'keeper' ? 'tool' : 'service'}
  lifecycle: production
  owner: ${account === 'keeper' ? 'user:keeper' : 'harbour-works'}
  ${account === 'keeper' ? '' : 'system: works-infra'}
`
}

const people = `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: keeper }
spec: { profile: { displayName: The keeper }, memberOf: [harbour-works] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: harbour-works, title: Harbour works }
spec: { type: organization, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: works-infra }
spec: { owner: harbour-works }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: host-config }
spec: { type: configuration, lifecycle: production, owner: user:keeper, system: works-infra }
`

let browser: Browser
let github: FakeGithub
let stage: Stage
before(async () => {
  const files = repositories.map((name) => [name, { 'catalog-info.yaml': file(name) }] as const)
  github = await startFakeGithub(
    Object.fromEntries([...files, ['keeper/people', { 'catalog-info.yaml': people }]]),
  )
  const { apiBaseUrl, rawBaseUrl } = github
  const targets = ['keeper/people', ...repositories].map(
    (name) => `https://github.com/${name}/blob/main/catalog-info.yaml`,
  )
  ;[browser, stage] = await Promise.all([
    openBrowser(),
    openStage({
      basePath: '/backstage',
      config: {
        app: { title: 'minicloud platform' },
        integrations: { github: [{ host: 'github.com', apiBaseUrl, rawBaseUrl }] },
        catalog: {
          rules: [{ allow: ['Component', 'System', 'Group', 'User', 'Location'] }],
          locations: targets.map((target) => ({ type: 'url', target })),
        },
      },
    }),
  ])
  const count = '/api/catalog/entities/by-query?limit=0&filter=kind=component'
  await until(
    async () => (await stage.product.json<{ totalItems: number }>(count)).totalItems === 72,
    30_000,
    100,
  )
})
after(async () => {
  await browser?.close()
  await stage?.close()
  await github?.close()
})

const rows = (page: Page) => page.getByRole('main').getByRole('row')

/** Milliseconds of the quickest of a few tries: other work on the machine is not what is measured. */
async function takes(what: string, tries: (() => Promise<unknown>)[]): Promise<void> {
  let best = Number.POSITIVE_INFINITY
  for (const attempt of tries) {
    const started = performance.now()
    await attempt()
    best = Math.min(best, Math.round(performance.now() - started))
    if (best < 1000) break
  }
  console.log(`${what}: ${best} ms`)
  assert.ok(best < 1000, `${what} took ${best} ms`)
}

test('S1-17, S1-28: the title is that of the config; a guest enters and stands in the catalog', async () => {
  const { page, close } = await visit(browser)
  await page.goto(stage.base)
  assert.equal(await page.title(), 'minicloud platform')
  await page.getByRole('button', { name: 'Sign in as Guest' }).click()
  await page.waitForURL(/\/backstage\/catalog/)
  await page.waitForFunction('document.title.endsWith("minicloud platform")')
  await shoot(page, 'seed-0-catalog')
  await close()
})

test('S0-01, S0-02: 71 repositories of two accounts on one page, with owners, at hand in less than a second', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  await rows(page)
    .filter({ hasText: 'host-config' })
    .filter({ hasText: /The keeper/ })
    .waitFor()
  await page.getByText('72', { exact: true }).first().waitFor()
  const owners = ['group:default/harbour-works', 'user:default/keeper']
  await takes(
    'a filter by owner',
    [...owners, ...owners].map((owner, index) => async () => {
      await page.goto(`${stage.base}/catalog?filters[user]=all&filters[owners][0]=${owner}`)
      await rows(page)
        .filter({ hasText: index % 2 === 0 ? 'service-4' : 'tool-1' })
        .first()
        .waitFor()
    }),
  )
  await page.goto(`${stage.base}/catalog?filters[user]=all`)
  await rows(page).filter({ hasText: 'service-42' }).waitFor()
  const field = page.getByRole('main').getByPlaceholder('Filter').first()
  await takes(
    'words typed',
    ['66', '67', '68', '69', '71'].map((number) => async () => {
      await field.fill(`service-${number}`)
      await rows(page)
        .filter({ hasText: `service-${number}` })
        .waitFor()
      await rows(page).filter({ hasText: 'service-42' }).waitFor({ state: 'detached' })
    }),
  )
  await field.fill('service-')
  await takes(
    'the page of one of them',
    ['43', '44', '45', '46'].map((number) => async () => {
      await page.getByRole('link', { name: `service-${number}`, exact: true }).click()
      await page.getByRole('heading', { name: `service-${number}`, level: 1 }).waitFor()
      await page.goBack()
    }),
  )
  await page.goto(`${stage.base}/catalog/default/component/service-69`)
  const docs = page.getByRole('region', { name: 'Links' }).getByRole('link', { name: /Docs/ })
  assert.equal(await docs.getAttribute('href'), 'https://docs.stage.example/service-69')
  assert.deepEqual(complaints, [])
  await close()
})

test('S0-37: one user, one system and one component, linked with each other', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog/default/component/host-config`)
  const graph = page.getByRole('region', { name: 'Graph', exact: true })
  await graph.getByRole('button', { name: /^The keeper/ }).waitFor()
  await graph.getByRole('button', { name: /^works-infra/ }).waitFor()
  await page.getByRole('region', { name: 'About' }).getByRole('link', { name: 'works-infra' }).click()
  await page
    .getByRole('region', { name: 'Has components' })
    .getByRole('link', { name: 'host-config', exact: true })
    .waitFor()
  await close()
})

test('S0-07, S0-08: pages, assets, API and live updates work under /backstage, the prefix passed on or stripped', async () => {
  const proxy = await openStrippingProxy('/backstage', new URL(stage.base).origin)
  try {
    for (const [index, base] of [stage.base, proxy.base].entries()) {
      const { page, complaints, close } = await visit(browser)
      await enter(page, `${base}/catalog/default/component/tool-1`)
      await page.getByRole('heading', { name: 'tool-1', level: 1 }).waitFor()
      await settled(page)
      const outside = await page.evaluate<string[]>(
        `performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)
          .filter((path) => !path.startsWith('/backstage/'))`,
      )
      assert.deepEqual(outside, [])
      const said = `Said for the ${index + 1}. time`
      const changed = file('keeper/tool-1').replace('The repository keeper/tool-1', said)
      github.push('keeper/tool-1', { 'catalog-info.yaml': changed })
      await stage.product.post('/api/catalog/refresh', { entityRef: 'component:default/tool-1' })
      await page.getByText(said).first().waitFor()
      assert.deepEqual(complaints, [])
      await close()
    }
  } finally {
    proxy.close()
  }
})
