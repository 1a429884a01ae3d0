/** Every method of the reference's published client against our server. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CATALOG_FILTER_EXISTS, CatalogClient } from '@backstage/catalog-client'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { token, withCatalog } from './start-catalog.ts'

const file = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: night-boat
spec:
  type: service
  lifecycle: production
  owner: pilots
`

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)
  const called = new Set<string>()
  const options = { token }

  function client(): CatalogClient {
    const discoveryApi = { getBaseUrl: async () => portal().base }
    const made = new CatalogClient({ discoveryApi, fetchApi: { fetch } })
    return new Proxy(made, {
      get(target, name) {
        called.add(String(name))
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  test('reads entities', async () => {
    const catalog = client()
    const { items } = await catalog.getEntities(
      {
        filter: { kind: 'Component' },
        fields: ['metadata.name'],
        order: { field: 'metadata.name', order: 'desc' },
      },
      options,
    )
    assert.deepEqual(
      items.map((entity) => entity.metadata.name),
      ['tide-table', 'pilot-app', 'crane-log', 'beside-it', 'berth-plan'],
    )
    const some = await catalog.getEntities(
      {
        filter: [{ kind: 'User' }, { kind: 'Group', 'spec.type': CATALOG_FILTER_EXISTS }],
        limit: 3,
        offset: 1,
      },
      options,
    )
    assert.equal(some.items.length, 3)
    assert.equal(
      (await catalog.getEntityByRef('component:default/Berth-Plan', options))?.metadata.name,
      'berth-plan',
    )
    assert.equal(await catalog.getEntityByRef('component:default/none', options), undefined)
    assert.equal(
      (await catalog.getEntityByName({ kind: 'User', namespace: 'default', name: 'rosa' }, options))?.kind,
      'User',
    )
    const refs = ['user:default/rosa', 'user:default/none', 'group:default/pilots']
    const many = await catalog.getEntitiesByRefs({ entityRefs: refs, fields: ['kind'] }, options)
    assert.deepEqual(
      many.items.map((entity) => entity?.kind),
      ['User', undefined, 'Group'],
    )
    const limited = await catalog.getEntitiesByRefs({ entityRefs: refs, filter: { kind: 'Group' } }, options)
    assert.deepEqual(
      limited.items.map((entity) => entity?.kind),
      [undefined, undefined, 'Group'],
    )
    const asked = await catalog.getEntitiesByRefs({ entityRefs: refs, query: { kind: 'Group' } }, options)
    assert.deepEqual(
      asked.items.map((entity) => entity?.kind),
      [undefined, undefined, 'Group'],
    )
    const ancestors = await catalog.getEntityAncestors({ entityRef: 'user:default/rosa' }, options)
    assert.equal(ancestors.rootEntityRef, 'user:default/rosa')
    assert.equal(ancestors.items.length, 3)
  })

  test('pages through entities, by filter and by predicate', async () => {
    const catalog = client()
    const request = {
      filter: { kind: 'Component' },
      limit: 2,
      orderFields: { field: 'metadata.name', order: 'asc' as const },
    }
    const first = await catalog.queryEntities(request, options)
    assert.deepEqual([first.totalItems, first.items.length], [5, 2])
    const cursor = first.pageInfo.nextCursor ?? ''
    const second = await catalog.queryEntities({ cursor, limit: 2 }, options)
    assert.equal(second.items[0]?.metadata.name, 'crane-log')
    const back = await catalog.queryEntities({ cursor: second.pageInfo.prevCursor ?? '', limit: 2 }, options)
    assert.deepEqual(back.items, first.items)
    const byText = await catalog.queryEntities(
      { fullTextFilter: { term: ' Rosa ', fields: ['metadata.name'] }, totalItems: 'exclude' },
      options,
    )
    assert.deepEqual([byText.totalItems, byText.items.length], [0, 1])

    const asked = await catalog.queryEntities(
      { query: { kind: 'Component' }, limit: 3, orderFields: request.orderFields },
      options,
    )
    const rest = await catalog.queryEntities({ cursor: asked.pageInfo.nextCursor ?? '', limit: 3 }, options)
    assert.deepEqual(
      rest.items.map((entity) => entity.metadata.name),
      ['pilot-app', 'tide-table'],
    )

    const streamed: number[] = []
    for await (const page of catalog.streamEntities({ filter: { kind: 'Component' }, pageSize: 2 }, options))
      streamed.push(page.length)
    assert.deepEqual(streamed, [2, 2, 1])
    const predicated: number[] = []
    for await (const page of catalog.streamEntities({ query: { kind: 'Component' }, pageSize: 3 }, options))
      predicated.push(page.length)
    assert.deepEqual(predicated, [3, 2])
  })

  test('counts facets', async () => {
    const catalog = client()
    const { facets } = await catalog.getEntityFacets(
      { facets: ['spec.type'], filter: { kind: 'Component' } },
      options,
    )
    assert.deepEqual(
      facets['spec.type']?.map(({ value }) => value),
      ['Service', 'library', 'service', 'website'],
    )
    const asked = await catalog.getEntityFacets(
      { facets: ['kind'], query: { 'metadata.tags': { $contains: 'java' } }, filter: { kind: 'Component' } },
      options,
    )
    assert.deepEqual(asked.facets.kind, [{ value: 'Component', count: 2 }])
  })

  test('registers, finds, changes and removes locations', async () => {
    const catalog = client()
    const { host, until, json } = portal()
    host.set('/night.yaml', file)
    host.set('/day.yaml', file.replace('night-boat', 'day-boat'))
    const target = `${host.url}/night.yaml`
    const tried = await catalog.addLocation({ target, dryRun: true }, options)
    assert.deepEqual([tried.exists, tried.location.id, tried.entities.length], [false, `url:${target}`, 2])
    const { location } = await catalog.addLocation({ target }, options)
    assert.match(location.entityRef ?? '', /^location:default\/generated-[0-9a-f]{40}$/)
    await assert.rejects(catalog.addLocation({ target }, options), { message: /409/ })
    assert.equal(
      (await catalog.addLocation({ target, onConflict: 'refresh' }, options)).location.id,
      location.id,
    )
    assert.equal((await catalog.addLocation({ target, dryRun: true }, options)).exists, true)
    await until('/entities?filter=metadata.name=night-boat', (found: unknown[]) => found.length === 1)

    assert.deepEqual((await catalog.getLocations({}, options)).items, [location])
    assert.deepEqual(await catalog.getLocationById(location.id, options), location)
    assert.equal(await catalog.getLocationById('none', options), undefined)
    assert.deepEqual(await catalog.getLocationByRef(`url:${target}`, options), location)
    assert.deepEqual(await catalog.getLocationByEntity('component:default/night-boat', options), location)
    assert.equal(await catalog.getLocationByEntity('user:default/rosa', options), undefined)
    assert.deepEqual((await catalog.queryLocations({ query: { target }, limit: 5 }, options)).items, [
      location,
    ])
    const pages: number[] = []
    for await (const page of catalog.streamLocations({ limit: 1 }, options)) pages.push(page.length)
    assert.deepEqual(pages, [1])
    const changed = await catalog.updateLocation(location.id, { target: `${host.url}/day.yaml` }, options)
    assert.deepEqual(changed, { ...location, target: `${host.url}/day.yaml` })
    await until('/entities?filter=metadata.name=day-boat', (found: unknown[]) => found.length === 1)
    await catalog.refreshEntity('component:default/day-boat', options)
    await catalog.removeLocationById(location.id, options)
    assert.deepEqual(await json('/entities?filter=metadata.name=day-boat'), [])
  })

  test('validates, analyses and deletes', async () => {
    const catalog = client()
    const rosa = await catalog.getEntityByRef('user:default/rosa', options)
    assert.ok(rosa)
    const { relations: _, ...entity } = rosa
    assert.deepEqual(await catalog.validateEntity(entity, 'url:https://a.example/b.yaml', options), {
      valid: true,
    })
    const wrong = await catalog.validateEntity(
      { ...entity, kind: 'no kind' },
      'url:https://a.example/b.yaml',
      options,
    )
    assert.equal(wrong.valid, false)
    const analysis = await catalog.analyzeLocation(
      { location: { type: 'url', target: 'https://git.example/team/boat' }, catalogFilename: 'catalog.yaml' },
      options,
    )
    assert.deepEqual([analysis.existingEntityFiles.length, analysis.generateEntities.length], [0, 1])
    await catalog.removeEntityByUid(rosa.metadata.uid ?? '', options)
    assert.equal(await catalog.getEntityByRef('user:default/rosa', options), undefined)
  })

  after(() => {
    const methods = Object.getOwnPropertyNames(CatalogClient.prototype).filter(
      // These three are the client's own, behind others.
      (name) =>
        ![
          'constructor',
          'requestIgnored',
          'requestRequired',
          'requestOptional',
          'getFilterValue',
          'queryEntitiesByPredicate',
          'getEntityFacetsByPredicate',
        ].includes(name),
    )
    assert.deepEqual(
      methods.filter((name) => !called.has(name)),
      [],
    )
  })
})
