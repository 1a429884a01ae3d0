import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { createEvents } from '../../../../host/events/events.ts'
import { forEachDatabase, silentLog } from '../../../../testing/databases.ts'
import { type CatalogChange, createChangeFeed } from '../../server/change-feed.ts'
import { readEvents, type ServerEvent } from '../../web/live/read-events.ts'
import { errorOf, type RunningCatalog, withCatalog } from './start-catalog.ts'

const lamp = (owner: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: lamp }
spec: { type: service, lifecycle: production, owner: ${owner} }
`

/** Follows the catalog from `path` until the test ends it. */
async function follow(catalog: RunningCatalog, path = '/changes', headers: Record<string, string> = {}) {
  const stop = new AbortController()
  const response = await catalog.ask(path, { signal: stop.signal, headers })
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.equal(response.headers.get('content-encoding'), null)
  assert.ok(response.body)
  const events = readEvents(response.body)
  return {
    async next(wanted: string): Promise<ServerEvent> {
      for (;;) {
        const { value, done } = await events.next()
        assert.ok(!done, 'the stream ended')
        if (value.event === wanted) return value
      }
    },
    end: () => stop.abort(),
  }
}

forEachDatabase((_name, open) => {
  const catalog = withCatalog(open)

  test('what changes, what is read and what goes wrong reaches those who watch', async () => {
    const watching = await follow(catalog())
    const hello = await watching.next('hello')
    assert.equal(typeof (hello.data as { revision: number }).revision, 'number')
    catalog().host.set('/lamp.yaml', lamp('lights'))
    const added = await catalog().post('/locations', {
      type: 'url',
      target: `${catalog().host.url}/lamp.yaml`,
    })
    assert.equal(added.status, 201)
    for (;;) {
      const { data, id } = await watching.next('changed')
      const { refs, all, revision } = data as { refs: string[]; all: boolean; revision: number }
      assert.equal(id, String(revision))
      if (refs.includes('component:default/lamp')) break
      assert.ok(all || refs.length > 0)
    }
    const { data } = await watching.next('refreshed')
    assert.ok((data as { sourceIds: string[] }).sourceIds.length > 0)
    catalog().host.set('/lamp.yaml', 'kind: [')
    await catalog().post('/refresh', { entityRef: 'component:default/lamp' })
    const problems = await watching.next('problems')
    assert.ok((problems.data as { error: number }).error > 0)
    watching.end()
  })

  test('one who comes back is told that something happened meanwhile', async () => {
    const first = await follow(catalog())
    const { id } = await first.next('hello')
    assert.ok(id)
    first.end()
    const current = await follow(catalog(), '/changes', { 'last-event-id': id })
    assert.equal((await current.next('hello')).id, id)
    current.end()
    await catalog().db.transaction(async (trx) => {
      await sql`update catalog_meta set value = value + 1 where key = 'revision'`.execute(trx)
    })
    for (const [path, headers] of [
      [`/changes?since=${id}`, {}],
      ['/changes', { 'last-event-id': id }],
    ] as const) {
      const back = await follow(catalog(), path, headers)
      const { data } = await back.next('changed')
      assert.equal((data as { all: boolean }).all, true)
      back.end()
    }
  })

  test('changes of another process are seen in the revision of the database', async () => {
    const stop = new AbortController()
    // Events of its own: as in a process that did not make the change.
    const feed = createChangeFeed({
      db: catalog().db,
      events: createEvents(silentLog),
      log: silentLog,
      signal: stop.signal,
    })
    const changed = new Promise<CatalogChange>((resolve) => {
      feed.watch((change) => {
        if (change.event === 'changed') resolve(change)
      })
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await catalog().db.transaction(async (trx) => {
      await sql`update catalog_meta set value = value + 1 where key = 'revision'`.execute(trx)
    })
    const { data } = await changed
    assert.deepEqual({ ...data, revision: 0 }, { refs: [], all: true, revision: 0 })
    stop.abort()
  })

  test('a stranger and a wrong number are refused', async () => {
    assert.match(
      await errorOf(await catalog().ask('/changes', { headers: { authorization: 'Bearer x' } })),
      /^401/,
    )
    assert.match(await errorOf(await catalog().ask('/changes?since=x')), /^400/)
  })
})

test('events are read across the pieces they arrive in', async () => {
  const text = 'retry: 2000\n\n: hi\n\nevent: changed\nid: 7\ndata: {"refs":["a"]}\n\ndata: 1\n\nevent: cut'
  const bytes = new TextEncoder().encode(text)
  for (const size of [1, 3, bytes.length]) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
        controller.close()
      },
    })
    const read: ServerEvent[] = []
    for await (const event of readEvents(body)) read.push(event)
    assert.deepEqual(read, [
      { event: 'changed', id: '7', data: { refs: ['a'] } },
      { event: 'message', id: undefined, data: 1 },
    ])
  }
})
