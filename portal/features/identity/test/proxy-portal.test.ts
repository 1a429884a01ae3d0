/** A proxy process in front of the whole portal. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { answerOf, portalWith, whoIs } from './whole-portal.ts'

const onLinux = process.platform === 'linux' ? false : 'needs a second loopback address, which Linux has'

describe('behind a proxy', { skip: onLinux }, () => {
  const running: ChildProcess[] = []
  after(() => {
    for (const child of running) child.disconnect()
  })

  async function proxy(target: string, headers: Record<string, string>): Promise<string> {
    const program = fileURLToPath(new URL('./header-proxy.mjs', import.meta.url))
    const child = fork(program, [target, '127.0.0.2', JSON.stringify(headers)])
    running.push(child)
    const { port } = await new Promise<{ port: number }>((resolve) =>
      child.once('message', (message) => resolve(message as { port: number })),
    )
    return `http://127.0.0.1:${port}`
  }
  const signIn = { resolvers: [{ resolver: 'forwardedUserMatchingUserEntityName' }] }

  test('people come in as who the proxy says, and nobody gets past it', async () => {
    const portal = await portalWith(() => ({ oauth2Proxy: { trustedProxies: ['127.0.0.2'], signIn } }))
    const refresh = '/api/auth/oauth2Proxy/refresh'
    const through = await proxy(portal.url, {
      'x-forwarded-user': 'ada',
      'x-forwarded-email': 'ada@example.com',
    })
    const come = await fetch(through + refresh)
    assert.equal(come.headers.get('cache-control'), 'no-store')
    assert.equal(await whoIs(come), 'user:default/ada')
    const { backstageIdentity } = await answerOf(await fetch(through + refresh, { method: 'POST' }))
    assert.deepEqual(backstageIdentity?.identity.ownershipEntityRefs, [
      'user:default/ada',
      'group:default/platform',
    ])

    // What callers say of themselves is worth nothing, with the proxy and past it.
    const forged = { 'x-forwarded-user': 'eve', 'x-forwarded-for': '127.0.0.2', 'x-real-ip': '127.0.0.2' }
    assert.equal(await whoIs(await fetch(through + refresh, { headers: forged })), 'user:default/ada')
    const past = await fetch(portal.url + refresh, { headers: { ...forged, 'x-forwarded-user': 'ada' } })
    assert.equal(past.status, 401)
    const { error } = await answerOf(past)
    assert.match(error?.message ?? '', /127\.0\.0\.1.*auth\.providers\.oauth2Proxy\.trustedProxies/)
  })

  test('a proxy that lets nobody in names nobody; other steps are not there', async () => {
    const portal = await portalWith(() => ({ tailscale: { trustedProxies: ['127.0.0.2'], signIn } }))
    const empty = await proxy(portal.url, {})
    assert.match(await whoIs(await fetch(`${empty}/api/auth/tailscale/refresh`)), /^401 Missing header/)
    const ada = await proxy(portal.url, { 'tailscale-user-login': 'ada@example.com' })
    assert.equal(await whoIs(await fetch(`${ada}/api/auth/tailscale/refresh`)), 'user:default/ada')
    for (const step of ['start', 'handler/frame']) {
      assert.equal((await fetch(`${ada}/api/auth/tailscale/${step}`)).status, 501)
    }
  })
})
