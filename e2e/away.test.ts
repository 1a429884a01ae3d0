import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPostgres } from '../portal/testing/postgres.ts'
import { freePort, startProduct } from '../portal/testing/product.ts'
import { temporaryFolder } from '../portal/testing/temporary-folder.ts'
import { enter, openBrowser, visit } from './browser.ts'
import { openStage } from './stage.ts'

test('with the portal gone the page keeps what it has, says so, and goes on by itself', async () => {
  const port = await freePort()
  const browser = await openBrowser()
  let stage = await openStage({ port })
  try {
    const { page } = await visit(browser)
    await enter(page, `${stage.base}/catalog?filters[user]=all`)
    await page.getByRole('row', { name: /mixer/ }).waitFor()
    await stage.close()
    await page.getByRole('button', { name: /^Mine/ }).click()
    const banner = page.locator('strong', { hasText: 'The portal cannot be reached.' })
    await banner.waitFor()
    await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor()
    stage = await openStage({ port })
    await banner.waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  } finally {
    await browser.close()
    await stage.close()
  }
})

test('one route that fails is an error in place, with a way to try again', async () => {
  const browser = await openBrowser()
  const stage = await openStage()
  try {
    const { page } = await visit(browser)
    const body = JSON.stringify({
      error: { name: 'InternalServerError', message: 'An internal error occurred' },
    })
    let failing = true
    await page.route('**/api/**/history*', (route) =>
      failing ? route.fulfill({ status: 500, body, contentType: 'application/json' }) : route.continue(),
    )
    await enter(page, `${stage.base}/catalog/default/component/mixer/history`)
    await page.getByRole('heading', { name: 'The history could not be read' }).waitFor()
    await page.getByRole('heading', { name: 'mixer', level: 1 }).waitFor()
    failing = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Created').waitFor()
  } finally {
    await browser.close()
    await stage.close()
  }
})

test('where guests are refused the sign-in page says so and names the key of the config', async () => {
  const browser = await openBrowser()
  const stage = await openStage({ config: { auth: { providers: { guest: {} } } } })
  try {
    const { page } = await visit(browser)
    await page.goto(stage.base)
    await page.getByRole('button', { name: 'Sign in as Guest' }).click()
    const alert = page.getByRole('alert')
    await alert.getByText('Login failed').waitFor()
    assert.match((await alert.textContent()) ?? '', /dangerouslyAllowOutsideDevelopment: true/)
  } finally {
    await browser.close()
    await stage.close()
  }
})

test('a database that is late, or goes away under an open page, is waited for', async () => {
  const browser = await openBrowser()
  const postgres = await startPostgres()
  const connection = postgres.url(await postgres.createDatabase())
  await postgres.stop()
  const product = await startProduct({
    dataDir: temporaryFolder('late'),
    config: {
      app: { title: 'Late Portal' },
      backend: { database: { client: 'pg', connection } },
      auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
    },
    untilReady: false,
  })
  try {
    const { page } = await visit(browser)
    await page.goto(product.base)
    await page.getByRole('heading', { name: 'Late Portal is starting' }).waitFor()
    await page.getByText(/database/i).waitFor()
    await postgres.start()
    const guest = page.getByRole('button', { name: 'Sign in as Guest' })
    await guest.waitFor({ timeout: 40_000 })
    await guest.click()
    await page.getByRole('navigation', { name: 'Breadcrumb' }).waitFor()
    await page.goto(`${product.base}/admin/jobs`)
    await page
      .getByRole('row', { name: /catalog/ })
      .first()
      .waitFor()
    await postgres.stop()
    await page.getByRole('link', { name: 'Catalog', exact: true }).first().click()
    const banner = page.locator('strong', { hasText: 'The portal is not ready.' })
    await banner.waitFor()
    await page.getByText('The database does not answer.').waitFor()
    await postgres.start()
    await banner.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: /Components/, level: 1 }).waitFor()
    assert.equal(await page.getByText(/could not/i).count(), 0)
  } finally {
    await browser.close()
    await product.stop()
    await postgres.close()
  }
})
