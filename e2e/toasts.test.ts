/** Messages in passing: they say what an action came to, keep out of the way, and can be taken back. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { axe, enter, openBrowser, overflowOf, shoot, visit } from './browser.ts'
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

test('messages stack, wait while they are pointed at, leave by themselves or by key, and take back', async () => {
  const { page, complaints, close } = await visit(browser, { permissions: ['clipboard-write'] })
  await page.clock.install()
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  const messages = page.getByRole('region', { name: 'Messages' })
  const says = (text: string) => messages.getByRole('listitem').filter({ hasText: text })
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).press('Enter')
  await page.getByRole('row', { name: /mixer/ }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await press('Star')
  await says('1 added to your favorites').hover()
  await page.getByRole('button', { name: 'Unstar' }).and(page.locator(':focus')).waitFor()
  await press('Refresh')
  await says('Refresh scheduled for 1').waitFor()
  const copyLink = async () => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('Copy the link to this page')
    await page.keyboard.press('Enter')
  }
  await copyLink()
  await says('Copied!').waitFor()
  await press('Saved views')
  await page.getByRole('menuitem', { name: /Save as new view/ }).press('Enter')
  await page.getByLabel('Name', { exact: true }).fill('On stage')
  await page.keyboard.press('Enter')
  await messages.getByRole('button', { name: '1 newer message' }).waitFor()
  assert.equal(await messages.getByRole('listitem').count(), 3)

  // Pointed at, they stay; Escape sends the latest away, and the one that waited comes.
  await page.clock.fastForward(30_000)
  await page.getByRole('button', { name: 'View: On stage' }).waitFor()
  assert.deepEqual(await axe(page), [])
  await shoot(page, 'toasts-1440')
  await page.mouse.move(0, 0)
  await page.keyboard.press('Alt+t')
  await says('Copied!').getByRole('button', { name: 'Dismiss' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Escape')
  await says('“On stage” is saved').waitFor()
  assert.equal(await says('Copied!').count(), 0)

  // What the keys had before, they have again; the first undo there is takes its message along.
  await page.keyboard.press('Control+z')
  await page.getByRole('button', { name: /^Star$/ }).waitFor()
  assert.equal(await says('favorites').count(), 0)
  await page.clock.fastForward(30_000)
  await messages.getByRole('listitem').first().waitFor({ state: 'detached' })

  await press('View: On stage')
  await page.getByRole('menuitem', { name: 'Delete “On stage”' }).press('Enter')
  await page.setViewportSize({ width: 360, height: 740 })
  await says('“On stage” is deleted').waitFor()
  const box = await says('“On stage” is deleted').boundingBox()
  const bar = await page.getByRole('navigation', { name: 'Main, at the bottom' }).boundingBox()
  assert.ok(box && bar && box.y + box.height < bar.y && box.x >= 8 && box.x + box.width <= 352)
  assert.ok((await overflowOf(page)) <= 0)
  await shoot(page, 'toasts-360')
  await says('“On stage” is deleted').getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'View: On stage' }).waitFor()
  assert.deepEqual(complaints, [])
  await close()
})
