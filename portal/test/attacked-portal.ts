/** A portal to be attacked: ada owns things, bob makes service tokens, carol is admin. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NewTokenAnswer } from '../features/identity/api.ts'
import { type KeyedPortal, startKeyedPortal } from '../testing/keyed-portal.ts'

const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name }, spec })
const component = { type: 'service', lifecycle: 'production', owner: 'team-a' }
/** The catalog; `members` are those of team-a, which owns the components. */
export const people = (members: string[]) =>
  [
    entity('Group', 'team-a', { type: 'team', children: [], members }),
    entity('Group', 'tokens', { type: 'team', children: [], members: ['bob'] }),
    ...['ada', 'bob', 'carol'].map((name) => entity('User', name, { memberOf: [] })),
    ...['one', 'two', 'three'].map((name) => entity('Component', name, component)),
  ].join('\n---\n')

/** Of `backend.auth.externalAccess`. */
export const staticToken = 'static-1234'
export const attackedConfig = {
  auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
  backend: {
    trustProxy: 'loopback',
    auth: { externalAccess: [{ type: 'static', options: { token: staticToken, subject: 'ci' } }] },
  },
  catalog: {
    processingInterval: { seconds: 1 },
    locations: [{ type: 'file', target: './all.yaml', rules: [{ allow: ['Group', 'User', 'Component'] }] }],
  },
  permission: {
    enabled: true,
    policy: {
      admins: ['user:default/carol'],
      roles: { 'token-maker': { rules: [{ allow: ['auth.service-token.*'] }] } },
      assignments: [
        { role: 'token-maker', groups: ['group:default/tokens'] },
        { role: 'admin', services: ['deployer'] },
      ],
    },
  },
}

/** Who a token belongs to, and a list that everyone may read. */
export const who = '/api/auth/v1/userinfo'
export const list = '/api/catalog/entities?limit=1'

export interface AttackedPortal {
  portal: KeyedPortal
  ada: string
  bob: string
  carol: string
  /** An address that nobody has called from. */
  elsewhere(): Record<string, string>
  status(token: string, path?: string): Promise<number>
  /** Asserts that a token is answered 401. */
  refused(token: string, what: string): Promise<void>
  make(token: string, path: string, body: object): Promise<NewTokenAnswer & { status: number }>
  uidOf(component: string): Promise<string>
  until(isSo: () => Promise<boolean>, what: string): Promise<void>
}

export async function startAttackedPortal(): Promise<AttackedPortal> {
  const portal = await startKeyedPortal(attackedConfig, { 'all.yaml': people(['ada']) })
  const tokenOf = (name: string) => portal.tokenOf(`user:default/${name}`)
  const [ada, bob, carol] = [await tokenOf('ada'), await tokenOf('bob'), await tokenOf('carol')]
  let calls = 0
  /** An address that nobody has called from. */
  const elsewhere = () => {
    calls += 1
    return { 'x-forwarded-for': `192.0.2.${calls}` }
  }
  const status = async (token: string, path = list): Promise<number> => {
    const answer = await portal.ask('GET', path, { token, headers: elsewhere() })
    await answer.body?.cancel()
    return answer.status
  }
  const refused = async (token: string, what: string) => {
    for (const path of [list, who]) assert.equal(await status(token, path), 401, `${what} on ${path}`)
  }
  const make = async (
    token: string,
    path: string,
    body: object,
  ): Promise<NewTokenAnswer & { status: number }> => {
    const answer = await portal.ask('POST', path, { token, body, headers: elsewhere() })
    return { ...((await answer.json()) as NewTokenAnswer), status: answer.status }
  }
  const uidOf = async (name: string): Promise<string> => {
    const answer = await portal.ask('GET', `/api/catalog/entities/by-name/component/default/${name}`, {
      token: carol,
    })
    return ((await answer.json()) as { metadata: { uid: string } }).metadata.uid
  }
  const until = async (isSo: () => Promise<boolean>, what: string) => {
    const end = Date.now() + 20_000
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`not in 20 s: ${what}`)
      await sleep(50)
    }
  }

  await until(
    async () => (await status(carol, '/api/catalog/entities/by-name/component/default/three')) === 200,
    'the catalog is read',
  )
  return { portal, ada, bob, carol, elsewhere, status, refused, make, uidOf, until }
}
