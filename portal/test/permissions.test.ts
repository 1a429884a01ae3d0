/** The policy in the whole portal: what people see, and what they may change. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { TestPortal } from '../testing/start-test-portal.ts'
import { as, insiders, type Json, signer, startWith } from './policy-portal.ts'

describe('with a policy in config', () => {
  let portal: TestPortal
  const tokens: Record<string, string> = {}
  before(async () => {
    for (const name of ['ada', 'bo', 'cleo', 'boss']) tokens[name] = await signer.user(`user:default/${name}`)
    portal = await startWith(insiders)
  })
  after(() => portal?.close())

  const get = async (who: string, path: string) => {
    const answer = await as(portal, tokens[who] ?? '', `/api/catalog${path}`)
    return { status: answer.status, body: (await answer.json()) as Json }
  }
  const names = (entities: Json[]) => entities.map((entity) => entity.metadata.name).sort()

  test('lists, counts and facets hold what one may see', async () => {
    const { body } = await get('ada', '/entities')
    const expected = ['acme', 'ada', 'bakery', 'bo', 'cleo', 'crane', 'cranes', 'harbour', 'loading']
    assert.deepEqual(names(body), expected)
    const page = await get('ada', '/entities/by-query?filter=kind=component')
    assert.deepEqual([page.body.totalItems, names(page.body.items)], [1, ['crane']])
    const facets = await get('ada', '/entity-facets?facet=kind&filter=kind=component')
    assert.deepEqual(facets.body.facets.kind, [{ value: 'Component', count: 1 }])
    assert.deepEqual(names((await get('bo', '/entities?filter=kind=component')).body), ['oven'])
    const all = await get('boss', '/entities/by-query?limit=0')
    assert.ok(all.body.totalItems >= 14)
  })

  test('who has no role sees nothing, and is told so by nothing but emptiness', async () => {
    assert.deepEqual((await get('cleo', '/entities')).body, [])
    assert.equal((await get('cleo', '/entities/by-query')).body.totalItems, 0)
    assert.deepEqual((await get('cleo', '/locations')).body, [])
    assert.equal((await get('cleo', '/entities/by-name/component/default/crane')).status, 404)
    assert.equal((await get('cleo', '/graph?rootRef=component:default/crane')).body.nodes[0].missing, true)
  })

  test('a hidden entity is nowhere: by name, uid, refs, history, graph, impact, ancestry, problems', async () => {
    const { uid } = (await get('boss', '/entities/by-name/component/default/oven')).body.metadata
    assert.equal((await get('ada', '/entities/by-name/component/default/oven')).status, 404)
    assert.equal((await get('ada', `/entities/by-uid/${uid}`)).status, 404)
    assert.equal((await get('ada', '/entities/by-name/component/default/oven/history')).status, 404)
    assert.equal((await get('ada', '/entities/by-name/component/default/oven/ancestry')).status, 403)
    assert.equal((await get('ada', '/impact?ref=component:default/oven')).status, 404)
    const refs = await as(portal, tokens.ada ?? '', '/api/catalog/entities/by-refs', {
      json: { entityRefs: ['component:default/oven', 'component:default/crane'] },
    })
    const { items } = (await refs.json()) as Json
    assert.deepEqual([items[0], items[1].metadata.name], [null, 'crane'])
    const graph = (await get('ada', '/graph?rootRef=component:default/oven&depth=2')).body
    assert.deepEqual(
      graph.nodes.map((node: Json) => [node.ref, node.missing, node.owner]),
      [['component:default/oven', true, null]],
    )
    const from = (await get('ada', '/graph?rootRef=component:default/crane&depth=3')).body
    assert.ok(from.nodes.every((node: Json) => node.ref !== 'component:default/oven'))
    const changes = (await get('ada', '/history?limit=200')).body
    assert.ok(changes.items.length > 0)
    assert.ok(changes.items.every((item: Json) => !/oven|tide/.test(item.entityRef)))
    const past = new Date().toISOString()
    assert.deepEqual(names((await get('ada', `/entities?filter=kind=component&asOf=${past}`)).body), [
      'crane',
    ])
  })

  test('deny beats ownership', async () => {
    assert.equal((await get('ada', '/entities/by-name/component/default/tide')).status, 404)
    const { uid } = (await get('boss', '/entities/by-name/component/default/tide')).body.metadata
    const answer = await as(portal, tokens.ada ?? '', `/api/catalog/entities/by-uid/${uid}`, {
      method: 'DELETE',
    })
    assert.equal(answer.status, 403)
  })

  test('changes are refused with the permission, the rule and whom to ask', async () => {
    const refresh = (who: string, entityRef: string) =>
      as(portal, tokens[who] ?? '', '/api/catalog/refresh', { json: { entityRef } })
    assert.equal((await refresh('ada', 'component:default/crane')).status, 200)
    const refused = await refresh('ada', 'component:default/oven')
    assert.equal(refused.status, 403)
    const { message } = ((await refused.json()) as Json).error
    assert.match(message, /'catalog\.entity\.refresh' for component:default\/oven/)
    assert.match(message, /Rule 3 of the role "insider" \(in app-config\.yaml:\d+\)/)
    const missing = await refresh('ada', 'component:default/never-was')
    assert.equal(missing.status, 403, 'what is not there is answered like what is hidden')
    const create = await as(portal, tokens.ada ?? '', '/api/catalog/locations', {
      json: { type: 'url', target: 'https://example.invalid/a.yaml' },
    })
    const said = ((await create.json()) as Json).error.message
    assert.equal(create.status, 403)
    assert.match(
      said,
      /'catalog\.location\.create'\. No rule of the role "insider" allows it\. Ask an admin: user:default\/boss\./,
    )
    assert.equal((await as(portal, tokens.ada ?? '', '/api/admin/config')).status, 403)
    assert.equal((await as(portal, tokens.ada ?? '', '/api/permission/policy')).status, 403)
    assert.equal((await as(portal, tokens.boss ?? '', '/api/permission/policy')).status, 200)
  })

  test('live changes name nothing hidden', async () => {
    const stop = new AbortController()
    const stream = await as(portal, tokens.ada ?? '', '/api/catalog/changes', { signal: stop.signal })
    const heard: string[] = []
    const listening = (async () => {
      for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>)
        heard.push(Buffer.from(chunk).toString())
    })().catch(() => undefined)
    await portal.until(async () => (heard.join('').includes('event: hello') ? null : 'no hello'))
    const file = join(portal.folder, 'things.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"tier":"1"', '"tier":"2"'))
    await as(portal, tokens.boss ?? '', '/api/catalog/refresh', {
      json: { entityRef: 'component:default/oven' },
    })
    await portal.until(async () => (heard.join('').includes('event: changed') ? null : 'no change'))
    stop.abort()
    await listening
    assert.doesNotMatch(heard.join(''), /oven/)
    assert.match(heard.join(''), /"all":true/)
  })

  test('who leaves a group has lost its rights with the next request', async () => {
    assert.equal((await get('ada', '/entities/by-name/component/default/crane')).status, 200)
    const file = join(portal.folder, 'org.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"memberOf":["cranes"]', '"memberOf":["bakery"]'))
    await as(portal, tokens.boss ?? '', '/api/catalog/refresh', { json: { entityRef: 'user:default/ada' } })
    await portal.until(async () => {
      const { body } = await get('boss', '/entities/by-name/user/default/ada')
      return body.spec.memberOf[0] === 'bakery' ? null : 'not read yet'
    })
    assert.equal((await get('ada', '/entities/by-name/component/default/crane')).status, 404)
    assert.deepEqual((await get('ada', '/entities')).body, [], 'bakery is not below acme')
  })
})
