import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { type Json, namesOf, withCatalog } from './start-catalog.ts'

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)
  const path = '/entities/by-name/component/default/tide-table'
  let before = ''

  test('a change is a version with what changed and why', async () => {
    before = new Date().toISOString()
    await sleep(5)
    const file = join(portal().folder, 'services.yaml')
    const text = readFileSync(file, 'utf8')
      .replace('title: Tide table\n', 'title: Tides\n')
      .replace('tags: [go]', 'tags: [go, sea]')
      .replace('  owner: crane-crew', '  owner: pilots')
    writeFileSync(file, text.replace('  name: crane-log', '  name: crane-book'))
    await portal().post('/refresh', { entityRef: 'component:default/tide-table' })
    await portal().until(path, (entity) => entity.metadata.title === 'Tides')
    const history = await portal().json(`${path}/history`)
    assert.equal(history.entityRef, 'component:default/tide-table')
    assert.equal(history.totalItems, 2)
    const [latest, first] = history.items
    assert.deepEqual([latest.change, first.change, first.changes], ['updated', 'created', []])
    assert.deepEqual(latest.changes, [
      { path: '/metadata/title', before: 'Tide table', after: 'Tides' },
      { path: '/metadata/tags', before: ['go'], after: ['go', 'sea'] },
      { path: '/spec/owner', before: 'crane-crew', after: 'pilots' },
    ])
    assert.match(latest.cause.location, /^file:.*services\.yaml$/)
    assert.equal(latest.cause.actor, 'catalog')
    assert.equal(latest.uid, first.uid)
  })

  test('history is paged, with bodies when asked', async () => {
    const page = await portal().json(`${path}/history?limit=1&bodies=true`)
    assert.equal(page.items[0].entity.metadata.title, 'Tides')
    const rest = await portal().json(`${path}/history?limit=1&cursor=${page.pageInfo.nextCursor}`)
    assert.deepEqual(
      rest.items.map((item: Json) => item.change),
      ['created'],
    )
    assert.deepEqual(rest.pageInfo, {})
    const deleted = await portal().json('/entities/by-name/component/default/crane-log/history')
    assert.deepEqual(
      deleted.items.map((item: Json) => item.change),
      ['deleted', 'created'],
    )
  })

  test('every read answers as of an instant', async () => {
    const { json, post } = portal()
    const asOf = `asOf=${before}`
    const then = await json(`${path}?${asOf}`)
    assert.equal(then.metadata.title, 'Tide table')
    assert.deepEqual(
      then.relations.find((relation: Json) => relation.type === 'ownedBy'),
      { type: 'ownedBy', targetRef: 'group:default/crane-crew' },
    )
    assert.deepEqual(await json(`/entities/by-uid/${then.metadata.uid}?${asOf}`), then)
    const owned = `filter=relations.ownedBy=group:default/crane-crew`
    assert.deepEqual(namesOf(await json(`/entities?${owned}`)), [])
    assert.deepEqual(namesOf(await json(`/entities?${owned}&${asOf}`)), ['Component/tide-table'])
    const page = await json(
      `/entities/by-query?filter=kind=component&limit=3&orderField=metadata.name,desc&${asOf}`,
    )
    assert.deepEqual(
      [page.totalItems, namesOf(page.items)],
      [5, ['Component/tide-table', 'Component/pilot-app', 'Component/crane-log']],
    )
    const next = await json(
      `/entities/by-query?limit=3&cursor=${encodeURIComponent(page.pageInfo.nextCursor)}`,
    )
    assert.deepEqual(namesOf(next.items), ['Component/beside-it', 'Component/berth-plan'])
    const back = await json(
      `/entities/by-query?limit=3&cursor=${encodeURIComponent(next.pageInfo.prevCursor)}`,
    )
    assert.deepEqual(back.items, page.items)
    const { facets } = await json(`/entity-facets?facet=metadata.tags&${asOf}`)
    assert.deepEqual(
      facets['metadata.tags'].map((one: Json) => one.value),
      ['data', 'go', 'java'],
    )
    const refs = {
      entityRefs: ['component:default/crane-log', 'component:default/crane-book'],
      asOf: before,
      fields: ['metadata.name'],
    }
    const many = (await (await post('/entities/by-refs', refs)).json()) as Json
    assert.deepEqual(many.items, [{ metadata: { name: 'crane-log' } }, null])
    const { items } = await json(`${path}/ancestry?${asOf}`)
    assert.equal(items[0].entity.metadata.title, 'Tide table')
    assert.deepEqual(await json('/entities?asOf=2001-01-01'), [])
  })

  test('as of now the catalog is what it is', async () => {
    const { json } = portal()
    const strip = (entities: Json[]) => entities.map(({ status: _, ...entity }) => entity)
    const asOf = `asOf=${new Date().toISOString()}`
    assert.deepEqual(strip(await json(`/entities?${asOf}`)), strip(await json('/entities')))
  })
})
