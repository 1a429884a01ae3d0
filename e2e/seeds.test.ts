/** Rows of the acceptance list that ask for a whole portal: a home lab's first entities, and a sub-path behind a proxy. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type FakeGithub, startFakeGithub } from '../portal/testing/github/fake-github.ts'
import { enter, openBrowser, settled, shoot, visit } from './browser.ts'
import { openStage, openStrippingProxy, type Stage } from './stage.ts'

const tool = (said: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: tool, description: ${said} }
spec: { type: tool, lifecycle: production, owner: user:keeper }
`

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
  github = await startFakeGithub({
    'keeper/people': { 'catalog-info.yaml': people },
    'keeper/tool': { 'catalog-info.yaml': tool('Said at first') },
  })
  const { apiBaseUrl, rawBaseUrl } = github
  const targets = ['keeper/people', 'keeper/tool'].map(
    (name) => `https://github.com/${name}/blob/main/catalog-info.yaml`,
  )
  ;[browser, stage] = await Promise.all([
    openBrowser(),
    openStage({
      basePath: '/backstage',
      components: 2,
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
})
after(async () => {
  await browser?.close()
  await stage?.close()
  await github?.close()
})

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
      const live = page.waitForResponse(/\/backstage\/api\/catalog\/changes/, { timeout: 30_000 })
      await enter(page, `${base}/catalog/default/component/tool`)
      await page.getByRole('heading', { name: 'tool', level: 1 }).waitFor()
      await live
      await settled(page)
      const outside = await page.evaluate<string[]>(
        `performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)
          .filter((path) => !path.startsWith('/backstage/'))`,
      )
      assert.deepEqual(outside, [])
      const said = `Said for the ${index + 1}. time`
      github.push('keeper/tool', { 'catalog-info.yaml': tool(said) })
      await stage.product.post('/api/catalog/refresh', { entityRef: 'component:default/tool' })
      await page.getByText(said).first().waitFor()
      assert.deepEqual(complaints, [])
      await close()
    }
  } finally {
    proxy.close()
  }
})
