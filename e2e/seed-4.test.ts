/**
 * The walk of the tutorial behind the rows S4-14 … S4-28 of the acceptance list, with its own files, served by
 * a GitHub on this machine: register → view → API → definition → dependency → graph both ways.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type FakeGithub, startFakeGithub } from '../portal/testing/github/fake-github.ts'
import { until } from '../portal/testing/product.ts'
import { enter, openBrowser, shoot, type Visit, visit } from './browser.ts'
import { blogApp, blogAppWithApi, pythonClient, swagger } from './seed-4-files.ts'
import { openStage, type Stage } from './stage.ts'

const blog = 'https://github.com/blogger/blog-app/blob/main/catalog-info.yaml'
const client = 'https://github.com/blogger/python-client/blob/main/catalog-info.yaml'

let browser: Browser
let github: FakeGithub
let stage: Stage
let visitor: Visit
let page: Page
before(async () => {
  github = await startFakeGithub({
    'blogger/blog-app': { 'catalog-info.yaml': blogApp, 'api/swagger.yaml': swagger },
    'blogger/python-client': { 'catalog-info.yaml': pythonClient },
  })
  const { apiBaseUrl, rawBaseUrl } = github
  const config = { integrations: { github: [{ host: 'github.com', apiBaseUrl, rawBaseUrl }] } }
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ config })])
  visitor = await visit(browser)
  page = visitor.page
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
})
after(async () => {
  await visitor?.close()
  await browser?.close()
  await stage?.close()
  await github?.close()
})

const graph = () => page.getByRole('region', { name: 'Graph', exact: true })
const entity = (path: string) => stage.product.get(`/api/catalog/entities/by-name/${path}`)
const isThere = (path: string) => until(async () => (await entity(path)).ok, 20_000, 100)
const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()

/** What the lines of the graph say to the pointer. */
async function edges(): Promise<string[]> {
  const said: string[] = []
  for (const line of await graph().locator('[data-edge]').all()) {
    await line.hover()
    const label = graph().locator('text[data-label]')
    await label.waitFor()
    said.push((await label.textContent()) ?? '')
    await page.mouse.move(0, 0)
    await label.waitFor({ state: 'detached' })
  }
  return said.sort()
}

async function register(url: string, title: string): Promise<void> {
  await page.getByRole('link', { name: 'Register' }).click()
  await heading('Register an existing component')
  await page.getByRole('textbox', { name: 'URL' }).fill(url)
  await page.getByRole('button', { name: 'Analyze' }).click()
  await page.getByText('The following entities will be added to the catalog:').waitFor()
  await page.getByRole('listitem').filter({ hasText: title }).waitFor()
}

async function importIt(): Promise<void> {
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByText('The following entities have been added to the catalog:').waitFor()
  await page.getByText('being read…').first().waitFor({ state: 'detached' })
}

test('S4-14, S4-15, S4-16: the file is analysed by its address on GitHub, upper-case name and all', async () => {
  await shoot(page, 'seed-4-01-catalog')
  await register(blog, 'Blog-App')
  await shoot(page, 'seed-4-02-analysed')
})

test('S4-17: it is imported, and View Component leads to its page', async () => {
  await importIt()
  await shoot(page, 'seed-4-03-imported')
  await page.getByRole('link', { name: 'View Component' }).click()
  await heading('Blog-App')
  assert.equal(new URL(page.url()).pathname, '/catalog/default/component/blog-app')
})

