/**
 * Every page in both themes, wide and narrow: no serious finding of axe, nothing wider than the screen, and a
 * screenshot in e2e/screenshots to look at.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { axe, enter, openBrowser, overflowOf, settled, shoot, visit, widthsIn } from './browser.ts'
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

const pages: [name: string, path: string, open?: (page: Page) => Promise<void>][] = [
  ['catalog', '/catalog?filters[user]=all'],
  ['catalog-empty', '/catalog?filters[text]=nothing-is-called-this'],
  [
    'catalog-facet',
    '/catalog?filters[user]=all',
    (page) => page.getByRole('search').getByRole('button', { name: 'Type' }).click(),
  ],
  [
    'catalog-kinds',
    '/catalog?filters[user]=all',
    (page) => page.getByRole('button', { name: /^Kind/ }).click(),
  ],
  ['groups', '/catalog?filters[kind]=group'],
  ['apis', '/api-docs'],
  ['entity', '/catalog/default/component/lamp-desk'],
  ['entity-problems', '/catalog/default/location/stage/problems'],
  ['entity-history', '/catalog/default/component/lamp-desk/history'],
  ['entity-yaml', '/catalog/default/component/lamp-desk/yaml'],
  ['hostile', '/catalog/default/component/hostile'],
  ['group', '/catalog/default/group/lights'],
  ['problems', '/admin/problems'],
  ['no-entity', '/catalog/default/component/no-such-thing'],
  ['no-page', '/no/such/page'],
  ['palette', '/catalog?filters[user]=all', openPalette],
]

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('lamp')
  await page.getByRole('option').first().waitFor()
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme)) {
    test(`every page is sound and accessible, ${width} px, ${colorScheme}`, async () => {
      const { page, close } = await visit(browser, {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        reducedMotion: 'reduce',
      })
      const look = async (name: string) => {
        await settled(page)
        await shoot(page, `${name}-${width}-${colorScheme}`)
        assert.deepEqual(await axe(page), [], `axe on ${name}`)
        const tooWide = await overflowOf(page)
        assert.ok(tooWide <= 0, `${name} is ${tooWide} px wider than the screen`)
      }
      await page.goto(stage.base)
      await page.getByRole('button', { name: 'Sign in as Guest' }).waitFor()
      await look('sign-in')
      await enter(page, stage.base)
      for (const [name, path, open] of pages) {
        await page.goto(stage.base + path)
        await page
          .getByRole('heading', { level: 1 })
          .or(page.getByRole('heading', { level: 2 }))
          .first()
          .waitFor()
        await settled(page)
        await open?.(page)
        await look(name)
      }
      await close()
    })
  }
}
