/** Personal and service tokens in the browser: made, shown once, used with curl's words, revoked. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { enter, openBrowser, visit } from './browser.ts'
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

const callWith = (token: string) =>
  fetch(`${stage.base}/api/catalog/entities/by-query?limit=5`, {
    headers: { authorization: `Bearer ${token}` },
  })

test('a personal token is shown once, works as the page says, shows its use, and ends when it is revoked', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/settings/tokens`)
  await page.getByRole('heading', { name: 'No tokens yet' }).waitFor()
  await page.getByRole('button', { name: 'New token' }).click()
  const form = page.getByRole('dialog', { name: 'New token' })
  await form.getByLabel('Name').fill('laptop scripts')
  await form.getByLabel('Ends after').selectOption('30')
  await form.getByRole('button', { name: 'Make it' }).click()

  const made = page.getByRole('dialog', { name: 'laptop scripts is made' })
  const token = ((await made.locator('[data-token]').textContent()) ?? '').trim()
  const command = (await made.locator('pre').textContent()) ?? ''
  assert.ok(command.includes(`Bearer ${token}`) && command.includes(`${stage.base}/api/catalog/`), command)
  const address = /'(http[^']+)'/.exec(command)?.[1] ?? ''
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(answer.status, 200)
  const refused = await fetch(`${stage.base}/api/catalog/locations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'url', target: 'https://example.com/catalog-info.yaml' }),
  })
  assert.equal(refused.status, 403, 'read only')

  await made.getByRole('button', { name: 'I have copied it' }).click()
  await page.reload()
  const row = page.getByRole('row', { name: /laptop scripts/ })
  await row.getByText('read only').waitFor()
  assert.equal(await page.getByText(token).count(), 0, 'nobody sees it again')
  await row.getByText(/from 127\.0\.0\.1|from ::/).waitFor()

  await row.getByRole('button', { name: 'Revoke laptop scripts' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await row.getByText(/revoked/).waitFor()
  assert.equal((await callWith(token)).status, 401)
  await close()
})

test('a service token has a name of its own, and the list of people shows what they made', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/admin/tokens`)
  await page.getByRole('button', { name: 'New service token' }).click()
  const form = page.getByRole('dialog', { name: 'New service token' })
  await form.getByLabel('Name').fill('Not one word')
  await form.getByRole('button', { name: 'Make it' }).click()
  await form.getByRole('alert').waitFor()
  await form.getByLabel('Name').fill('ci-deploy')
  await form.getByRole('button', { name: 'Make it' }).click()
  const made = page.getByRole('dialog', { name: 'ci-deploy is made' })
  const token = ((await made.locator('[data-token]').textContent()) ?? '').trim()
  assert.equal((await callWith(token)).status, 200)
  await made.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('row', { name: /service:ci-deploy/ }).waitFor()
  await page.getByRole('button', { name: 'People' }).click()
  await page.waitForURL(/of=people/)
  await page.getByRole('row', { name: /laptop scripts/ }).waitFor()
  await close()
})
