/**
 * Signing in with other people's servers, in a real browser: GitHub, Google, Okta and Microsoft as emulated by
 * the npm package `emulate`, in a window and by going there and back.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createEmulator, type ServiceName } from 'emulate'
import type { Browser, Page } from 'playwright-core'
import { freePort } from '../portal/testing/product.ts'
import { openBrowser, settled, shoot, visit } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

const client = { clientId: 'callboard', clientSecret: 'very-secret' }
let browser: Browser
let stage: Stage
let below: Stage
const closing: (() => Promise<unknown>)[] = []

async function emulator(service: ServiceName, seed: Record<string, unknown>): Promise<string> {
  const started = await createEmulator({ service, port: await freePort(), seed: { [service]: seed } })
  closing.push(() => started.close())
  return started.url
}

before(async () => {
  const [port, port2] = [await freePort(), await freePort()]
  const base = `http://127.0.0.1:${port}`
  const base2 = `http://127.0.0.1:${port2}/portal`
  const app = (id: string) => ({
    client_id: client.clientId,
    client_secret: client.clientSecret,
    name: 'Callboard',
    redirect_uris: [base, base2].map((each) => `${each}/api/auth/${id}/handler/frame`),
  })
  const [github, google, okta, microsoft] = await Promise.all([
    emulator('github', {
      users: [
        { login: 'ida', name: 'Ida Lund', email: 'ida@stage.example' },
        { login: 'stranger', name: 'A Stranger', email: 'stranger@github.com' },
      ],
      oauth_apps: [app('github')],
    }),
    emulator('google', {
      users: [{ email: 'ida@stage.example', name: 'Ida Lund' }],
      oauth_clients: [app('google')],
    }),
    emulator('okta', {
      users: [
        {
          ...{ login: 'ida@stage.example', email: 'ida@stage.example' },
          ...{ first_name: 'The', last_name: 'ida' },
        },
      ],
      authorization_servers: [{ id: 'default', name: 'default', audiences: ['api://default'] }],
      oauth_clients: [{ ...app('okta'), auth_server_id: 'default' }],
    }),
    emulator('microsoft', {
      users: [{ email: 'ida@stage.example', name: 'Ida Lund', tenant_id: 'acme-tenant' }],
      oauth_clients: [{ ...app('microsoft'), tenant_id: 'acme-tenant' }],
    }),
  ])
  const byName = { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] }
  const byEmail = { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] }
  const onGithub = { ...client, enterpriseInstanceUrl: github, apiBaseUrl: github, signIn: byName }
  const providers = {
    github: { development: onGithub },
    google: { development: { ...client, issuer: google, signIn: byEmail } },
    okta: { development: { ...client, audience: okta, authServerId: 'default', signIn: byEmail } },
    microsoft: {
      development: {
        ...client,
        ...{ tenantId: 'acme-tenant', authority: microsoft, graphUrl: microsoft, signIn: byEmail },
      },
    },
    guest: { dangerouslyAllowOutsideDevelopment: true },
  }
  const page = {
    message: 'Use your company account',
    providers: [{ id: 'github-auth-provider', title: 'GitHub', message: 'Sign in using GitHub', auto: true }],
  }
  ;[browser, stage, below] = await Promise.all([
    openBrowser(),
    openStage({ port, config: { auth: { environment: 'development', providers } } }),
    openStage({
      port: port2,
      basePath: '/portal',
      config: { auth: { providers, signInPage: page, enableExperimentalRedirectFlow: true } },
    }),
  ])
})
after(async () => {
  await browser?.close()
  await stage?.close()
  await below?.close()
  for (const close of closing) await close()
})

async function inWindow(page: Page, title: string, who: string): Promise<void> {
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: `Sign In with ${title}` }).click()
  const popup = await opening
  await popup.getByRole('button', { name: who }).first().click()
}

test('GitHub in a window: settings show name and address, a reload stays, signing out ends it', async () => {
  const { page, close } = await visit(browser)
  await page.goto(`${stage.base}/settings`)
  await page.getByRole('heading', { name: 'GitHub' }).waitFor()
  await shoot(page, 'sign-in-providers')
  await inWindow(page, 'GitHub', 'ida')
  await page.getByText('ida@stage.example').first().waitFor()
  await page.getByText('Ida Lund').first().waitFor()
  await settled(page)
  await shoot(page, 'sign-in-settings')
  await page.evaluate('sessionStorage.clear()')
  await page.reload()
  await page.getByText('ida@stage.example').first().waitFor()
  assert.equal(await page.evaluate('document.cookie'), '')
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await page.getByRole('button', { name: 'Sign In with GitHub' }).waitFor()
  const asked = await page.evaluate<number>(
    `fetch('/api/auth/github/refresh?env=development', { headers: { 'x-requested-with': 'XMLHttpRequest' } })
      .then(({ status }) => status)`,
  )
  assert.equal(asked, 401)
  await close()
})

test('somebody the catalog does not know reads which resolver failed and what helps', async () => {
  const { page, close } = await visit(browser)
  await page.goto(`${stage.base}/catalog`)
  await inWindow(page, 'GitHub', 'stranger')
  const alert = page.getByRole('alert')
  await alert.getByText(/User not found.*usernameMatchingUserEntityName/).waitFor()
  await shoot(page, 'sign-in-stranger')
  await close()
})

for (const [title, who] of [
  ['Google', 'ida@stage.example'],
  ['Okta', 'ida@stage.example'],
  ['Microsoft', 'ida@stage.example'],
] as const) {
  test(`${title} in a window`, async () => {
    const { page, close } = await visit(browser)
    await page.goto(`${stage.base}/settings`)
    await inWindow(page, title, who)
    await page.getByText('ida@stage.example').first().waitFor()
    await page.evaluate('sessionStorage.clear()')
    await page.reload()
    await page.getByText('ida@stage.example').first().waitFor()
    await close()
  })
}

test('below a path, by itself: to GitHub and back to the page that was asked for', async () => {
  const { page, close } = await visit(browser)
  await page.goto(`${below.base}/settings`)
  await page.getByRole('button', { name: 'ida' }).first().click()
  await page.waitForURL(`${below.base}/settings**`)
  await page.getByText('ida@stage.example').first().waitFor()
  const cookies = await page.context().cookies(`${below.base}/api/auth/github/refresh`)
  assert.deepEqual(
    cookies
      .filter(({ name }) => name === 'github-refresh-token')
      .map(({ path, httpOnly, sameSite }) => [path, httpOnly, sameSite]),
    [['/portal/api/auth/github', true, 'Lax']],
  )
  assert.deepEqual(await page.context().cookies(`${below.base}/api/catalog/entities`), [])
  await close()
})

test('whoever refuses at the provider is told so, and can try again', async () => {
  const { page, close } = await visit(browser)
  await page.route('**/api/auth/github/start**', async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 })
    const asked = new URL(answer.headers().location ?? '').searchParams
    const back = new URLSearchParams({ error: 'access_denied', state: asked.get('state') ?? '' })
    // A redirect cannot be given from here; a page that goes on can.
    const to = `${asked.get('redirect_uri')}?${back}`.replaceAll('&', '&amp;')
    const body = `<meta http-equiv="refresh" content="0;url=${to}">`
    return route.fulfill({ contentType: 'text/html', body })
  })
  await page.goto(`${below.base}/settings`)
  await page
    .getByRole('alert')
    .getByText(/access_denied/)
    .waitFor()
  await page.getByRole('button', { name: /Sign In with GitHub/ }).waitFor()
  await close()
})
