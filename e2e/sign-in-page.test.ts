/**
 * The sign-in page and the session in the browser. The provider's own pages are played by the browser's routes
 * here; real providers are in the identity tests.
 */
import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext } from 'playwright-core'
import { until } from '../portal/testing/product.ts'
import { axe, enter, openBrowser, overflowOf, shoot, visit, widthsIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

let browser: Browser
let stage: Stage
const keys = {
  clientId: 'client',
  clientSecret: 'secret',
  signIn: { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] },
}
before(async () => {
  const auth = {
    signInPage: { title: 'Come aboard', message: 'Use your company account.' },
    providers: {
      github: { development: keys },
      google: { production: keys },
      ldap: { url: 'ldap://127.0.0.1:1', userDn: 'uid={username},dc=stage' },
      guest: {
        dangerouslyAllowOutsideDevelopment: true,
        ownershipEntityRefs: ['user:development/guest', 'group:default/lights'],
      },
    },
  }
  ;[browser, stage] = await Promise.all([openBrowser(), openStage({ config: { auth } })])
})
after(async () => {
  await browser?.close()
  await stage?.close()
})

/** What GitHub's callback would send, with the guest's own token in it. */
async function answer(): Promise<string> {
  const guest = await fetch(`${stage.base}/api/auth/guest/refresh`, { method: 'POST' })
  const { backstageIdentity } = (await guest.json()) as { backstageIdentity: unknown }
  const profile = { displayName: 'Ada of the Harbour', email: 'ada@example.com' }
  return JSON.stringify({ profile, providerInfo: {}, backstageIdentity })
}

