/** Personal and service tokens: what they are and what they may do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { until } from '../../../testing/product.ts'
import type { NewTokenAnswer } from '../api.ts'
import { idOfToken, makeTokenText } from '../server/made-tokens/token-text.ts'
import { errorOf, identityMigrations, portal } from './harness.ts'
import { day, listed, post } from './made-token-calls.ts'

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
    const db = await open(identityMigrations)
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
    // It is noted beside the answer.
    await until(async () => Boolean((await listed(on, guest))[0]?.lastUsedAt), 5_000)
    const kept = JSON.stringify(await db.all('select * from identity_made_tokens', []))
    assert.ok(!kept.includes(made.token) && !kept.includes(made.token.slice(-40)))
    assert.ok(!JSON.stringify(items).includes(made.token))
  })

  test('a scope narrows what the owner may do, and the refusal says what is missing and where to get it', async () => {
    const db = await open(identityMigrations)
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
    const db = await open(identityMigrations)
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
    const db = await open(identityMigrations)
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

  test('a service token is a service with roles; routes for users refuse it', async () => {
    const db = await open(identityMigrations)
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
    const db = await open(identityMigrations)
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
