import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { errorOf, type Json, withCatalog } from './start-catalog.ts'

const boat = (name: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
spec:
  type: service
  lifecycle: production
  owner: pilots
`

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)
  const register = (path: string, query = '') =>
    portal().post(`/locations${query}`, { type: 'url', target: portal().host.url + path })

  test('a dry run gives the entities and stores nothing', async () => {
    portal().host.set('/tug.yaml', boat('tug'))
    const before = (await portal().json('/entities/by-query?limit=0')).totalItems
    const answer = (await (await register('/tug.yaml', '?dryRun=true')).json()) as Json
    assert.equal(answer.exists, false)
    assert.deepEqual(
      answer.entities.map((e: Json) => e.kind),
      ['Location', 'Component'],
    )
    assert.equal(answer.location.entityRef, `location:default/${answer.entities[0].metadata.name}`)
    assert.equal((await portal().json('/entities/by-query?limit=0')).totalItems, before)
  })

  test('a dry run of what cannot be read says so in the words clients print', async () => {
    const url = `${portal().host.url}/none.yaml`
    const message = await errorOf(await register('/none.yaml', '?dryRun=true'))
    assert.equal(message, `400 NotFoundError: Unable to read url, no matching files found for ${url}`)
  })

  test('an unreadable target is accepted and its Location shows the problem', async () => {
    const { location } = (await (await register('/later.yaml')).json()) as Json
    const path = `/entities/by-name/${location.entityRef.replace(/[:]/, '/')}`
    const entity = await portal().until(path, (found) => found.status !== undefined)
    assert.match(entity.status.items[0].message, /^NotFoundError: Unable to read url/)
    portal().host.set('/later.yaml', boat('later'))
    await portal().post('/refresh', { entityRef: location.entityRef })
    await portal().until('/entities?filter=metadata.name=later', (found: Json[]) => found.length === 1)
    await portal().until(path, (found) => found.status === undefined)
  })

  test('unregistering takes its entities away at once', async () => {
    portal().host.set('/gone.yaml', boat('gone'))
    const { location } = (await (await register('/gone.yaml')).json()) as Json
    await portal().until('/entities?filter=metadata.name=gone', (found: Json[]) => found.length === 1)
    const origin = `metadata.annotations.backstage.io/managed-by-origin-location=url:${portal().host.url}/gone.yaml`
    const owned = await portal().json(`/entities?fields=metadata.name&filter=${encodeURIComponent(origin)}`)
    assert.deepEqual(owned.map((e: Json) => e.metadata.name).includes('gone'), true)
    assert.equal((await portal().ask(`/locations/${location.id}`, { method: 'DELETE' })).status, 204)
    assert.deepEqual(await portal().json(`/entities?filter=${encodeURIComponent(origin)}`), [])
    assert.equal(
      await errorOf(await portal().ask(`/locations/${location.id}`)),
      `404 Found no location with ID ${location.id}`,
    )
  })

  test('registering twice is a conflict unless it is to refresh', async () => {
    portal().host.set('/twice.yaml', boat('twice'))
    assert.equal((await register('/twice.yaml')).status, 201)
    const target = `${portal().host.url}/twice.yaml`
    assert.equal(await errorOf(await register('/twice.yaml')), `409 Location url:${target} already exists`)
    assert.equal((await register('/twice.yaml', '?onConflict=refresh')).status, 201)
    assert.equal(
      await errorOf(await register('/twice.yaml', '?onConflict=maybe')),
      '400 request/query/onConflict must be equal to one of the allowed values: refresh, reject',
    )
  })

  test('only URLs may be registered, and only with known keys', async () => {
    const { post } = portal()
    const message = '400 Registered locations must be of an allowed type ["url"]'
    assert.equal(await errorOf(await post('/locations', { type: 'file', target: '/etc/passwd' })), message)
    assert.equal(
      await errorOf(await post('/locations', { type: 'url' })),
      "400 request/body must have required property 'target'",
    )
    assert.equal(
      await errorOf(await post('/locations', { type: 'url', target: 'x', colour: 'blue' })),
      '400 request/body must NOT have additional properties (colour)',
    )
  })

  test('the root of a configured entity is no registration', async () => {
    const message = await errorOf(await portal().ask('/locations/by-entity/user/default/rosa'))
    assert.match(message, /^404 Found no location with type file and target .*all\.yaml$/)
    assert.equal(
      await errorOf(await portal().ask('/locations/by-entity/user/default/none')),
      '404 found no entity for ref user:default/none',
    )
  })

  test('registrations are paged and selected by a predicate', async () => {
    for (const name of ['one', 'two', 'three']) {
      portal().host.set(`/${name}.yaml`, boat(name))
      assert.equal((await register(`/${name}.yaml`)).status, 201)
    }
    const query = { target: { $hasPrefix: `${portal().host.url}/T` } }
    const seen: string[] = []
    let body: Json = { query, limit: 1 }
    for (;;) {
      const page = (await (await portal().post('/locations/by-query', body)).json()) as Json
      seen.push(...page.items.map((item: Json) => item.target.replace(/.*\//, '')))
      if (!page.pageInfo.nextCursor) break
      body = { cursor: page.pageInfo.nextCursor }
    }
    assert.deepEqual(seen.sort(), ['three.yaml', 'twice.yaml', 'two.yaml'])
  })

  test('refresh takes full refs only', async () => {
    assert.equal(
      await errorOf(await portal().post('/refresh', { entityRef: 'component:x' })),
      '404 Entity component:x not found',
    )
  })

  describe('read-only', () => {
    const closed = withCatalog(open, { config: { readonly: true } })
    test('registering, changing and unregistering are refused, trying and refreshing are not', async () => {
      const { post, ask, host } = closed()
      host.set('/tug.yaml', boat('tug'))
      const body = { type: 'url', target: `${host.url}/tug.yaml` }
      const message = '403 This operation not allowed in readonly mode'
      assert.equal(await errorOf(await post('/locations', body)), message)
      assert.equal(await errorOf(await post('/locations/some', body, 'PUT')), message)
      assert.equal(await errorOf(await ask('/locations/some', { method: 'DELETE' })), message)
      assert.equal((await post('/locations?dryRun=true', body)).status, 201)
      assert.equal((await post('/refresh', { entityRef: 'user:default/rosa' })).status, 200)
    })
  })
})
