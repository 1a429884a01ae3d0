/** A portal that signs in with a real provider, and what attacks on it look at. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type KeyedPortal, startKeyedPortal } from './keyed-portal.ts'
import { startOidcIssuer, type Wanderer } from './oidc-issuer.ts'
import { freePort } from './product.ts'

export interface SignInStage {
  portal: KeyedPortal
  origin: string
  /** The address of the provider, and the secret it knows the portal by. */
  issuer: string
  secret: string
  start(query?: string): string
  /** Leaves only these users in the catalog, and waits until it knows. */
  keepUsers(names: string[]): Promise<void>
  close(): Promise<void>
}

/** What the page that comes back says to the page that opened it. */
export interface Said {
  error?: { name: string; message: string }
  response?: { backstageIdentity: { token: string; identity: { userEntityRef: string } } }
  target: string | undefined
  text: string
}

const everybody = ['ada', 'mallory', 'carol']
const secret = 'the-secret-of-the-client'

const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name }, spec })
const users = (names: string[]) => names.map((name) => entity('User', name, { memberOf: [] })).join('\n---\n')

/** Ada, mallory and carol are in the catalog; carol is an admin. */
export async function openSignInStage(): Promise<SignInStage> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const issuer = await startOidcIssuer({
    id: 'callboard',
    secret,
    redirectUri: `${origin}/api/auth/oidc/handler/frame`,
  })
  const signIn = { resolvers: [{ resolver: 'preferredUsernameMatchingUserEntityName' }] }
  const oidc = { metadataUrl: issuer.url, clientId: 'callboard', clientSecret: secret, signIn }
  const portal = await startKeyedPortal(
    {
      app: { baseUrl: origin },
      backend: { baseUrl: origin, listen: { host: '127.0.0.1', port } },
      auth: { environment: 'development', providers: { oidc: { development: oidc } } },
      catalog: {
        processingInterval: { seconds: 1 },
        locations: [{ type: 'file', target: './users.yaml', rules: [{ allow: ['User'] }] }],
      },
      permission: { enabled: true, policy: { admins: ['user:default/carol'] } },
    },
    { 'users.yaml': users(everybody) },
  )
  const isThere = async (name: string): Promise<boolean> => {
    const token = await portal.tokenOf('user:default/carol')
    const path = `/api/catalog/entities/by-name/user/default/${name}`
    return (await portal.ask('GET', path, { token })).status === 200
  }
  const until = async (names: string[]): Promise<void> => {
    const end = Date.now() + 20_000
    const isSo = async () =>
      (await Promise.all(everybody.map(isThere))).every((is, i) => is === names.includes(everybody[i] ?? ''))
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error('not in 20 s')
      await sleep(50)
    }
  }
  await until(everybody)
  return {
    ...{ portal, origin, secret, issuer: issuer.url },
    start: (query = '') => `${origin}/api/auth/oidc/start?env=development${query}`,
    async keepUsers(names) {
      writeFileSync(join(portal.folder, 'users.yaml'), users(names))
      await until(names)
    },
    async close() {
      await portal.close()
      issuer.close()
    },
  }
}

export async function saidBy(answer: Response): Promise<Said> {
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  const json = /var said=(\{.*?\});\n/s.exec(text)?.[1] ?? '{}'
  const target = /postMessage\(said,"([^"]*)"\)/.exec(text)?.[1]
  return { ...(JSON.parse(json) as object), target, text }
}

export function isIn(browser: Wanderer): boolean {
  return browser.cookies.some(({ name }) => name === 'oidc-refresh-token')
}
