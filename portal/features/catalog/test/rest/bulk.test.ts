/** Many entities at once: refreshing, planning what unregistering comes to, and doing it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Criteria, Decision } from '@callboard/sdk'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { errorOf, type Json, withCatalog } from './start-catalog.ts'

const boat = (name: string, owner = 'pilots') => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, lifecycle: production, owner: ${owner} }
`
const refOf = (name: string) => `component:default/${name}`

forEachDatabase((_name, open) => {
  describe('everybody may do everything', () => {
    const portal = withCatalog(open)
    const post = async (path: string, body: unknown): Promise<Json> => {
      const response = await portal().post(path, body)
      assert.equal(response.status, 200, await response.clone().text())
      return response.json()
    }
    const register = async (path: string, ...names: string[]): Promise<Json> => {
      portal().host.set(path, names.map((name) => boat(name)).join('---\n'))
      const target = portal().host.url + path
      const { location } = (await (await portal().post('/locations', { type: 'url', target })).json()) as Json
      const last = `/entities?filter=metadata.name=${names.at(-1)}`
      await portal().until(last, (found: Json[]) => found.length === 1)
      return location
    }
    const there = async (...names: string[]): Promise<string[]> => {
      const filter = names.map((name) => `filter=metadata.name=${name}`).join('&')
      const found: Json[] = await portal().json(`/entities?${filter}`)
      return found.map((entity) => entity.metadata.name)
    }

    test('refreshing thousands is one call, and says which are not there', async () => {
      await register('/one.yaml', 'tug', 'tanker')
      const none = Array.from({ length: 9_990 }, (_, index) => refOf(`none-${index}`))
      const entityRefs = [
        refOf('tug'),
        'Component:default/TANKER',
        refOf('tug'),
        'user:default/rosa',
        ...none,
      ]
      const started = performance.now()
      const { sources, failures } = await post('/entities/refresh', { entityRefs })
      assert.ok(performance.now() - started < 2_000, 'quickly')
      assert.equal(sources, 2, 'the registered file, and the one of the config')
      assert.equal(failures.length, none.length)
      assert.deepEqual(failures[0], { id: none[0], message: `Entity ${none[0]} not found` })
      const most = await portal().post('/entities/refresh', { entityRefs: Array(10_001).fill('a') })
      assert.equal(most.status, 400)
    })

    test('a plan says what goes with a registration, and what cannot go', async () => {
      const location = await register('/fleet.yaml', 'ferry', 'frigate')
      const plan = await post('/entities/removal-plan', {
        entityRefs: [refOf('ferry'), 'user:default/rosa', refOf('nowhere')],
      })
      assert.deepEqual(plan, {
        registrations: [{ location, entities: 3 }],
        others: [refOf('frigate'), location.entityRef],
        othersTotal: 2,
        loose: [],
        kept: 1,
      })
    })

    test('registrations and entities are taken out batch by batch; what is gone already is no failure', async () => {
      const one = await register('/a.yaml', 'ark')
      const two = await register('/b.yaml', 'barge', 'brig')
      const ids = [one.id, two.id, 'never-was']
      assert.deepEqual(await post('/locations/delete', { ids }), { failures: [] })
      assert.deepEqual(await there('ark', 'barge', 'brig'), [])
      assert.deepEqual(await post('/locations/delete', { ids }), { failures: [] })

      const [entity]: Json[] = await portal().json('/entities?filter=metadata.name=rosa')
      const uids = [entity.metadata.uid, 'never-was']
      assert.deepEqual(await post('/entities/delete', { uids }), { failures: [] })
      assert.deepEqual(await there('rosa'), [])
      await post('/entities/refresh', { entityRefs: ['group:default/pilots'] })
      await portal().until('/entities?filter=metadata.name=rosa', (found: Json[]) => found.length === 1)
    })

    test('a batch is bounded', async () => {
      const ids = Array(101).fill('a')
      assert.equal((await portal().post('/locations/delete', { ids })).status, 400)
      assert.equal((await portal().post('/entities/delete', { uids: ids })).status, 400)
    })
  })

  describe('a policy with conditions', () => {
    const owned: Criteria = {
      rule: 'IS_ENTITY_OWNER',
      resourceType: 'catalog-entity',
      params: { claims: ['group:default/pilots'] },
    }
    const secret: Criteria = {
      rule: 'HAS_METADATA',
      resourceType: 'catalog-entity',
      params: { key: 'name', value: 'secret' },
    }
    const portal = withCatalog(open, {
      permissions: {
        async decide(_credentials, { permission }): Promise<Decision> {
          const because = 'Because of a test.'
          const resourceType = 'catalog-entity'
          if (permission === 'catalog.entity.read') {
            return { result: 'CONDITIONAL', resourceType, conditions: { not: secret }, because }
          }
          if (permission === 'catalog.entity.refresh' || permission === 'catalog.entity.delete') {
            return { result: 'CONDITIONAL', resourceType, conditions: owned, because }
          }
          return { result: 'ALLOW', because }
        },
      },
    })

    test('only what the caller may see and touch is touched, the rest is told one by one', async () => {
      const register = async (path: string, text: string): Promise<Json> => {
        portal().host.set(path, text)
        const target = portal().host.url + path
        return ((await (await portal().post('/locations', { type: 'url', target })).json()) as Json).location
      }
      const mine = await register('/mine.yaml', boat('mine'))
      const theirs = await register('/theirs.yaml', `${boat('theirs', 'cooks')}---\n${boat('too')}`)
      const hidden = await register('/hidden.yaml', boat('secret', 'cooks'))
      for (const name of ['mine', 'too']) {
        await portal().until(`/entities?filter=metadata.name=${name}`, (found: Json[]) => found.length === 1)
      }
      await portal().until('/sources', ({ items }) =>
        items.every((source: Json) => source.state !== 'pending' && !source.reading),
      )
      const post = async (path: string, body: unknown): Promise<Json> =>
        (await portal().post(path, body)).json()
      const needs = (permission: string, what: string) =>
        `This needs the permission '${permission}' ${what}. Because of a test.`

      const entityRefs = ['mine', 'theirs', 'secret', 'none'].map(refOf)
      assert.deepEqual(await post('/entities/refresh', { entityRefs }), {
        sources: 1,
        failures: [
          { id: refOf('theirs'), message: needs('catalog.entity.refresh', `for ${refOf('theirs')}`) },
          { id: refOf('secret'), message: `Entity ${refOf('secret')} not found` },
          { id: refOf('none'), message: `Entity ${refOf('none')} not found` },
        ],
      })

      const plan = await post('/entities/removal-plan', { entityRefs })
      assert.deepEqual(
        plan.registrations.map(({ location }: Json) => location.id),
        [mine.id, theirs.id],
        'nothing is told of what is hidden',
      )

      const uidOf = async (name: string) =>
        (await portal().db.get<{ uid: string }>(`select uid from catalog_entities where name = '${name}'`))
          ?.uid
      const uids = await Promise.all(['theirs', 'secret'].map(uidOf))
      assert.deepEqual(
        await post('/entities/delete', { uids }),
        {
          failures: [{ id: uids[0], message: needs('catalog.entity.delete', `for ${refOf('theirs')}`) }],
        },
        'what is hidden is as if it were gone already',
      )
      assert.equal(await uidOf('secret'), uids[1])
      const deleted = await post('/locations/delete', { ids: [mine.id, theirs.id, hidden.id] })
      assert.deepEqual(
        new Map(deleted.failures.map(({ id, message }: Json) => [id, message])),
        new Map([
          [theirs.id, needs('catalog.entity.delete', `for ${refOf('theirs')}`)],
          [hidden.id, needs('catalog.entity.delete', 'for something you may not see')],
        ]),
      )
      const left: Json[] = await portal().json('/entities?filter=kind=component')
      const names = left.map((entity) => entity.metadata.name)
      assert.ok(names.includes('theirs') && names.includes('too') && !names.includes('mine'), names.join())
    })
  })

  describe('read-only', () => {
    const portal = withCatalog(open, { config: { readonly: true } })
    test('registrations stay', async () => {
      const message = '403 This operation not allowed in readonly mode'
      assert.equal(await errorOf(await portal().post('/locations/delete', { ids: [] })), message)
    })
  })
})
