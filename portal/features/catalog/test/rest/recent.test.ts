import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { oneOf } from '../../server/query/condition.ts'
import { type Json, withCatalog } from './start-catalog.ts'

const tide = 'component:default/tide-table'

forEachDatabase((_name, open) => {
  describe('for one who sees everything', () => {
    const portal = withCatalog(open)

    test('recent changes name the entity, when, from where and what', async () => {
      const first = await portal().json('/history?limit=200')
      assert.ok(first.items.every((item: Json) => item.change === 'created'))
      assert.deepEqual(first.pageInfo, {})
      const file = join(portal().folder, 'services.yaml')
      const text = readFileSync(file, 'utf8').replace('title: Tide table\n', 'title: Tides\n')
      writeFileSync(file, text.replace('  name: crane-log', '  name: crane-book'))
      await portal().post('/refresh', { entityRef: tide })
      await portal().until('/history?limit=1', ({ items }) => items[0].change !== 'created')
      const { items } = await portal().json(`/history?limit=3`)
      const byRef = new Map(items.map((item: Json) => [item.entityRef, item]))
      const changed = byRef.get(tide) as Json
      assert.deepEqual(changed.changes, [{ path: '/metadata/title', before: 'Tide table', after: 'Tides' }])
      assert.equal(changed.title, 'Tides')
      assert.match(changed.cause.location, /^file:.*services\.yaml$/)
      const gone = byRef.get('component:default/crane-log') as Json
      assert.deepEqual([gone.change, gone.changes], ['deleted', []])
      assert.equal((byRef.get('component:default/crane-book') as Json).change, 'created')
    })

    test('pages follow one another without gap or overlap', async () => {
      const whole = await portal().json('/history?limit=200')
      const ids: string[] = []
      let cursor: string | undefined
      do {
        const page: Json = await portal().json(`/history?limit=4${cursor ? `&cursor=${cursor}` : ''}`)
        ids.push(...page.items.map((item: Json) => item.id))
        cursor = page.pageInfo.nextCursor
      } while (cursor)
      assert.deepEqual(
        ids,
        whole.items.map((item: Json) => item.id),
      )
    })

    test('problems are told of what somebody owns', async () => {
      const file = join(portal().folder, 'services.yaml')
      const text = readFileSync(file, 'utf8')
      assert.match(text, /title: Tides/)
      writeFileSync(file, text.replace('title: Tides', 'title: [Tides]'))
      await portal().post('/refresh', { entityRef: tide })
      const owner = (ref: string) => `/problems?owner=${ref}`
      const mine = await portal().until(owner('group:default/crane-crew'), ({ totalItems }) => totalItems > 0)
      assert.equal(mine.items[0].entityRef, tide)
      const others = await portal().json(`${owner('user:default/emil')}&owner=group:default/nobody`)
      assert.ok(others.items.every((item: Json) => item.entityRef !== tide))
      assert.equal((await portal().json(owner('group:default/no-such-group'))).totalItems, 0)
    })
  })

  describe('for one who sees components only', () => {
    const condition = oneOf('kind', ['component'])
    const portal = withCatalog(open, { visibility: async () => ({ condition, key: 'components' }) })

    test('nothing else is told, also of what is gone', async () => {
      const file = join(portal().folder, 'services.yaml')
      const text = readFileSync(file, 'utf8')
      const renamed = text
        .replace('name: crane-log', 'name: crane-book')
        .replace('name: plan-db', 'name: plan')
      writeFileSync(file, renamed)
      await portal().post('/refresh', { entityRef: tide })
      const { items } = await portal().until('/history?limit=200', (page: Json) =>
        page.items.some((item: Json) => item.change === 'deleted'),
      )
      assert.ok(items.length > 4)
      const refs: string[] = items.map((item: Json) => item.entityRef)
      assert.deepEqual(
        refs.filter((ref) => !ref.startsWith('component:')),
        [],
      )
    })
  })
})
