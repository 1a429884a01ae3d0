import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Credentials, type FeatureContext, PortalError } from '@callboard/sdk'
import { createEvents } from '../../../host/events/events.ts'
import { createHttp, type Http } from '../../../host/http/create-http.ts'
import { forEachDatabase, silentLog } from '../../../testing/databases.ts'
import { settingsFeature } from '../server/index.ts'

const users: Record<string, Credentials> = Object.fromEntries(
  ['ada', 'rosa'].map((name) => [
    name,
    { type: 'user', userEntityRef: `user:default/${name}`, expiresAt: '2099-01-01T00:00:00Z', token: name },
  ]),
)
const others: Record<string, Credentials> = {
  service: { type: 'service', subject: 'external:ci' },
  guest: {
    type: 'user',
    userEntityRef: 'user:default/guest',
    expiresAt: '2099-01-01T00:00:00Z',
    token: 'guest',
    readOnly: true,
  },
}

forEachDatabase((_name, open) => {
  let http: Http
  let base = ''
  before(async () => {
    const feature = settingsFeature()
    const db = await open(feature.migrations ?? [])
    const config = {
      get: () => undefined,
      section: <S extends { parse(value: unknown): unknown }>(_key: string, schema: S) =>
        schema.parse(undefined) as never,
      origin: () => undefined,
      folders: [],
      onChange: () => {},
    }
    http = createHttp({
      config,
      log: silentLog,
      authenticator: {
        async authenticate(token) {
          const known = users[token] ?? others[token]
          if (known) return known
          throw new PortalError('unauthenticated', 'Illegal token')
        },
      },
      webFolder: '/nowhere',
      override: { listen: { host: '127.0.0.1', port: 0 } },
    })
    const ctx = { db, clock: { now: Date.now }, events: createEvents(silentLog) }
    // The feature reads nothing else of its context.
    const parts = await feature.setup(ctx as unknown as FeatureContext)
    http.mount(feature.routes, parts.handlers)
    http.setReady()
    base = `${(await http.listen()).url}/api/user-settings`
  })
  after(() => http?.close())

  const ask = (who: string, path: string, method = 'GET', body?: unknown) =>
    fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  const starred = '/buckets/default.starredEntities/keys/entityRefs'

  test('a value is kept, read, replaced and forgotten, each user for themselves', async () => {
    assert.equal((await ask('ada', starred)).status, 404)
    const put = await ask('ada', starred, 'PUT', { value: ['component:default/a'] })
    assert.equal(put.status, 200)
    const kept = { bucket: 'default.starredEntities', key: 'entityRefs', value: ['component:default/a'] }
    assert.deepEqual(await put.json(), kept)
    assert.deepEqual(await (await ask('ada', starred)).json(), kept)
    assert.equal((await ask('rosa', starred)).status, 404)
    await ask('ada', starred, 'PUT', { value: null })
    assert.deepEqual(await (await ask('ada', starred)).json(), { ...kept, value: null })
    assert.equal((await ask('ada', starred, 'DELETE')).status, 204)
    assert.equal((await ask('ada', starred, 'DELETE')).status, 204)
    assert.equal((await ask('ada', starred)).status, 404)
  })

  test('keys may hold slashes, dots and anything a URL can carry', async () => {
    for (const key of ['a/b/c', 'x.y', 'ümlaut %', '..', 'a//b']) {
      const path = `/buckets/home/keys/${key.split('/').map(encodeURIComponent).join('/')}`
      if (key === '..') continue
      const put = await ask('ada', path, 'PUT', { value: { of: key, nul: 'a\0b', half: '\ud800' } })
      assert.equal(put.status, 200, key)
      const answer = (await (await ask('ada', path)).json()) as { key: string; value: unknown }
      assert.equal(answer.key, key)
      assert.deepEqual(answer.value, { of: key, nul: 'a\0b', half: '\ud800' })
    }
    assert.equal((await ask('ada', '/buckets/home/keys/a%00b', 'PUT', { value: 1 })).status, 400)
  })

  test('multiget answers in the order asked, with values alone', async () => {
    await ask('rosa', '/buckets/b/keys/one', 'PUT', { value: 1 })
    await ask('rosa', '/buckets/b/keys/two', 'PUT', { value: 'zwei' })
    const items = ['two', 'none', 'one', 'two'].map((key) => ({ bucket: 'b', key }))
    const answer = await ask('rosa', '/multiget', 'POST', { items })
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), {
      items: [{ value: 'zwei' }, null, { value: 1 }, { value: 'zwei' }],
    })
    assert.deepEqual(await (await ask('ada', '/multiget', 'POST', { items: [] })).json(), { items: [] })
  })

  test('bodies that say nothing, services and read-only guests are refused', async () => {
    for (const body of [{}, 'not json', [], '"text"', { items: 'x' }, { items: [{ bucket: 'b' }] }]) {
      const route = JSON.stringify(body).includes('items') ? '/multiget' : starred
      const answer = await ask('ada', route, route === starred ? 'PUT' : 'POST', body)
      assert.equal(answer.status, 400, JSON.stringify(body))
    }
    assert.equal((await ask('service', starred)).status, 403)
    assert.equal((await ask('service', starred, 'PUT', { value: 1 })).status, 403)
    assert.equal((await ask('guest', starred)).status, 404)
    assert.equal((await ask('guest', starred, 'PUT', { value: 1 })).status, 403)
    assert.equal((await fetch(base + starred)).status, 401)
  })
})
