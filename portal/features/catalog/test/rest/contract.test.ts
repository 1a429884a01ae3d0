import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { assertDescribed, operations } from './contract.ts'
import { type Json, withCatalog } from './start-catalog.ts'

const shop = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ferry-shop
spec:
  type: website
  lifecycle: production
  owner: pilots
`

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)

  test('every answer of every route is as described', async () => {
    const { ask, post, json, host } = portal()
    host.set('/ferry.yaml', shop)
    host.set('/other.yaml', shop.replace('ferry-shop', 'other-shop'))
    const target = `${host.url}/ferry.yaml`
    const rosa = await json('/entities/by-name/user/default/rosa')
    const checked = new Set<string>()
    const check = async (operation: string, status: number, response: Response): Promise<Json> => {
      assert.equal(response.status, status, `${operation}: ${response.status}`)
      checked.add(operation)
      return assertDescribed(operation, response)
    }

    for (const query of ['', '?limit=2&order=asc:metadata.name', '?filter=kind=component&offset=1']) {
      await check('GET /entities', 200, await ask(`/entities${query}`))
    }
    await check('GET /entities', 400, await ask('/entities?limit=0'))
    for (const query of [
      '',
      '?limit=0',
      '?limit=1',
      '?fullTextFilterTerm=a&fullTextFilterFields=metadata.name,metadata.title&orderField=metadata.name,asc',
    ]) {
      await check('GET /entities/by-query', 200, await ask(`/entities/by-query${query}`))
    }
    await check('GET /entities/by-query', 400, await ask('/entities/by-query?cursor=x'))
    await check('POST /entities/by-query', 200, await post('/entities/by-query', {}))
    await check('POST /entities/by-query', 200, await ask('/entities/by-query', { method: 'POST' }))
    await check('POST /entities/by-query', 400, await post('/entities/by-query', { query: { $nor: 1 } }))
    await check('GET /entities/by-uid/{uid}', 200, await ask(`/entities/by-uid/${rosa.metadata.uid}`))
    await check('GET /entities/by-uid/{uid}', 404, await ask('/entities/by-uid/none'))
    const named = 'GET /entities/by-name/{kind}/{namespace}/{name}'
    await check(named, 200, await ask('/entities/by-name/location/default/harbour'))
    await check(named, 404, await ask('/entities/by-name/user/default/none'))
    await check(`${named}/ancestry`, 200, await ask('/entities/by-name/user/default/rosa/ancestry'))
    await check(`${named}/ancestry`, 404, await ask('/entities/by-name/user/default/none/ancestry'))
    const refs = { entityRefs: ['user:default/rosa', 'user:default/none'] }
    await check('POST /entities/by-refs', 200, await post('/entities/by-refs', refs))
    await check('POST /entities/by-refs', 400, await post('/entities/by-refs', {}))
    await check('GET /entity-facets', 200, await ask('/entity-facets?facet=kind&facet=metadata.tags'))
    await check('GET /entity-facets', 400, await ask('/entity-facets'))
    await check(
      'POST /entity-facets',
      200,
      await post('/entity-facets', { facets: ['kind'], query: { kind: 'API' } }),
    )
    await check('POST /entity-facets', 400, await post('/entity-facets', { facets: [] }))
    await check('POST /refresh', 200, await post('/refresh', { entityRef: 'user:default/rosa' }))
    await check('POST /refresh', 404, await post('/refresh', { entityRef: 'component:x' }))
    await check('POST /refresh', 400, await post('/refresh', { entityRef: 'user:default/rosa', now: true }))

    await check('POST /locations', 201, await post('/locations?dryRun=true', { type: 'url', target }))
    const added = await check('POST /locations', 201, await post('/locations', { type: 'url', target }))
    await check('POST /locations', 409, await post('/locations', { type: 'url', target }))
    await check('POST /locations', 201, await post('/locations?onConflict=refresh', { type: 'url', target }))
    await check('POST /locations', 400, await post('/locations', { type: 'file', target: '/etc/passwd' }))
    const { id } = added.location
    await check('GET /locations', 200, await ask('/locations'))
    await check(
      'POST /locations/by-query',
      200,
      await post('/locations/by-query', { query: { type: 'url' }, limit: 1 }),
    )
    await check('GET /locations/{id}', 200, await ask(`/locations/${id}`))
    await check('GET /locations/{id}', 404, await ask('/locations/none'))
    await portal().until('/entities', (list: Json[]) => list.some((e) => e.metadata.name === 'ferry-shop'))
    const byEntity = 'GET /locations/by-entity/{kind}/{namespace}/{name}'
    await check(byEntity, 200, await ask('/locations/by-entity/component/default/ferry-shop'))
    await check(byEntity, 404, await ask('/locations/by-entity/user/default/rosa'))
    const other = { type: 'url', target: `${host.url}/other.yaml` }
    await check('PUT /locations/{id}', 200, await post(`/locations/${id}`, other, 'PUT'))
    await check('PUT /locations/{id}', 404, await post('/locations/none', other, 'PUT'))
    await check('DELETE /locations/{id}', 204, await ask(`/locations/${id}`, { method: 'DELETE' }))
    await check('DELETE /locations/{id}', 404, await ask(`/locations/${id}`, { method: 'DELETE' }))

    const location = { type: 'url', target: 'https://git.example/team/ferry/' }
    await check('POST /analyze-location', 200, await post('/analyze-location', { location }))
    await check(
      'POST /analyze-location',
      400,
      await post('/analyze-location', { location: { type: 'url', target: 'x' } }),
    )
    const place = `url:${target}`
    const { relations: _, ...entity } = rosa
    await check('POST /validate-entity', 200, await post('/validate-entity', { entity, location: place }))
    await check(
      'POST /validate-entity',
      400,
      await post('/validate-entity', { entity: { kind: 'X' }, location: place }),
    )
    await check(
      'DELETE /entities/by-uid/{uid}',
      204,
      await ask(`/entities/by-uid/${rosa.metadata.uid}`, { method: 'DELETE' }),
    )
    await check(
      'DELETE /entities/by-uid/{uid}',
      204,
      await ask('/entities/by-uid/none', { method: 'DELETE' }),
    )

    assert.deepEqual(
      operations.filter((operation) => !checked.has(operation)),
      [],
    )
  })

  test('an error says what was asked, relative to the plugin', async () => {
    const response = await portal().ask('/entities/by-name/user/default/none?asOf=2020-01-01')
    assert.deepEqual(await response.json(), {
      error: {
        name: 'NotFoundError',
        message: "No entity named 'none' found, with kind 'user' in namespace 'default'",
      },
      request: { method: 'GET', url: '/entities/by-name/user/default/none?asOf=2020-01-01' },
      response: { statusCode: 404 },
    })
  })

  test('validation has its own shape, the request around it the usual one', async () => {
    const { post } = portal()
    const usual = (await (
      await post('/validate-entity', { entity: 'x', location: 'url:https://a.example/b' })
    ).json()) as Json
    assert.equal(usual.error.name, 'InputError')
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'a b' },
      spec: {},
    }
    const own = (await (
      await post('/validate-entity', { entity, location: 'url:https://a.example/b' })
    ).json()) as Json
    assert.equal(own.errors[0].name, 'InputError')
    const nowhere = (await (
      await post('/validate-entity', { entity, location: 'https://a.example/b' })
    ).json()) as Json
    assert.equal(nowhere.errors[0].name, 'TypeError')
    const list = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Location',
      metadata: { name: 'list' },
      spec: { target: './none.yaml' },
    }
    const read = (await (
      await post('/validate-entity', { entity: list, location: `url:${portal().host.url}/list.yaml` })
    ).json()) as Json
    assert.match(read.errors[0].message, /none\.yaml/)
  })
})
