/** When personal and service tokens end, and what is noted of their use. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditEntry, FeatureContext } from '@callboard/sdk'
import type { OpenDatabase } from '../../../host/db/open.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import type { NewTokenAnswer } from '../api.ts'
import { makeTokenText } from '../server/made-tokens/token-text.ts'
import { errorOf, guestConfig, identityMigrations, movable, type Portal, portal } from './harness.ts'
import { day, listed, post } from './made-token-calls.ts'

forEachDatabase((_name, open) => {
  test('a revoked token ends at once, and in another process within two seconds', async () => {
    const db = await open(identityMigrations)
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
    const db = await open(identityMigrations)
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

  test('a personal token ends when its owner leaves the catalog, unless strangers may sign in', async () => {
    const db = await open(identityMigrations)
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
  await migrate(db, identityMigrations, silentLog)
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
