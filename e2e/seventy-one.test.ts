/**
 * One person's 71 repositories, of a personal account and an organisation: on one page, each with its owner and a
 * link to its docs, and every interaction in less than a second (acceptance rows S0-01 and S0-02).
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type FilesHost, startFilesHost } from '../portal/testing/files-host.ts'
import { until } from '../portal/testing/product.ts'
import { enter, openBrowser, settled, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const repositories = Array.from({ length: 71 }, (_, i) => ({
  account: i < 40 ? 'ida' : 'harbour-stage',
  name: `${['stage', 'light', 'sound', 'ticket', 'poster'][i % 5]}-${i}`,
  type: ['service', 'website', 'library'][i % 3],
}))

let browser: Browser
let stage: Stage
let files: FilesHost
before(async () => {
  files = await startFilesHost({})
  for (const { account, name, type } of repositories) {
    files.set(
      `/${account}/${name}/catalog-info.yaml`,
      `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  description: The ${name} of ${account}
  tags: [${type}]
  annotations: { backstage.io/techdocs-ref: 'dir:docs' }
spec: { type: ${type}, lifecycle: production, owner: ${account === 'ida' ? 'user:ida' : account} }
`,
    )
  }
  files.set(
    '/org.yaml',
    `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ida }
spec: { profile: { displayName: Ida Lund }, memberOf: [harbour-stage] }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: harbour-stage, title: Harbour Stage }
spec: { type: organization, children: [] }
`,
  )
  const at = (path: string) => ({ type: 'url', target: `${files.url}${path}` })
  const config = {
    backend: {
      database: { client: 'better-sqlite3', connection: ':memory:' },
      reading: { allow: [{ host: files.host }] },
    },
    catalog: {
      rules: [{ allow: ['Component', 'Group', 'User', 'Location'] }],
      locations: [
        at('/org.yaml'),
        ...repositories.map(({ account, name }) => at(`/${account}/${name}/catalog-info.yaml`)),
      ],
    },
  }
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ config })])
  const path = '/api/catalog/entities/by-query?limit=0&filter=kind=component'
  const count = async () => (await stage.product.json<{ totalItems: number }>(path)).totalItems
  await until(async () => (await count()) === repositories.length, 30_000, 100)
})
after(async () => {
  await browser?.close()
  await stage?.close()
  await files?.close()
})

test('71 repositories stand on one page with owner and docs, and answer within a second', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  await page.locator('table[aria-rowcount="72"]').waitFor()
  const seen = new Map<string, [owner: string, docs: string]>()
  for (let top = 0; top < 4000; top += 500) {
    await page.evaluate(`window.scrollTo(0, ${top})`)
    await settled(page)
    const rows = await page.evaluate<[name: string, owner: string, docs: string][]>(
      `[...document.querySelectorAll('tbody tr')].map((tr) => {
        const links = [...tr.querySelectorAll('a')]
        const docs = links.find((link) => link.ariaLabel?.startsWith('Docs of'))
        return [links[0]?.textContent ?? '', links[1]?.textContent ?? '', docs?.href ?? '']
      })`,
    )
    for (const [name, owner, docs] of rows) seen.set(name, [owner, docs])
  }
  for (const { account, name } of repositories) {
    assert.deepEqual(seen.get(name), [
      account === 'ida' ? 'Ida Lund' : 'Harbour Stage',
      `${files.url}/${account}/${name}/docs/`,
    ])
  }

  const took: Record<string, number> = {}
  const time = async (what: string, act: () => Promise<unknown>, rows: number) => {
    const started = performance.now()
    await act()
    await page.locator(`table[aria-rowcount="${rows + 1}"][aria-busy="false"]`).waitFor()
    took[what] = Math.min(took[what] ?? Number.POSITIVE_INFINITY, Math.round(performance.now() - started))
  }
  await page.evaluate('window.scrollTo(0, 0)')
  const facet = (name: string) =>
    page.getByRole('search', { name: 'Filters' }).getByRole('button', { name: new RegExp(`^${name}`) })
  const choose = (name: RegExp) => page.getByRole('checkbox', { name }).check({ force: true })
  // The best of three: what else the machine does is not the portal's.
  for (let round = 0; round < 3; round++) {
    await time(
      'open a menu',
      () =>
        facet('Owner')
          .click()
          .then(() => page.getByRole('checkbox').first().waitFor()),
      71,
    )
    await time('filter by owner', () => choose(/Harbour Stage/), 31)
    await page.keyboard.press('Escape')
    await time(
      'filter by type too',
      () =>
        facet('Type')
          .click()
          .then(() => choose(/^service/)),
      10,
    )
    await page.keyboard.press('Escape')
    await time('clear', () => page.getByRole('button', { name: 'Clear filters' }).click(), 71)
    await time(
      'sort',
      () => page.getByRole('columnheader', { name: 'Owner' }).getByRole('button').click(),
      71,
    )
    await time('words', () => page.keyboard.press('/').then(() => page.keyboard.type('ticket')), 14)
    await time(
      'search',
      async () => {
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox').fill('poster-14')
        await page.getByRole('option', { name: /poster-14/ }).waitFor()
      },
      14,
    )
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'detached' })
    await page.goto(`${stage.base}/catalog?filters[user]=all`)
    await page.locator('table[aria-rowcount="72"]').waitFor()
  }
  console.log(`71 repositories, ms: ${JSON.stringify(took)}`)
  for (const [what, ms] of Object.entries(took)) assert.ok(ms < 1000, `${what}: ${ms} ms`)
  assert.deepEqual(complaints, [])
  await close()
})
