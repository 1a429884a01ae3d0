/**
 * Every route of the portal, called by everyone: the answers must be those of authorisation-matrix.ts. A route
 * that is not in that table fails here, so that nobody adds one without deciding who may call it.
 * `PRINT_MATRIX=1` prints the table as the portal answers now, to be read line by line before it is kept.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Route } from '@callboard/sdk'
import { builtinFeatures } from '../builtin.ts'
import type { NewTokenAnswer } from '../features/identity/api.ts'
import { type KeyedPortal, newKey, startKeyedPortal } from '../testing/keyed-portal.ts'
import { columns, matrix, requests, type World } from './authorisation-matrix.ts'

const external = 'a-static-token-of-the-config'
/** Each has an entity of its own to delete, owned by team-a. */
const actors = [...columns.filter((name) => name !== 'dead'), 'revoked', 'expired', 'foreign'] as const
type Actor = (typeof actors)[number]

const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name }, spec })
const component = { type: 'service', lifecycle: 'production', owner: 'team-a' }
const catalog = [
  entity('Group', 'team-a', { type: 'team', children: [], members: ['ada'] }),
  entity('Group', 'team-b', { type: 'team', children: [], members: ['bob'] }),
  ...['ada', 'bob', 'carol'].map((name) => entity('User', name, { memberOf: [] })),
  entity('Component', 'shared', component),
  ...actors.map((actor) => entity('Component', `for-${actor}`, component)),
].join('\n---\n')

const config = (auth: object) => ({
  auth,
  events: { modules: { github: { webhookSecret: 'of-the-hook' } } },
  backend: {
    trustProxy: 'loopback',
    auth: { externalAccess: [{ type: 'static', options: { token: external, subject: 'ci' } }] },
  },
  catalog: {
    locations: [{ type: 'file', target: './all.yaml', rules: [{ allow: ['Group', 'User', 'Component'] }] }],
  },
  permission: {
    enabled: true,
    policy: {
      admins: ['user:default/carol'],
      default: ['viewer'],
      assignments: [{ role: 'member', groups: ['group:default/team-a', 'group:default/team-b'] }],
    },
  },
})

const routes = (): [string, Route][] => {
  const host = { redact: (text: string) => text } as Parameters<typeof builtinFeatures>[0]['host']
  const { features } = builtinFeatures({ cwd: '.', host })
  return features.flatMap((feature) =>
    Object.values(feature.routes).map((route): [string, Route] => [`${route.method} ${route.path}`, route]),
  )
}

