import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { until } from '../portal/testing/product.ts'
import { enter, openBrowser, overflowOf, settled, visit } from './browser.ts'
import { hostileEntities, hostileFile } from './hostile-files.ts'
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

test('hostile text in an entity is only text, on every tab and in the table', async () => {
  const { page, complaints, close } = await visit(browser)
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs++
    void dialog.dismiss()
  })
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  await page.getByRole('link', { name: /<img src=x/ }).waitFor()
  for (const tab of ['', '/problems', '/history', '/yaml']) {
    await page.goto(`${stage.base}/catalog/default/component/hostile${tab}`)
    await page.getByRole('heading', { name: /<img src=x/, level: 1 }).waitFor()
    await settled(page)
    const unsafe = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href]')].map((link) => link.protocol)
        .filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))`,
    )
    assert.deepEqual(unsafe, [], `links on ${tab || 'the overview'}`)
    assert.equal(await page.locator('main img, main script, main i').count(), 0)
    assert.equal(
      await page.getByRole('link', { name: /^(Source|Edit)$/ }).count(),
      0,
      'no way to a refused address',
    )
    const overflow = await overflowOf(page)
    assert.ok(overflow <= 0, `the page is ${overflow} px too wide on ${tab || 'the overview'}`)
  }
  const heading = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  assert.doesNotMatch(heading, /\u202e/, 'marks that turn the direction of text are taken out')
  assert.equal(dialogs, 0)
  assert.deepEqual(complaints, [])
  await close()
})

test('every free field of every kind is only text, on every page that shows it', async () => {
  stage.write('catalog/broken.yaml', hostileFile)
  await stage.product.post('/api/catalog/refresh', { entityRef: 'location:default/stage' })
  const last = '/api/catalog/entities/by-name/user/default/hostile-user'
  await until(async () => (await stage.product.get(last)).ok, 20_000, 100)
  const { page, complaints, close } = await visit(browser)
  await page.addInitScript('globalThis.alert = () => { globalThis.wasRun = true }')
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  const tabs: Record<string, string[]> = {
    component: ['api', 'dependencies', 'history'],
    api: ['definition'],
    system: ['diagram'],
  }
  const one = 'component:default/hostile-one'
  const paths = [
    ...Object.keys(hostileEntities).flatMap((at) => {
      const [kind = '', name = ''] = at.split('/')
      return ['', ...(tabs[kind] ?? [])].map((tab) => `/catalog/default/${kind}/${name}/${tab}`)
    }),
    ...['overview', 'ancestry', 'json', 'yaml'].map(
      (tab) => `/catalog/default/component/hostile-one?inspect=${tab}`,
    ),
    '/catalog?filters[user]=all',
    '/catalog?filters[kind]=group&filters[user]=all',
    '/catalog?filters[kind]=user&filters[user]=all',
    '/api-docs?filters[user]=all',
    `/catalog-graph?rootEntityRefs[]=${one}&selected=${one}`,
    `/catalog-graph?rootEntityRefs[]=${one}&as=list`,
    `/catalog-graph?rootEntityRefs[]=resource:default/hostile-store&impact=dependents`,
    '/home',
    '/admin/problems',
    '/catalog-import?url=javascript:alert(1)',
    `/catalog-import?url=https://x.example/${encodeURIComponent('<img src=x onerror=alert(1)>')}`,
    `/catalog?filters[text]=${encodeURIComponent('<img src=x onerror=alert(1)>')}`,
  ]
  for (const path of paths) {
    await page.goto(stage.base + path.replace(/\/$/, ''))
    await page.getByRole('navigation', { name: 'Breadcrumb' }).waitFor()
    await settled(page)
    const found = await page.evaluate<{ unsafe: string[]; made: number; wasRun: boolean }>(`({
      unsafe: [...document.querySelectorAll('a[href], img[src], iframe')]
        .map((element) => element.href ?? element.src ?? 'iframe')
        .filter((address) => !/^(https?|mailto|blob):/.test(address)),
      made: document.querySelectorAll('main script, main iframe, main img[onerror], main b, main [onerror]').length,
      wasRun: globalThis.wasRun === true,
    })`)
    assert.deepEqual(found, { unsafe: [], made: 0, wasRun: false }, path)
    const tooWide = await overflowOf(page)
    assert.ok(tooWide <= 0, `${path} is ${tooWide} px too wide`)
  }
  assert.deepEqual(
    complaints.filter((text) => !/status of 4\d\d/.test(text)),
    [],
  )
  await close()
})

test('the security policy of the page allows no inline script and no eval', async () => {
  const answer = await fetch(`${stage.base}/catalog`)
  const policy = answer.headers.get('content-security-policy') ?? ''
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
  assert.match(scripts, /'self'/)
  assert.doesNotMatch(scripts, /unsafe-(inline|eval)/)
  const html = await answer.text()
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>/g)].map((match) => match[1] ?? '')
  for (const attributes of inline) assert.match(attributes, /type="backstage\.io\/config"/)
})
