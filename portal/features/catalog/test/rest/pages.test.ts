/** Lists page by page: cursors, links, offsets, orders, totals. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { type Json, namesOf, withCatalog } from './start-catalog.ts'

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)

  const orders = [
    '',
    '&orderField=metadata.name,asc',
    '&orderField=metadata.name,desc',
    '&orderField=spec.type',
    '&orderField=metadata.description,desc',
  ]
  for (const order of orders) {
    test(`forwards and back again ${order}`, async () => {
      const whole = await portal().json(`/entities/by-query?limit=500${order}`)
      const seen: string[] = []
      let page = await portal().json(`/entities/by-query?limit=3${order}`)
      assert.equal(page.pageInfo.prevCursor, undefined)
      const pages = [page]
      for (;;) {
        seen.push(...namesOf(page.items))
        assert.equal(page.totalItems, whole.totalItems)
        if (!page.pageInfo.nextCursor) break
        page = await portal().json(
          `/entities/by-query?limit=3&cursor=${encodeURIComponent(page.pageInfo.nextCursor)}`,
        )
        assert.ok(page.pageInfo.prevCursor)
        pages.push(page)
      }
      assert.deepEqual(seen, namesOf(whole.items))
      for (const before of pages.toReversed().slice(1)) {
        page = await portal().json(
          `/entities/by-query?limit=3&cursor=${encodeURIComponent(page.pageInfo.prevCursor)}`,
        )
        assert.deepEqual(namesOf(page.items), namesOf(before.items))
      }
      assert.equal(page.pageInfo.prevCursor, undefined)
    })
  }

  test('a cursor of a predicate says so, and goes on by POST', async () => {
    const first = (await (
      await portal().post('/entities/by-query', { query: { kind: 'component' }, limit: 2 })
    ).json()) as Json
    const cursor = JSON.parse(atob(first.pageInfo.nextCursor))
    assert.deepEqual(cursor.query, { kind: 'component' })
    const second = (await (
      await portal().post('/entities/by-query', {
        cursor: first.pageInfo.nextCursor,
        limit: 9,
        fields: ['kind'],
      })
    ).json()) as Json
    assert.deepEqual(second.items, [{ kind: 'Component' }, { kind: 'Component' }, { kind: 'Component' }])
    assert.ok(
      !('query' in JSON.parse(atob((await portal().json('/entities/by-query?limit=2')).pageInfo.nextCursor))),
    )
  })

  test('a limit of nothing counts, and leaving out the total answers nought', async () => {
    const none = await portal().json(
      '/entities/by-query?limit=0&filter=kind=component&orderField=metadata.name',
    )
    assert.deepEqual(none, { items: [], totalItems: 5, pageInfo: {} })
    const without = await portal().json('/entities/by-query?limit=1&totalItems=exclude')
    assert.equal(without.totalItems, 0)
  })

  test('entities without the order field are left out, also of the total', async () => {
    const page = await portal().json(
      '/entities/by-query?filter=kind=component&orderField=metadata.title,desc',
    )
    assert.deepEqual(namesOf(page.items), ['Component/tide-table', 'Component/berth-plan'])
    assert.equal(page.totalItems, 2)
  })

  test('the plain list puts them last and goes on by a link', async () => {
    const order = 'filter=kind=component&order=desc:metadata.title&order=asc:metadata.name'
    const names = ['tide-table', 'berth-plan', 'beside-it', 'crane-log', 'pilot-app']
    assert.deepEqual(
      (await portal().json(`/entities?${order}`)).map((e: Json) => e.metadata.name),
      names,
    )
    const seen: string[] = []
    let next: string | undefined = `/entities?${order}&limit=2`
    while (next) {
      const response: Response = await portal().ask(next)
      seen.push(...((await response.json()) as Json[]).map((e) => e.metadata.name))
      next = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]
    }
    assert.deepEqual(seen, names)
  })

  test('the plain list in pages is by ref unless told, and may start anywhere', async () => {
    const list = await portal().json('/entities?limit=3&offset=1&filter=kind=component')
    assert.deepEqual(
      list.map((e: Json) => e.metadata.name),
      ['beside-it', 'crane-log', 'tide-table'],
    )
  })
})