test('S4-18: the page shows what the file says, where it is, and a graph', async () => {
  await page.getByText('This is a dummy Node.js app').first().waitFor()
  await page.getByText('node', { exact: true }).first().waitFor()
  const source = page.getByRole('link', { name: /Source/ }).first()
  assert.match((await source.getAttribute('href')) ?? '', /^https:\/\/github\.com\/blogger\/blog-app\//)
  await graph().waitFor()
  const [card, body] = [await graph().boundingBox(), await page.locator('main').boundingBox()]
  assert.ok(card && body && card.x > body.x + body.width / 3, 'the graph is on the right')
})

test('S4-19: the graph shows the owner, and how it belongs', async () => {
  await shoot(page, 'seed-4-04-blog-app')
  await graph()
    .getByRole('button', { name: /^guest/ })
    .waitFor()
  assert.deepEqual(await edges(), ['ownerOf / ownedBy'])
})

test('S4-20, S4-21, S4-22: what is pushed is read by a refresh: the API, its definition, an odd annotation', async () => {
  github.push('blogger/blog-app', { 'catalog-info.yaml': blogAppWithApi })
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.getByText('Refresh scheduled').waitFor()
  await isThere('api/default/blog-api')
  const answer = (await (await entity('api/default/blog-api')).json()) as { spec: { definition: string } }
  assert.equal(answer.spec.definition, swagger)
  const written = (await (await entity('component/default/blog-app')).json()) as {
    metadata: { annotations: Record<string, string> }
  }
  assert.equal(
    written.metadata.annotations['backstage.io/managed-by-location'],
    `url:${blog}`,
    'the real place wins over what is written by hand',
  )
})

test('S4-23: the page that is open shows the API in the graph by itself', async () => {
  await graph()
    .getByRole('button', { name: /^blog-api/ })
    .waitFor()
  await shoot(page, 'seed-4-05-with-api')
  assert.deepEqual(await edges(), ['apiProvidedBy / providesApi', 'ownerOf / ownedBy'])
})

test('S4-24: the tab API lists it under Provided APIs', async () => {
  await page.getByRole('link', { name: 'API', exact: true }).click()
  const provided = page.getByRole('region', { name: 'Provided APIs' })
  await provided.getByRole('link', { name: 'blog-api' }).waitFor()
  await shoot(page, 'seed-4-06-api-tab')
  await provided.getByRole('link', { name: 'blog-api' }).click()
  await heading('blog-api')
})

test('S4-25: its definition is shown in a viewer made of the Swagger 2 file', async () => {
  await page.getByRole('link', { name: 'Definition' }).click()
  await page.getByRole('heading', { name: /Blog API/ }).waitFor()
  await page.getByText('/posts/{postId}').first().waitFor()
  await shoot(page, 'seed-4-07-definition')
})

test('S4-26: the client registers, and its refs resolve whatever their case', async () => {
  await page.goto(`${stage.base}/catalog?filters[user]=all`)
  await register(client, 'Python-Client')
  await importIt()
  await page.getByRole('link', { name: 'View Component' }).click()
  await heading('Python-Client')
  const answer = (await (await entity('component/default/python-client')).json()) as {
    relations: { type: string; targetRef: string }[]
  }
  const relations = answer.relations.map(({ type, targetRef }) => `${type} ${targetRef}`)
  assert.ok(relations.includes('consumesApi api:default/blog-api'))
  assert.ok(relations.includes('dependsOn component:default/blog-app'))
})

test('S4-27: its graph shows the API and the component; Dependencies lists Blog-App', async () => {
  await graph()
    .getByRole('button', { name: /^blog-api/ })
    .waitFor()
  await graph()
    .getByRole('button', { name: /^Blog-App/ })
    .waitFor()
  await shoot(page, 'seed-4-08-python-client')
  await page.getByRole('link', { name: 'Dependencies' }).click()
  const depends = page.getByRole('region', { name: 'Depends on components' })
  await depends.getByRole('link', { name: 'Blog-App' }).waitFor()
  await shoot(page, 'seed-4-09-dependencies')
  await depends.getByRole('link', { name: 'Blog-App' }).click()
  await heading('Blog-App')
})

test('S4-28: the graph of Blog-App shows Python-Client, and leads back to it', async () => {
  const other = graph().getByRole('button', { name: /^Python-Client/ })
  await other.waitFor()
  await shoot(page, 'seed-4-10-graph-both-ways')
  await graph().getByRole('link', { name: 'View graph' }).click()
  await heading('Catalog Graph')
  const nodes = page.getByTestId('graph')
  for (const name of [/^Blog-App/, /^Python-Client/, /^blog-api/]) {
    await nodes.getByRole('button', { name }).waitFor()
  }
  await shoot(page, 'seed-4-11-graph-page')
  assert.deepEqual(visitor.complaints, [])
})
