/**
 * SAML in a real browser: the identity provider is another site, so its answer comes without our cookie, and
 * still only the browser that began is signed in.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { keyPair, testIdp } from '../portal/features/identity/test/saml-idp.ts'
import { freePort } from '../portal/testing/product.ts'
import { startTestPortal, type TestPortal } from '../portal/testing/start-test-portal.ts'
import { openBrowser, visit } from './browser.ts'

const pair = keyPair()
const user = `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ada }
spec: { memberOf: [], profile: { email: ada@example.com } }
`
let browser: Browser
let portal: TestPortal
let closeIdp: () => Promise<unknown>

before(async () => {
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const acs = `${baseUrl}/api/auth/saml/handler/frame`
  const idp = testIdp(acs, pair)
  // `localhost` is another site than `127.0.0.1`.
  const server = createServer(async (request, response) => {
    const answer = await idp.answer(new URL(request.url ?? '', 'http://localhost').href)
    const inputs = Object.entries(answer).map(([name, value]) => `<input name="${name}" value="${value}">`)
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(
      `<form method="post" action="${acs}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  closeIdp = () => new Promise((resolve) => server.close(resolve))
  portal = await startTestPortal(
    {
      app: { baseUrl },
      backend: { baseUrl, listen: { port, host: '127.0.0.1' } },
      catalog: { locations: [{ type: 'file', target: './user.yaml' }], rules: [{ allow: ['User'] }] },
      auth: {
        providers: {
          saml: {
            entryPoint: `http://localhost:${(server.address() as AddressInfo).port}/sso`,
            issuer: 'callboard',
            cert: pair.cert,
            signIn: { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] },
          },
        },
      },
    },
    { 'user.yaml': user },
  )
  const ada = '/api/catalog/entities/by-name/user/default/ada'
  await portal.until(async () => ((await portal.call(ada)).ok ? null : 'the user'))
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await portal?.close()
  await closeIdp?.()
})

test('a window goes to the identity provider, comes back, and tells who signed in', async () => {
  const visitor = await visit(browser)
  await visitor.page.route('**/opener', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>Portal' }),
  )
  await visitor.page.goto(`${portal.url}/opener`)
  const said = await visitor.page.evaluate<{ data: string; origin: string }>(`new Promise((resolve) => {
    addEventListener('message', ({ data, origin }) => resolve({ data: JSON.stringify(data), origin }))
    open('/api/auth/saml/start?env=development&flow=popup&origin=' + encodeURIComponent(location.origin))
  })`)
  assert.equal(said.origin, portal.url)
  const { type, response } = JSON.parse(said.data) as {
    type: string
    response: { backstageIdentity: { identity: { userEntityRef: string } } }
  }
  assert.equal(type, 'authorization_response')
  assert.ok(response, said.data)
  assert.equal(response.backstageIdentity.identity.userEntityRef, 'user:default/ada')
  // The session of this browser is known from now on, to scripts of the portal and to nobody else.
  const again = await visitor.page.evaluate<number[]>(`Promise.all([
    fetch('/api/auth/saml/refresh', { headers: { 'x-requested-with': 'XMLHttpRequest' } }),
    fetch('/api/auth/saml/refresh'),
  ]).then((answers) => answers.map(({ status }) => status))`)
  assert.deepEqual(again, [200, 401])
  assert.equal(await visitor.page.evaluate('document.cookie'), '')
  await visitor.close()
})
