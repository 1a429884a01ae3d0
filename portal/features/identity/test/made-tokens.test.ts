/** Personal and service tokens: what they are, what they may do, and when they end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditEntry, FeatureContext } from '@callboard/sdk'
import type { OpenDatabase } from '../../../host/db/open.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import type { MadeTokenAnswer, NewTokenAnswer } from '../api.ts'
import { identityFeature } from '../server/index.ts'
import { idOfToken, makeTokenText } from '../server/made-tokens/token-text.ts'
import { errorOf, guestConfig, movable, type Portal, portal } from './harness.ts'

const day = 86_400_000
const { migrations = [] } = identityFeature({ ownershipOf: async () => undefined })

async function post<T>(
  on: Portal,
  path: string,
  token: string,
  body: unknown,
): Promise<T & { status: number }> {
  const answer = await on.ask(path, token, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  return { ...((await answer.json()) as T), status: answer.status }
}

const listed = async (on: Portal, token: string, path = '/api/auth/tokens'): Promise<MadeTokenAnswer[]> =>
  ((await (await on.ask(path, token)).json()) as { items: MadeTokenAnswer[] }).items

test('a token is recognised by its form and its checksum, without a database', () => {
  for (const kind of ['personal', 'service'] as const) {
    const { id, text } = makeTokenText(kind)
    assert.match(text, /^cb_(pat|svc)_[0-9A-Za-z]{54}$/)
    assert.equal(idOfToken(text), id)
    for (let i = 7; i < text.length; i += 1) {
      const other = text[i] === 'A' ? 'B' : 'A'
      assert.equal(idOfToken(text.slice(0, i) + other + text.slice(i + 1)), undefined, `letter ${i}`)
    }
    assert.equal(idOfToken(`${text}A`), undefined)
    assert.equal(idOfToken(` ${text}`), undefined)
  }
})

forEachDatabase((_name, open) => {
  test('a personal token acts as its maker, and its text is shown once and kept nowhere', async () => {
    const db = await open(migrations)
    const on = await portal(db)
    const guest = await on.guest()
    const made = await post<NewTokenAnswer>(on, '/api/auth/tokens', guest, { name: 'my script' })
    assert.equal(made.status, 201)
    assert.equal(made.subject, 'user:development/guest')
    assert.equal(made.state, 'active')
    assert.equal(Math.round((Date.parse(made.expiresAt ?? '') - Date.parse(made.createdAt)) / day), 90)
    const probe = (await (await on.ask('/api/catalog/probe', made.token)).json()) as Record<string, unknown>
    assert.equal(probe.userEntityRef, 'user:development/guest')
    const info = (await (await on.ask('/api/auth/v1/userinfo', made.token)).json()) as {
      claims: { sub: string }
    }
    assert.equal(info.claims.sub, 'user:development/guest')
    const items = await listed(on, guest)
    assert.deepEqual(
      items.map(({ name }) => name),
      ['my script'],
    )
    assert.ok(items[0]?.lastUsedAt)
    const kept = JSON.stringify(await db.all('select * from identity_made_tokens', []))
    assert.ok(!kept.includes(made.token) && !kept.includes(made.token.slice(-40)))
    assert.ok(!JSON.stringify(items).includes(made.token))
  })

  test('a revoked token ends at once, and in another process within two seconds', async () => {
    const db = await open(migrations)
    const clock = movable()
    const [here, elsewhere] = [
      await portal(db, guestConfig, { clock }),
      await portal(db, guestConfig, { clock }),
    ]
    const guest = await here.guest()
    const made = await post<NewTokenAnswer>(here, '/api/auth/tokens', guest, { name: 'ci' })
    for (const on of [here, elsewhere])
      assert.equal((await on.ask('/api/catalog/probe', made.token)).status, 200)
    assert.equal((await here.ask(`/api/auth/tokens/${made.id}`, guest, { method: 'DELETE' })).status, 204)
    const refused = await here.ask('/api/catalog/probe', made.token)
    assert.equal(refused.status, 401)
    const { message, details } = (await errorOf(refused)) as { message: string; details?: { how: string } }
    assert.match(message, /^Illegal token: it was revoked on \d{4}-\d\d-\d\d$/)
    assert.match(details?.how ?? '', /Settings, Tokens/)
    clock.forward(1_500)
    assert.equal((await elsewhere.ask('/api/catalog/probe', made.token)).status, 401)
    const [item] = await listed(here, guest)
    assert.equal(item?.state, 'revoked')
    assert.equal(item?.revokedBy, 'user:development/guest')
  })

  test('a token ends on its day; it lives for ever only when that is said', async () => {
    const db = await open(migrations)
    const clock = movable()
    const on = await portal(db, guestConfig, { clock })
    const guest = await on.guest()
    const short = await post<NewTokenAnswer>(on, '/api/auth/tokens', guest, {
      name: 'short',
      expiresInDays: 1,
    })
    const ever = await post<NewTokenAnswer>(on, '/api/auth/tokens', guest, {
      name: 'ever',
      expiresInDays: null,
    })
    assert.equal(ever.expiresAt, null)
    clock.forward(day - 1000)
    assert.equal((await on.ask('/api/catalog/probe', short.token)).status, 200)
    clock.forward(2000)
    const refused = await on.ask('/api/catalog/probe', short.token)
    assert.equal(refused.status, 401)
    assert.match((await errorOf(refused)).message, /^Illegal token: it expired on /)
    clock.forward(3000 * day)
    assert.equal((await on.ask('/api/catalog/probe', ever.token)).status, 200)
    for (const expiresInDays of [0, -1, 1.5, 4000, '90']) {
      assert.equal(
        (await post(on, '/api/auth/tokens', await on.guest(), { name: 'x', expiresInDays })).status,
        400,
      )
    }
  })

  test('a scope narrows what the owner may do, and the refusal says what is missing and where to get it', async () => {
    const db = await open(migrations)
    const on = await portal(db)
    const guest = await on.guest()
    const make = (limits: object) =>
      post<NewTokenAnswer>(on, '/api/auth/tokens', guest, { name: 'narrow', ...limits })
    const reads = await make({ actions: ['read'] })
    assert.equal((await on.ask('/api/catalog/probe', reads.token)).status, 200)
    const create = await post<{ error: { message: string; details: object } }>(
      on,
      '/api/auth/tokens',
      reads.token,
      { name: 'x' },
    )
    assert.equal(create.status, 403)
    assert.equal(create.error.message, 'This token may not create: it was made for read')
    assert.deepEqual(create.error.details, {
      permission: 'auth.token.create',
      action: 'create',
      how: 'Make a token for more in the portal under Settings, Tokens',
    })
    const other = await make({ permissions: ['scaffolder.task.read'] })
    const refused = await on.ask('/api/catalog/probe', other.token)
    assert.equal(refused.status, 403)
    assert.equal(
      (await errorOf(refused)).message,
      "This token's scope does not include the permission 'catalog.entity.read'",
    )
    const pattern = await make({ permissions: ['catalog.*'] })
    assert.equal((await on.ask('/api/catalog/probe', pattern.token)).status, 200)
    assert.equal(
      (await on.ask('/api/techdocs/static/x', pattern.token)).status,
      403,
      'a call that needs no permission',
    )
    for (const permissions of [[], ['a b'], ['*.x'], ["x'--"], ['']]) {
      assert.equal((await make({ permissions })).status, 400, JSON.stringify(permissions))
    }
  })

  test('a token makes no tokens and no cookie, even one that may do everything', async () => {
    const db = await open(migrations)
    const on = await portal(db)
    const made = await post<NewTokenAnswer>(on, '/api/auth/tokens', await on.guest(), { name: 'all' })
    for (const [path, body] of [
      ['/api/auth/tokens', { name: 'child' }],
      ['/api/auth/service-tokens', { name: 'child', roles: ['admin'] }],
    ] as const) {
      const child = await post<{ error: { message: string } }>(on, path, made.token, body)
      assert.equal(child.status, 403)
      assert.equal(child.error.message, 'A token made in the portal cannot make further tokens')
    }
    assert.equal((await on.ask('/api/techdocs/.backstage/auth/v1/cookie', made.token)).status, 403)
  })

  test('nobody sees or revokes the tokens of somebody else by their own routes', async () => {
    const db = await open(migrations)
    const on = await portal(db, undefined, { ownershipOf: async () => [] })
    const tokenOf = async (ref: string) =>
      (await on.identity.tokens().issueUser({ userEntityRef: ref, ownershipEntityRefs: [ref] })).token
    const [ada, bob] = [await tokenOf('user:default/ada'), await tokenOf('user:default/bob')]
    const made = await post<NewTokenAnswer>(on, '/api/auth/tokens', ada, { name: "ada's" })
    assert.deepEqual(await listed(on, bob), [])
    assert.equal((await on.ask(`/api/auth/tokens/${made.id}`, bob, { method: 'DELETE' })).status, 404)
    assert.equal((await on.ask(`/api/auth/service-tokens/${made.id}`, bob, { method: 'DELETE' })).status, 404)
    assert.equal((await on.ask('/api/catalog/probe', made.token)).status, 200)
    const all = await listed(on, bob, '/api/auth/user-tokens?user=user:default/ADA')
    assert.deepEqual(
      all.map(({ name, subject }) => [name, subject]),
      [["ada's", 'user:default/ada']],
    )
    assert.equal((await on.ask(`/api/auth/user-tokens/${made.id}`, bob, { method: 'DELETE' })).status, 204)
    assert.equal((await on.ask('/api/catalog/probe', made.token)).status, 401)
    assert.equal((await listed(on, ada))[0]?.revokedBy, 'user:default/bob')
  })

  test('a personal token ends when its owner leaves the catalog, unless strangers may sign in', async () => {
    const db = await open(migrations)
    const clock = movable()
    const people = new Set(['user:default/ada'])
    const ownershipOf = async (ref: string) => (people.has(ref) ? [] : undefined)
    const on = await portal(db, undefined, { ownershipOf, clock })
    const { token: ada } = await on.identity
      .tokens()
      .issueUser({ userEntityRef: 'user:default/ada', ownershipEntityRefs: [] })
    const made = await post<NewTokenAnswer>(on, '/api/auth/tokens', ada, { name: 'ci' })
    const ask = (where: Portal) => where.ask('/api/catalog/probe', made.token)
    assert.equal((await ask(on)).status, 200)
    people.clear()
    clock.forward(1500)
    const refused = await ask(on)
    assert.equal(refused.status, 401)
    assert.equal(
      (await errorOf(refused)).message,
      'Illegal token: its owner user:default/ada may not sign in any more',
    )
    const resolvers = [
      { resolver: 'emailLocalPartMatchingUserEntityName', dangerouslyAllowSignInWithoutUserInCatalog: true },
    ]
    const providers = { 'auth.providers': { github: { development: { signIn: { resolvers } } } } }
    const lenient = await portal(db, providers, { ownershipOf, clock })
    assert.equal((await ask(lenient)).status, 200)
    people.add('user:default/ada')
    clock.forward(1500)
    assert.equal((await ask(on)).status, 200)
  })

  test('a service token is a service with roles; routes for users refuse it', async () => {
    const db = await open(migrations)
    const on = await portal(db)
    const guest = await on.guest()
    const made = await post<NewTokenAnswer>(on, '/api/auth/service-tokens', guest, {
      name: 'ci-deploy',
      roles: ['viewer', 'viewer'],
    })
    assert.equal(made.status, 201)
    assert.match(made.token, /^cb_svc_/)
    assert.deepEqual([made.subject, made.roles], ['service:ci-deploy', ['viewer']])
    const probe = (await (await on.ask('/api/catalog/probe', made.token)).json()) as Record<string, unknown>
    assert.deepEqual(probe, {
      type: 'service',
      subject: 'service:ci-deploy',
      roles: ['viewer'],
      scope: { tokenId: made.id, tokenName: 'ci-deploy' },
    })
    assert.equal((await on.ask('/api/techdocs/.backstage/auth/v1/cookie', made.token)).status, 403)
    assert.equal((await on.ask('/api/auth/tokens', made.token)).status, 403)
    for (const name of ['', 'Ci', 'a b', '../x', '-x', 'user:default/ada']) {
      assert.equal((await post(on, '/api/auth/service-tokens', guest, { name, roles: [] })).status, 400, name)
    }
    assert.equal((await on.ask(`/api/auth/tokens/${made.id}`, guest, { method: 'DELETE' })).status, 404)
    assert.equal(
      (await on.ask(`/api/auth/service-tokens/${made.id}`, guest, { method: 'DELETE' })).status,
      204,
    )
    assert.equal((await on.ask('/api/catalog/probe', made.token)).status, 401)
  })

  test('nobody keeps more than fifty tokens that work', async () => {
    const db = await open(migrations)
    const on = await portal(db)
    const guest = await on.guest()
    const make = () => post<NewTokenAnswer>(on, '/api/auth/tokens', guest, { name: 'one more' })
    const first = await make()
    for (let i = 1; i < 50; i += 1) assert.equal((await make()).status, 201)
    assert.equal((await make()).status, 409)
    await on.ask(`/api/auth/tokens/${first.id}`, guest, { method: 'DELETE' })
    assert.equal((await make()).status, 201)
  })
})

test('use is noted at most once a minute and told the audit log once an hour', async (t) => {
  const { openDatabase } = await import('../../../host/db/open.ts')
  const { migrate } = await import('../../../host/db/migrate.ts')
  const { silentLog } = await import('../../../testing/databases.ts')
  const db: OpenDatabase = await openDatabase(
    { client: 'better-sqlite3', connection: ':memory:' },
    { dataDir: '.', log: silentLog },
  )
  t.after(() => db.close())
  await migrate(db, migrations, silentLog)
  const { createMadeTokens } = await import('../server/made-tokens/verify.ts')
  const { addToken, readToken } = await import('../server/made-tokens/store.ts')
  const clock = movable()
  const entries: AuditEntry[] = []
  const made = createMadeTokens({
    db,
    clock,
    log: silentLog,
    audit: { record: (entry) => void entries.push(entry) },
    mayComeIn: async () => true,
    isReadOnly: () => false,
  } satisfies Partial<FeatureContext> & Parameters<typeof createMadeTokens>[0])
  const { id, text, digest } = makeTokenText('personal')
  const at = clock.now()
  const none = { actions: null, permissions: null, expires_at: null, last_used_at: null, last_used_ip: null }
  await addToken(db, {
    ...{ id, digest, kind: 'personal', name: 'n', subject: 'user:default/ada', roles: '[]' },
    ...{ created_at: at, created_by: 'user:default/ada', revoked_at: null, revoked_by: null, ...none },
  })
  const lastUse = async () => {
    // It is written after the answer, which does not wait for it.
    await sleep(20)
    return Number((await readToken(db, id))?.last_used_at)
  }
  await made.verify(text, { ip: '10.0.0.1' })
  assert.equal(await lastUse(), at)
  clock.forward(59_000)
  await made.verify(text, { ip: '10.0.0.2' })
  assert.equal(await lastUse(), at)
  clock.forward(2_000)
  const before = await made.verify(text, { ip: '10.0.0.3' })
  assert.equal(await lastUse(), at + 61_000)
  assert.equal((await readToken(db, id))?.last_used_ip, '10.0.0.3')
  assert.equal(entries.length, 1)
  clock.forward(3_600_000)
  assert.equal(await made.verify(text, {}), before, 'the same credentials, by which others remember')
  assert.deepEqual(
    entries.map(({ action, subject, ip }) => [action, subject, ip]),
    [
      ['auth.token.use', 'n', '10.0.0.1'],
      ['auth.token.use', 'n', undefined],
    ],
  )
})