/** Plays GitHub: its page sends this message to the page that opened it. */
async function playWindow(context: BrowserContext, message: string): Promise<void> {
  await context.route('**/api/auth/github/start?*', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<script>opener.postMessage(${message}, location.origin); close()</script>`,
    }),
  )
}

test('the page lists the ways in of this environment, with its own title and message', async () => {
  const { page, close, complaints } = await visit(browser)
  await page.goto(stage.base)
  await page.getByRole('heading', { name: 'Come aboard', level: 1 }).waitFor()
  await page.getByText('Use your company account.').waitFor()
  const names = await page.getByRole('heading', { level: 2 }).allInnerTexts()
  assert.deepEqual(names, ['GitHub', 'LDAP', 'Guest'])
  assert.match(await page.title(), /^Come aboard \| /)
  assert.deepEqual(complaints, [])
  await close()
})

test('a sign-in in a window comes back to the deep link, shows name and e-mail, and is asked for again silently', async () => {
  const { page, close } = await visit(browser)
  await playWindow(page.context(), `{ type: 'authorization_response', response: ${await answer()} }`)
  await page.goto(`${stage.base}/settings`)
  await page.getByRole('button', { name: 'Sign In with GitHub' }).click()
  await page.getByText('Ada of the Harbour').first().waitFor()
  await page.getByText('ada@example.com').waitFor()
  assert.ok(page.url().endsWith('/settings'))

  const asked: string[] = []
  await page.context().route('**/api/auth/github/refresh?*', async (route) => {
    asked.push(`${route.request().url()} ${route.request().headers()['x-requested-with']}`)
    await route.fulfill({ contentType: 'application/json', body: await answer() })
  })
  const second = await page.context().newPage()
  await second.goto(`${stage.base}/settings`)
  await second.getByText('Ada of the Harbour').first().waitFor()
  assert.match(asked[0] ?? '', /optional.*env=development XMLHttpRequest$/)
  await close()
})

test('messages of other windows are not believed, and a failure says why in the words of the server', async () => {
  const { page, close } = await visit(browser)
  const why =
    "Login failed; caused by NotFoundError: No user 'ada' in the catalog. Add one, or name another resolver."
  await playWindow(
    page.context(),
    `{ type: 'authorization_response', error: { name: 'NotFoundError', message: ${JSON.stringify(why)} } }`,
  )
  await page.goto(stage.base)
  await page.getByRole('button', { name: 'Sign In with GitHub' }).waitFor()
  await page.evaluate(`postMessage({ type: 'authorization_response', response: ${await answer()} }, '*')`)
  await page.getByRole('button', { name: 'Sign In with GitHub' }).click()
  const alert = page.getByRole('alert')
  await alert.getByText('Login failed', { exact: true }).waitFor()
  assert.match((await alert.textContent()) ?? '', /No user 'ada' in the catalog/)
  await close()
})

test('a browser that opens no windows goes to the provider and comes back to the same address', async () => {
  const { page, close } = await visit(browser)
  await page.addInitScript('window.open = () => null')
  let asked = new URL(stage.base)
  await page.context().route('**/api/auth/github/start?*', (route) => {
    asked = new URL(route.request().url())
    const to = asked.searchParams.get('redirectUrl') ?? ''
    return route.fulfill({ status: 302, headers: { location: to } })
  })
  await page
    .context()
    .route('**/api/auth/github/refresh?*', async (route) =>
      route.fulfill({ contentType: 'application/json', body: await answer() }),
    )
  await page.goto(`${stage.base}/catalog/default/component/mixer`)
  await page.getByRole('button', { name: 'Sign In with GitHub' }).click()
  await page.getByText(/does not let a sign-in window open/).waitFor()
  await page.getByRole('heading', { name: 'mixer', level: 1 }).waitFor()
  assert.equal(asked.searchParams.get('flow'), 'redirect')
  assert.equal(asked.searchParams.get('env'), 'development')
  await close()
})

test('an error that the provider sends back in the address is shown once and leaves the address', async () => {
  const { page, close } = await visit(browser)
  await page.addInitScript('window.open = () => null')
  await page.context().route('**/api/auth/github/start?*', (route) => {
    const to = new URL(new URL(route.request().url()).searchParams.get('redirectUrl') ?? '')
    to.searchParams.set('error', 'The organisation does not know you.')
    return route.fulfill({ status: 302, headers: { location: to.href } })
  })
  await page.goto(`${stage.base}/catalog?filters[user]=all`)
  await page.getByRole('button', { name: 'Sign In with GitHub' }).click()
  await page.getByRole('alert').getByText('The organisation does not know you.').waitFor()
  assert.ok(!page.url().includes('error='), page.url())
  assert.ok(page.url().includes('filters'), page.url())
  await close()
})

test('a directory that is away is told to the person who typed their password', async () => {
  const { page, close } = await visit(browser)
  await page.goto(stage.base)
  const form = page.getByRole('form', { name: 'Sign In with LDAP' })
  await form.getByLabel('User name').fill('ada')
  await form.getByLabel('Password').fill('wrong')
  await form.getByRole('button', { name: 'Sign In' }).click()
  await page.getByRole('alert').getByText('Login failed', { exact: true }).waitFor()
  assert.equal(await form.getByLabel('User name').inputValue(), 'ada')
  await close()
})

test('a session that ends under a page leaves the page as it is until its user is back', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog?filters[user]=all`)
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  let isOver = true
  const over = {
    error: { name: 'AuthenticationError', message: 'Illegal token' },
    response: { statusCode: 401 },
  }
  const refuse = { status: 401, contentType: 'application/json', body: JSON.stringify(over) }
  await page
    .context()
    .route('**/api/catalog/**', (route) => (isOver ? route.fulfill(refuse) : route.continue()))
  await page
    .context()
    .route('**/api/auth/guest/refresh*', (route) => (isOver ? route.fulfill(refuse) : route.continue()))
  await page.getByRole('button', { name: /^Mine/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.waitFor()
  isOver = false
  await dialog.getByRole('button', { name: 'Sign in as Guest' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('row', { name: /Lamp desk/ }).waitFor()
  await page.waitForURL(/owned/)
  await close()
})

test('who signs out is out in every tab, and stays out when the page is loaded again', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/catalog`)
  const second = await page.context().newPage()
  await second.goto(`${stage.base}/settings`)
  await second.getByRole('button', { name: 'Sign out' }).waitFor()
  await page.getByRole('button', { name: /account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByText('You are signed out.').waitFor()
  await second.getByRole('button', { name: 'Sign in as Guest' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Sign in as Guest' }).waitFor()
  await close()
})

test('a provider with auto is asked at once, but not by somebody who has just signed out', async () => {
  const auth = {
    autologout: { enabled: true, idleTimeoutMinutes: 0.5, promptBeforeIdleSeconds: 29 },
    signInPage: { auto: true, providers: ['guest'] },
    providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
  }
  const own = await openStage({ config: { auth } })
  try {
    const { page, close } = await visit(browser)
    await page.goto(`${own.base}/settings`)
    await page.getByRole('heading', { name: 'Profile' }).waitFor()
    const prompt = page.getByRole('dialog', { name: 'Logging out due to inactivity' })
    await prompt.waitFor()
    await prompt.getByRole('button', { name: "Yes! Don't log me out" }).click()
    await prompt.waitFor({ state: 'detached' })
    await prompt.waitFor()
    await prompt.getByRole('button', { name: 'Sign out now' }).click()
    await page.getByText(/nobody was here for a while/).waitFor()
    await page.getByRole('button', { name: 'Sign in as Guest' }).waitFor()
    await close()
  } finally {
    await own.close()
  }
})

test('a provider that takes its time is waited for under the name of the portal', async () => {
  const { page, close } = await visit(browser)
  await enter(page, `${stage.base}/settings`)
  let answerNow = () => {}
  const held = new Promise<void>((resolve) => {
    answerNow = resolve
  })
  await page.context().route('**/api/auth/guest/refresh*', async (route) => {
    await held
    await route.continue()
  })
  const second = await page.context().newPage()
  await second.goto(`${stage.base}/settings`)
  const status = second.getByRole('status')
  await status.getByText('Signing in…').waitFor()
  await status.getByText('Stage Portal').waitFor()
  await shoot(second, 'sign-in-slow')
  assert.deepEqual(await axe(second), [])
  answerNow()
  await second.getByRole('heading', { name: 'Profile' }).waitFor()
  await close()
})

test('behind a proxy that knows the person nobody is asked, and past the proxy nobody is let in', async () => {
  const auth = {
    signInPage: { auto: true },
    providers: {
      oauth2Proxy: {
        trustedProxies: ['127.0.0.1'],
        signIn: { resolvers: [{ resolver: 'forwardedUserMatchingUserEntityName' }] },
      },
    },
  }
  const own = await openStage({ config: { auth } })
  const proxy = await openNamingProxy(own.base, 'ida')
  try {
    const known = () =>
      fetch(`${proxy.base}/api/auth/oauth2Proxy/refresh`, { method: 'POST', headers: asPage })
    await until(async () => (await known()).ok, 20_000, 100)
    const { page, close } = await visit(browser)
    await page.goto(`${proxy.base}/settings`)
    await page.getByRole('heading', { name: 'Profile' }).waitFor()
    await page.getByText('user:default/ida').first().waitFor()
    const second = await page.context().newPage()
    await second.goto(`${proxy.base}/catalog?filters[user]=all`)
    await second.getByRole('row', { name: /Lamp desk/ }).waitFor()
    await close()

    const past = await visit(browser)
    await past.page.goto(`${own.base}/settings`)
    await past.page
      .getByRole('alert')
      .getByText(/x-forwarded-user/)
      .waitFor()
    await past.close()
  } finally {
    proxy.close()
    await own.close()
  }
})

const asPage = { 'x-requested-with': 'XMLHttpRequest' }

/** A proxy that has asked the person who they are, and says so in a header. */
async function openNamingProxy(target: string, user: string): Promise<{ base: string; close(): void }> {
  const { hostname, port } = new URL(target)
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming
    const asked = request(
      { hostname, port, path, method, headers: { ...headers, 'x-forwarded-user': user } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    asked.on('error', () => outgoing.destroy())
    outgoing.on('close', () => asked.destroy())
    incoming.pipe(asked)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widthsIn(colorScheme)) {
    test(`the sign-in page and its failures are accessible, ${width} px, ${colorScheme}`, async () => {
      const { page, close } = await visit(browser, {
        colorScheme,
        viewport: { width, height: width === 360 ? 740 : 900 },
        reducedMotion: 'reduce',
      })
      await page.goto(stage.base)
      const form = page.getByRole('form', { name: 'Sign In with LDAP' })
      await form.getByLabel('User name').fill('ada')
      await form.getByLabel('Password').fill('wrong')
      await shoot(page, `sign-in-ways-${width}-${colorScheme}`)
      assert.deepEqual(await axe(page), [])
      await form.getByRole('button', { name: 'Sign In' }).click()
      await page.getByRole('alert').waitFor()
      await shoot(page, `sign-in-failed-${width}-${colorScheme}`)
      assert.deepEqual(await axe(page), [])
      assert.ok((await overflowOf(page)) <= 0)
      await close()
    })
  }
}
