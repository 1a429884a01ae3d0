/** Single entities, what leads to them and what is wrong with them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { errorOf, type Json, withCatalog } from './start-catalog.ts'

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)

  describe('one entity', () => {
    test('by name in any case, with relations and where it stands', async () => {
      const entity = await portal().json('/entities/by-name/Component/DEFAULT/Berth-Plan')
      assert.deepEqual(entity.relations, [
        { type: 'dependsOn', targetRef: 'resource:default/plan-db' },
        { type: 'ownedBy', targetRef: 'group:default/pilots' },
        { type: 'partOf', targetRef: 'system:default/berths' },
        { type: 'providesApi', targetRef: 'api:default/berth-api' },
      ])
      assert.equal(entity.status, undefined)
      assert.deepEqual(await portal().json(`/entities/by-uid/${entity.metadata.uid}`), entity)
    })

    test('fields keep what they name, keys with dots included', async () => {
      const [entity] = await portal().json(
        '/entities?filter=metadata.name=berth-plan&fields=kind,metadata.annotations.github.com/project-slug,spec.nothing,relations',
      )
      assert.deepEqual(Object.keys(entity), ['kind', 'metadata', 'relations'])
      assert.deepEqual(entity.metadata, { annotations: { 'github.com/project-slug': 'harbour/berth-plan' } })
    })

    test('by refs in their order, full and lower-case only', async () => {
      const entityRefs = [
        'user:default/rosa',
        'Component:default/tide-table',
        'component:default/ghost',
        'user:default/rosa',
      ]
      const answer = (await (
        await portal().post('/entities/by-refs', { entityRefs, fields: ['metadata.name'] })
      ).json()) as Json
      assert.deepEqual(answer.items, [
        { metadata: { name: 'rosa' } },
        null,
        null,
        { metadata: { name: 'rosa' } },
      ])
      const filtered = await portal().post('/entities/by-refs?filter=kind=group', {
        entityRefs: ['user:default/rosa', 'group:default/pilots'],
      })
      assert.deepEqual(
        ((await filtered.json()) as Json).items.map((e: Json) => e?.metadata.name ?? null),
        [null, 'pilots'],
      )
    })

    test('ancestry names every Location above', async () => {
      const { rootEntityRef, items } = await portal().json(
        '/entities/by-name/component/default/tide-table/ancestry',
      )
      assert.equal(rootEntityRef, 'component:default/tide-table')
      const parents = items.map((item: Json) => [item.entity.metadata.name, item.parentEntityRefs])
      const generated = items.at(-1).entity.metadata.name
      assert.match(generated, /^generated-[0-9a-f]{40}$/)
      assert.deepEqual(parents, [
        ['tide-table', ['location:default/harbour']],
        ['harbour', [`location:default/${generated}`]],
        [generated, []],
      ])
    })

    test('a bad document shows on the Location that leads to its file, and on no neighbour', async () => {
      const location = await portal().json('/entities/by-name/location/default/harbour')
      assert.equal(location.status.items.length, 1)
      const [item] = location.status.items
      assert.equal(item.type, 'backstage.io/catalog-processing')
      assert.equal(item.level, 'error')
      assert.match(item.message, /^\w+Error: .*owner/)
      assert.match(item.error.file, /broken\.yaml$/)
      assert.equal(typeof item.error.line, 'number')
      assert.equal((await portal().json('/entities/by-name/component/default/beside-it')).status, undefined)
    })

    test('who has an answer already is told that it still holds', async () => {
      for (const path of [
        '/entities',
        '/entities/by-query',
        '/entities/by-name/user/default/rosa',
        '/entity-facets?facet=kind',
      ]) {
        const etag = (await portal().ask(path)).headers.get('etag')
        assert.ok(etag)
        assert.equal((await portal().ask(path, { headers: { 'if-none-match': etag } })).status, 304)
      }
    })

    test('nobody reads without credentials', async () => {
      const response = await fetch(`${portal().base}/entities`)
      assert.equal(await errorOf(response), '401 Missing credentials')
    })
  })

  test('problems and sources tell what is wrong and where', async () => {
    const { items } = await portal().json('/problems?entityRef=location:default/harbour')
    assert.equal(items.length, 1)
    assert.equal(items[0].entityRef, 'component:default/no-owner')
    assert.match(items[0].location, /^file:.*broken\.yaml$/)
    assert.equal((await portal().json('/problems?severity=info')).totalItems, 0)
    const sources = await portal().json('/sources')
    assert.equal(sources.items.length, 1)
    assert.equal(sources.items[0].problems.error, 1)
    assert.equal(sources.items[0].files, 4)
    assert.ok(sources.items[0].nextReadAt)
    assert.ok(Date.now() - Date.parse(sources.items[0].lastReadAt) < 60_000)
    const failed = await portal().json('/entities/unprocessed/failed')
    assert.deepEqual(
      failed.entities.map((e: Json) => e.entity_ref),
      ['component:default/no-owner'],
    )
    assert.equal((await portal().json('/entities/unprocessed/pending')).type, 'pending')
  })

  test('ownership is the groups of a user, whoever names the other', async () => {
    assert.deepEqual(await portal().catalog.ownershipOf('user:default/Rosa'), [
      'group:default/crane-crew',
      'group:default/pilots',
    ])
    assert.equal(await portal().catalog.ownershipOf('user:default/ghost'), undefined)
  })
})
