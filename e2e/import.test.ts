/** Registering, step by step, on files that a web server really serves. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type FilesHost, startFilesHost } from '../portal/testing/files-host.ts'
import { type FakeGithub, startFakeGithub } from '../portal/testing/github/fake-github.ts'
import { axe, enter, openBrowser, settled, shoot, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const winch = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: winch
  title: Fly winch
spec: { type: service, lifecycle: production, owner: lights, providesApis: [winch-api] }
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: winch-api }
spec: { type: openapi, lifecycle: production, owner: lights, definition: "openapi: 3.1.0" }
`
const faulty = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: pulley
spec:
  type: service
  lifecycle: production
`

const component = (name: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, lifecycle: production, owner: lights }
`

let browser: Browser
let files: FilesHost
let github: FakeGithub
let stage: Stage
before(async () => {
  files = await startFilesHost({ '/winch.yaml': winch, '/faulty.yaml': faulty, '/fixed.yaml': faulty })
  github = await startFakeGithub({
    'harbour-stage/winch': { 'readme.md': 'No catalog file.' },
    'harbour-stage/drape': { '.github/CODEOWNERS': '*.css @harbour-stage/sound\n* @harbour-stage/lights\n' },
    'harbour-stage/curtain': { 'readme.md': 'No catalog file either.' },
    'harbour-stage/mixed': {
      'catalog-info.yaml': component('good-one'),
      'old/catalog-info.yaml': faulty,
    },
    'harbour-stage/rigging': {
      'catalog-info.yaml': component('rope'),
      'parts/catalog-info.yaml': component('block'),
      'tools/catalog-info.yaml': component('hook'),
    },
  })
  github.tokens.add('of-the-stage')
  const fleet = Array.from({ length: 500 }, (_, index) => component(`barge-${index}`))
  files.set('/fleet.yaml', fleet.join('---\n'))
  const config = {
    integrations: {
      github: [
        {
          host: 'github.com',
          apiBaseUrl: github.apiBaseUrl,
          rawBaseUrl: github.rawBaseUrl,
          // Without one only the file at the top is looked for.
          token: 'of-the-stage',
        },
      ],
    },
    backend: { reading: { allow: [{ host: files.host }] } },
  }
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ config })])
})
after(async () => {
  await browser?.close()
  await stage?.close()
  await files?.close()
  await github?.close()
})

test('a file is analysed, reviewed, imported and looked at; a second time it is refreshed', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  await page.getByRole('link', { name: 'Register' }).click()
  await page.getByRole('heading', { name: 'Register an existing component', level: 1 }).waitFor()
  await shoot(page, 'import-1-url')

  const field = page.getByRole('textbox', { name: 'URL' })
  await page.getByRole('button', { name: 'Analyze' }).click()
  await page.getByText('Must not be empty.').waitFor()
  await field.fill('winch.yaml')
  await page.getByText('Must start with http:// or https://.').waitFor()
  await field.fill(`${files.url}/winch.yaml`)
  await field.press('Enter')

  await page.getByText('The following entities will be added to the catalog:').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'Fly winch' }).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'winch-api' }).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('url'), `${files.url}/winch.yaml`)
  await shoot(page, 'import-2-review')
  // The address holds the step.
  await page.reload()
  await page.getByRole('listitem').filter({ hasText: 'Fly winch' }).waitFor()
  assert.deepEqual(await axe(page), [])

  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByText('The following entities have been added to the catalog:').waitFor()
  await page.getByRole('listitem').getByRole('link', { name: 'Fly winch' }).waitFor()
  await shoot(page, 'import-3-finish')
  await page.getByRole('link', { name: 'View Component' }).click()
  await page.getByRole('heading', { name: 'Fly winch', level: 1 }).waitFor()

  await page.goto(`${stage.base}/catalog-import?url=${files.url}/winch.yaml`)
  await page.getByText('The following entities already exist in the catalog:').waitFor()
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.getByText('The following locations are being read again:').waitFor()
  await page.getByRole('button', { name: 'Register another' }).click()
  await page.getByRole('textbox', { name: 'URL' }).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})

test('what is wrong in a file is shown with line, reason and hint, and goes when it is mended', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-import`)
  await page.getByRole('textbox', { name: 'URL' }).fill(`${files.url}/fixed.yaml`)
  await page.getByRole('button', { name: 'Analyze' }).click()
  const fault = page.getByRole('region', { name: 'This stands in the way' })
  await fault.getByText(/must have required property 'owner'/).waitFor()
  await fault.getByText(/Add spec.owner/).waitFor()
  await fault.getByText(`${files.url}/fixed.yaml:5`).waitFor()
  await settled(page)
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'import-fault')
  files.set('/fixed.yaml', `${faulty}  owner: lights\n`)
  await page.getByRole('button', { name: 'Analyze' }).click()
  await page.getByRole('listitem').filter({ hasText: 'pulley' }).waitFor()
  await page.getByRole('button', { name: 'Back' }).click()

  await page.getByRole('textbox', { name: 'URL' }).fill(`${files.url}/none.yaml`)
  await page.getByRole('button', { name: 'Analyze' }).click()
  await page.getByText(/Unable to read url, no matching files found/).waitFor()
  await close()
})

test('of a repository with several catalog files some are chosen, and those there already are shown apart', async () => {
  const repository = 'https://github.com/harbour-stage/rigging'
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-import?url=${repository}`)
  await page.getByRole('checkbox', { name: /parts\/catalog-info\.yaml/ }).waitFor()
  assert.equal(await page.getByRole('checkbox').count(), 3)
  await page.getByRole('checkbox', { name: /tools\/catalog-info\.yaml/ }).uncheck()
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'import-locations')
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('listitem').filter({ hasText: 'rope' }).waitFor()
  assert.equal(await page.getByText('hook').count(), 0)
  await page.goBack()
  await page.getByRole('checkbox', { name: /tools\/catalog-info\.yaml/ }).uncheck()
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByRole('listitem').getByRole('link', { name: 'block' }).waitFor()
  await page.getByText('being read…').first().waitFor({ state: 'detached' })

  await page.goto(`${stage.base}/catalog-import?url=${repository}`)
  const known = page.getByRole('region', { name: 'These locations already exist in the catalog:' })
  await known.getByText('parts/catalog-info.yaml').waitFor()
  assert.equal(await page.getByRole('checkbox').count(), 1)
  await shoot(page, 'import-locations-again')
  await close()
})

test('a repository without a catalog file gets one to add by hand', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-import?url=https://github.com/harbour-stage/winch/tree/next`)
  await page.getByText('There is no catalog-info.yaml here yet').waitFor({ timeout: 30_000 })
  await page.getByRole('textbox', { name: 'Name' }).fill('-winch')
  await page.getByText('Letters and digits, with single').waitFor()
  await page.getByRole('textbox', { name: 'Name' }).fill('fly-winch')
  await page.getByRole('combobox', { name: 'Owner' }).fill('lights')
  const link = page.getByRole('link', { name: 'Create the file on GitHub' })
  const href = new URL((await link.getAttribute('href')) ?? '')
  assert.equal(href.pathname, '/harbour-stage/winch/new/next')
  assert.equal(href.searchParams.get('filename'), 'catalog-info.yaml')
  assert.match(href.searchParams.get('value') ?? '', /name: fly-winch[\s\S]*owner: lights/)
  await shoot(page, 'import-draft')
  assert.deepEqual(await axe(page), [])
  await close()
})

test('the owner is taken from CODEOWNERS, and may be another one', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-import?url=https://github.com/harbour-stage/drape`)
  const use = page.getByRole('checkbox', { name: /Use CODEOWNERS file as entity owner/ })
  await use.waitFor()
  assert.equal(await use.isChecked(), true)
  const owner = page.getByRole('combobox', { name: 'Owner' })
  assert.equal(await owner.inputValue(), 'lights')
  assert.equal(await owner.isEnabled(), false)
  await page.getByText('.github/CODEOWNERS names @harbour-stage/lights for the whole repository.').waitFor()
  const file = page.getByRole('region', { name: 'catalog-info.yaml to add' })
  await file.getByText('owner: lights').waitFor()
  await settled(page)
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'import-code-owner')
  await use.uncheck()
  await owner.fill('sound')
  await file.getByText('owner: sound').waitFor()
  await use.check()
  await file.getByText('owner: lights').waitFor()
  await close()
})

test('the portal opens a pull request, and the component shows once it is merged', async () => {
  const { page, complaints, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-import`)
  await page.getByRole('textbox', { name: 'URL' }).fill('https://github.com/harbour-stage/curtain')
  await page.getByRole('button', { name: 'Analyze' }).click()
  const create = page.getByRole('button', { name: 'Create pull request' })
  await create.waitFor()
  const step = page.getByRole('region', { name: 'Step 2 of 3: Create pull request' })
  await step.and(page.locator(':focus')).waitFor()
  assert.equal(await create.isEnabled(), false, 'an owner is needed')
  await page.getByRole('combobox', { name: 'Owner' }).fill('sou')
  await page.locator('datalist option[value="sound"]').waitFor({ state: 'attached' })
  await page.getByRole('combobox', { name: 'Owner' }).fill('sound')
  await page.getByRole('combobox', { name: 'System' }).fill('lighting')
  await page.getByRole('region', { name: 'catalog-info.yaml to add' }).getByText('owner: sound').waitFor()
  await settled(page)
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'import-pull-request')

  github.readers.add('of-the-stage')
  await create.click()
  await page.getByText(/may not open pull requests in this repository/).waitFor()
  await page.getByText(/needs write access to "Contents" and "Pull requests"/).waitFor()
  await shoot(page, 'import-pull-request-refused')
  github.readers.clear()
  await create.click()
  await page.getByRole('heading', { name: 'The pull request is open' }).waitFor()
  await page.getByText('is registered already').waitFor()
  await shoot(page, 'import-pull-request-open')
  assert.deepEqual(await axe(page), [])
  const [pull] = github.pulls('harbour-stage/curtain')
  assert.equal(pull?.title, 'Add catalog-info.yaml for Stage Portal')
  const text = github.fileAt('harbour-stage/curtain', 'backstage-integration', 'catalog-info.yaml')
  assert.match(text ?? '', /name: curtain[\s\S]*owner: sound\n {2}system: lighting/)

  const target = 'https://github.com/harbour-stage/curtain/blob/main/catalog-info.yaml'
  const registered = await stage.product.json<{ data: { target: string } }[]>('/api/catalog/locations')
  assert.ok(registered.some(({ data }) => data.target === target))
  const { items } = await stage.product.json<{ items: { message: string }[] }>('/api/catalog/problems')
  assert.ok(
    !items.some(({ message }) => message.includes('curtain')),
    'a file that may be missing is no problem',
  )
  github.merge('harbour-stage/curtain', 1)
  await stage.product.post('/api/catalog/locations?onConflict=refresh', { type: 'url', target })
  await page.getByText('It is merged and read:').waitFor({ timeout: 25_000 })
  assert.deepEqual(
    complaints.filter((text) => !/status of 502/.test(text)),
    [],
  )
  await close()
})

test('what could not be looked at is not called empty', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-import?url=https://github.com/harbour-stage/nowhere`)
  await page
    .getByRole('heading', { name: 'It could not be told whether there is a catalog-info.yaml' })
    .waitFor()
  await page.getByRole('textbox', { name: 'URL' }).waitFor()
  await page.getByText(/There is no repository harbour-stage\/nowhere on github\.com/).waitFor()
  await shoot(page, 'import-trouble')
  assert.deepEqual(await axe(page), [])
  await page.goto(`${stage.base}/catalog-import?url=https://git.stage.example/some/thing`)
  await page.getByText(/no integration of the config names it/).waitFor()
  await page.getByRole('button', { name: 'Write a new file' }).click()
  await page.getByText('Save it as catalog-info.yaml at the top of the repository').waitFor()
  await page.goto(`${stage.base}/catalog-import?url=https://github.com/harbour-stage/mixed`)
  const unusable = page.getByRole('region', { name: 'These files cannot be used as they are' })
  await unusable.getByText(/old\/catalog-info\.yaml:5/).waitFor()
  assert.equal(await page.getByRole('checkbox').count(), 1)
  await close()
})

test('five hundred entities are told by their kinds and listed when wanted', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog-import?url=${files.url}/fleet.yaml`)
  await page.getByText('500 Components').waitFor()
  assert.ok((await page.getByRole('listitem').count()) < 60)
  await shoot(page, 'import-many')
  await page.getByRole('button', { name: 'Show all 500' }).click()
  await page.getByRole('listitem').filter({ hasText: 'barge-499' }).waitFor()
  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByRole('link', { name: 'barge-0', exact: true }).waitFor()
  await page.getByText('are being read…').waitFor({ state: 'detached', timeout: 30_000 })
  await close()
})

test('a read-only catalog says what to do instead', async () => {
  const closed = await openStage({
    config: {
      backend: { reading: { allow: [{ host: files.host }] } },
      catalog: { readonly: true, locations: [{ type: 'file', target: './catalog/all.yaml' }] },
    },
  })
  try {
    const { page, close } = await visit(browser)
    await enter(page, `${closed.base}/catalog-import?url=${files.url}/winch.yaml`)
    await page.getByRole('heading', { name: 'This catalog is read-only' }).waitFor()
    await page.getByText(`target: "${files.url}/winch.yaml"`).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Import' }).count(), 0)
    await shoot(page, 'import-read-only')
    await close()
  } finally {
    await closed.close()
  }
})
