import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { enter, openBrowser, overflowOf, settled, visit } from './browser.ts'
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