describe('who may call what', () => {
  let portal: KeyedPortal
  /** The same with `auth.allowGuestAccess`, whose guests only read. */
  let readOnly: KeyedPortal
  let tokens: Record<Actor, string | undefined>
  let worlds: Record<'open' | 'readOnly', World>

  before(async () => {
    const guest = { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } }
    const files = { 'all.yaml': catalog }
    portal = await startKeyedPortal(config(guest), files)
    readOnly = await startKeyedPortal(config({ allowGuestAccess: true }), files)
    const [ada, bob, carol] = await Promise.all(
      ['ada', 'bob', 'carol'].map((name) => portal.tokenOf(`user:default/${name}`)),
    )
    const uids = await readCatalog(portal, carol ?? '')
    const others = await readCatalog(readOnly, await readOnly.tokenOf('user:default/carol'))
    const service = await make(portal, carol ?? '', '/api/auth/service-tokens', {
      name: 'ci',
      roles: ['viewer'],
    })
    const revoked = await make(portal, carol ?? '', '/api/auth/tokens', { name: 'gone' })
    await portal.ask('DELETE', `/api/auth/tokens/${revoked.id}`, { token: carol })
    tokens = {
      none: undefined,
      guest: await signInGuest(portal),
      readonly: await signInGuest(readOnly),
      member: bob,
      owner: ada,
      admin: carol,
      service: service.token,
      external,
      revoked: revoked.token,
      expired: await portal.tokenOf('user:default/carol', { expiresIn: -60 }),
      foreign: await portal.tokenOf('user:default/carol', { privateKey: (await newKey()).privateKey }),
    }
    worlds = {
      open: { uidOf: (actor) => uids.get(`for-${actor}`) ?? 'none' },
      readOnly: { uidOf: (actor) => others.get(`for-${actor}`) ?? 'none' },
    }
  })
  after(async () => {
    await portal.close()
    await readOnly.close()
  })

  let calls = 0
  const call = async (key: string, actor: Actor): Promise<number> => {
    const [method = '', path = ''] = key.split(' ')
    const { path: own, body } =
      requests[key]?.(actor, actor === 'readonly' ? worlds.readOnly : worlds.open) ?? {}
    const on = actor === 'readonly' ? readOnly : portal
    const sent = body ?? (method === 'POST' || method === 'PUT' ? {} : undefined)
    // Each call from an address of its own: bad tokens are counted by address.
    calls += 1
    const headers = { 'x-forwarded-for': `10.0.${calls >> 8}.${calls & 255}` }
    const answer = await on.ask(method, own ?? examplePath(path), {
      token: tokens[actor],
      body: sent,
      headers,
    })
    await answer.body?.cancel()
    return answer.status
  }

  test('every route has a row, and every row a route', () => {
    const known = routes().map(([key]) => key)
    assert.deepEqual(
      known.filter((key) => !(key in matrix)),
      [],
      'routes without a row in portal/test/authorisation-matrix.ts',
    )
    assert.deepEqual(
      Object.keys(matrix).filter((key) => !known.includes(key)),
      [],
      'rows without a route',
    )
    assert.deepEqual(
      Object.keys(requests).filter((key) => !known.includes(key)),
      [],
      'requests without a route',
    )
  })

  test('every route answers everyone as the table says', async () => {
    const wrong: string[] = []
    for (const [key] of routes()) {
      const answers: Partial<Record<Actor, number>> = {}
      for (const actor of actors) {
        const status = await call(key, actor)
        answers[actor] = status
        const expected =
          matrix[key]?.[actor in (matrix[key] ?? {}) ? (actor as keyof (typeof matrix)[string]) : 'dead']
        if (status !== expected) wrong.push(`${key} as ${actor}: ${status}, not ${expected}`)
      }
      if (process.env.PRINT_MATRIX) console.log(lineOf(key, answers))
    }
    assert.deepEqual(wrong, [])
  })

  test('nothing but what is declared public answers a caller without a good token', () => {
    for (const [key, { access }] of routes()) {
      const row = matrix[key]
      const isOpen = row !== undefined && (row.none !== 401 || row.dead !== 401)
      assert.equal(isOpen, access === 'public' && key !== 'GET /api/auth/v1/userinfo', key)
    }
  })
})

function lineOf(key: string, answers: Partial<Record<Actor, number>>): string {
  const dead = new Set([answers.revoked, answers.expired, answers.foreign])
  const cells = columns.map((name) =>
    name === 'dead' ? [...dead].join('/') : String(answers[name as Actor]),
  )
  const [method = '', path = ''] = key.split(' ')
  return `${method.padEnd(6)} ${path.padEnd(70)} ${cells
    .map((cell, i) => cell.padEnd((columns[i]?.length ?? 0) + 1))
    .join('')
    .trimEnd()}`
}

/** The path with something in place of its params. */
function examplePath(path: string): string {
  const values: Record<string, string> = {
    kind: 'component',
    namespace: 'default',
    name: 'shared',
    plugin: 'catalog',
  }
  return path.replace(/:(\w+)(\{[^}]*\})?/g, (_all, name: string) => values[name] ?? 'none')
}

async function readCatalog(portal: KeyedPortal, token: string): Promise<Map<string, string>> {
  const end = Date.now() + 20_000
  for (;;) {
    const answer = await portal.ask('GET', '/api/catalog/entities?filter=kind=component', { token })
    const items = (await answer.json()) as { metadata: { name: string; uid: string } }[]
    if (items.length === actors.length + 1)
      return new Map(items.map(({ metadata }) => [metadata.name, metadata.uid]))
    if (Date.now() > end) throw new Error(`the catalog has ${items.length} components after 20 s`)
    await sleep(50)
  }
}

async function signInGuest(portal: KeyedPortal): Promise<string> {
  const answer = await portal.ask('POST', '/api/auth/guest/refresh')
  return ((await answer.json()) as { backstageIdentity: { token: string } }).backstageIdentity.token
}

async function make(portal: KeyedPortal, token: string, path: string, body: object): Promise<NewTokenAnswer> {
  const answer = await portal.ask('POST', path, { token, body })
  assert.equal(answer.status, 201)
  return (await answer.json()) as NewTokenAnswer
}
