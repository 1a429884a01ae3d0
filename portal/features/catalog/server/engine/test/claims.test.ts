import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { JsonObject } from '@callboard/sdk/model'
import { forEachDatabase } from '../../../../../testing/databases.ts'
import { component, location, type SmallCatalog, smallCatalog } from './small-catalog.ts'

const twoRoots: JsonObject = {
  locations: [
    { type: 'file', target: './one.yaml' },
    { type: 'file', target: './two.yaml' },
  ],
}

forEachDatabase((_name, open) => {
  test('two files, one ref: the first source wins, the other waits, says so, and takes over', async () => {
    const catalog = await smallCatalog(open, {
      files: {
        'one.yaml': component('shop', '  system: one'),
        'two.yaml': `${component('shop', '  system: two')}\n---\n${component('pay')}`,
      },
      catalog: twoRoots,
    })
    await catalog.scan()
    const system = async () => (await catalog.entities()).get('component:default/shop')?.spec?.system
    const uid = async () => (await catalog.entities()).get('component:default/shop')?.metadata.uid
    assert.equal(await system(), 'one')
    const [one, two] = ['one.yaml', 'two.yaml'].map((name) => `file:${join(catalog.folder, name)}`)
    const message = `Detected conflicting entityRef component:default/shop already referenced by ${one} and now also ${two}`
    assert.deepEqual(
      (await catalog.problems()).map((problem) => problem.message),
      [message],
    )
    assert.deepEqual(await catalog.problemsOf('component:default/shop'), [])
    const roots = [...(await catalog.entities()).values()].filter(
      (entity) => entity.spec?.target === two!.slice(5),
    )
    assert.deepEqual(await catalog.problemsOf(`location:default/${roots[0]!.metadata.name}`), [
      `ConflictError: ${message}`,
    ])
    assert.equal(catalog.published.filter(({ topic }) => topic === 'experimental.catalog.conflict').length, 1)

    const before = await uid()
    catalog.write({ 'one.yaml': component('other') })
    await catalog.scan()
    assert.equal(await system(), 'two')
    assert.equal(await uid(), before)
    assert.deepEqual(await catalog.problems(), [])

    catalog.write({ 'one.yaml': component('shop', '  system: one') })
    await catalog.scan()
    assert.equal(await system(), 'one')
    await catalog.configure({ locations: [{ type: 'file', target: './two.yaml' }] })
    assert.equal(await system(), 'two', 'what waited takes over at once, without a read')
    assert.deepEqual(await catalog.refs(), ['component:default/pay', 'component:default/shop'])
    assert.deepEqual(await catalog.problems(), [])
  })

  test('the order of the config decides, also when it changes', async () => {
    const catalog = await smallCatalog(open, {
      files: {
        'one.yaml': component('shop', '  system: one'),
        'two.yaml': component('shop', '  system: two'),
      },
      catalog: twoRoots,
    })
    await catalog.scan()
    await catalog.configure({ locations: (twoRoots.locations as JsonObject[]).toReversed() })
    const shop = (await catalog.entities()).get('component:default/shop')
    assert.equal(shop?.spec?.system, 'two')
    assert.equal((await catalog.problems()).length, 1)
  })

  test('one file reached from two sources is no conflict', async () => {
    const catalog = await smallCatalog(open, {
      files: {
        'one.yaml': location('one', './shared.yaml'),
        'two.yaml': location('two', './shared.yaml'),
        'shared.yaml': component('shop'),
      },
      catalog: twoRoots,
    })
    await catalog.scan()
    assert.deepEqual(await catalog.problems(), [])
    await catalog.configure({ locations: [{ type: 'file', target: './two.yaml' }] })
    assert.deepEqual(await catalog.refs(), ['component:default/shop', 'location:default/two'])
  })

  test('the catalog is the same whatever order the sources are read in', async () => {
    const files = {
      'one.yaml': `${component('a', '  system: one')}\n---\n${component('b', '  system: one')}`,
      'two.yaml': `${component('b', '  system: two')}\n---\n${component('c', '  system: two')}\n---\n${location('x', './extra/*.yaml')}`,
      'three.yaml': `${component('c', '  system: three')}\n---\n${component('a', '  system: three')}\n---\n${component('d')}`,
      'extra/1.yaml': component('d', '  system: extra1'),
      'extra/2.yaml': component('d', '  system: extra2'),
    }
    const locations = ['./one.yaml', './two.yaml', './three.yaml'].map((target) => ({ type: 'file', target }))
    const outcome = async (catalog: SmallCatalog) => ({
      entities: [...(await catalog.entities())].map(([ref, { metadata, spec }]) => [
        ref,
        metadata.etag,
        spec,
      ]),
      relations: await catalog.relations(),
      problems: await catalog.problems(),
    })
    const first = await smallCatalog(open, { files, catalog: { locations } })
    await first.scan()
    const expected = await outcome(first)
    assert.deepEqual((await first.entities()).get('component:default/d')?.spec?.system, 'extra1')
    const orders = [
      [2, 1, 0],
      [1, 2, 0],
      [0, 2, 1, 0],
      [2, 0, 2, 1],
    ]
    for (const order of orders) {
      const catalog = await smallCatalog(open, { files, catalog: { locations }, folder: first.folder })
      const sources = await catalog.sources()
      for (const index of order) await catalog.engine.scan(sources[index]!.id)
      assert.deepEqual(await outcome(catalog), expected, `order ${order}`)
    }
  })

  test('two processes that read the same source at once do not get into each other’s way', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`${i}.yaml`, component(`svc-${i}`)]),
    )
    const catalog = await smallCatalog(open, { files })
    const [source] = await catalog.sources()
    await Promise.all([catalog.engine.scan(source!.id), catalog.engine.scan(source!.id)])
    assert.equal((await catalog.refs()).length, 60)
    const twice = await catalog.db.all(
      'select ref_id from catalog_history group by ref_id having count(*) > 1',
    )
    assert.deepEqual(twice, [])
  })

  test('orphans stay when the config says so, marked, and are adopted again', async () => {
    const catalog = await smallCatalog(open, {
      files: { 'a.yaml': component('shop'), 'b.yaml': component('pay') },
      catalog: { orphanStrategy: 'keep' },
    })
    await catalog.scan()
    catalog.remove('b.yaml')
    await catalog.scan()
    const orphan = (await catalog.entities()).get('component:default/pay')
    assert.equal(orphan?.metadata.annotations?.['backstage.io/orphan'], 'true')
    const posted = await catalog.db.all(
      `select 1 from catalog_postings p join catalog_terms t on t.id = p.term_id
       where t.key = 'metadata.annotations.backstage.io/orphan' and t.value = 'true'`,
    )
    assert.equal(posted.length, 1)
    const revision = await catalog.revision()
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
    catalog.write({ 'c.yaml': component('pay') })
    await catalog.scan()
    const adopted = (await catalog.entities()).get('component:default/pay')
    assert.equal(adopted?.metadata.uid, orphan?.metadata.uid)
    assert.equal(adopted?.metadata.annotations?.['backstage.io/orphan'], undefined)
    await catalog.engine.removeEntities([adopted!.metadata.uid!], 'user:default/ada')
    assert.deepEqual(await catalog.refs(), ['component:default/shop'])
  })

  test('an entity deleted by hand is gone at once, and comes back as a new one while it is declared', async () => {
    const catalog = await smallCatalog(open, { files: { 'a.yaml': component('shop') } })
    await catalog.scan()
    const uid = (await catalog.entities()).get('component:default/shop')!.metadata.uid!
    await catalog.engine.removeEntities([uid], 'user:default/ada')
    assert.deepEqual(await catalog.refs(), [])
    await catalog.engine.removeEntities([uid], 'x')
    await catalog.scan()
    const again = (await catalog.entities()).get('component:default/shop')!.metadata.uid
    assert.notEqual(again, uid)
    assert.deepEqual(await catalog.history('component:default/shop'), ['created', 'deleted', 'created'])
    const causes = await catalog.db.all<{ cause: string }>('select cause from catalog_history order by id')
    assert.ok(causes.some(({ cause }) => JSON.parse(cause).actor === 'user:default/ada'))
  })
})
