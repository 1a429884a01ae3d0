import assert from 'node:assert/strict'
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { forEachDatabase } from '../../../../../testing/databases.ts'
import { generatedRef } from '../../store/index.ts'
import { component, location, smallCatalog } from './small-catalog.ts'

forEachDatabase((_name, open) => {
  test('files become entities with their relations, and a second read writes nothing', async () => {
    const catalog = await smallCatalog(open, {
      files: {
        'a.yaml': component('shop', '  system: web\n  dependsOn: [component:pay]'),
        'b.yaml': component('pay'),
      },
      mode: 'thread',
    })
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), ['component:default/pay', 'component:default/shop'])
    assert.deepEqual(await catalog.relations(), [
      'component:default/pay dependencyOf component:default/shop',
      'component:default/pay ownedBy group:default/team-a',
      'component:default/shop dependsOn component:default/pay',
      'component:default/shop ownedBy group:default/team-a',
      'component:default/shop partOf system:default/web',
      'group:default/team-a ownerOf component:default/pay',
      'group:default/team-a ownerOf component:default/shop',
      'system:default/web hasPart component:default/shop',
    ])
    const shop = (await catalog.entities()).get('component:default/shop')!
    assert.deepEqual(Object.keys(shop), ['apiVersion', 'kind', 'metadata', 'spec'])
    assert.deepEqual(Object.keys(shop.metadata), ['namespace', 'annotations', 'name', 'uid', 'etag'])
    assert.match(shop.metadata.uid!, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const revision = await catalog.revision()
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
    assert.deepEqual(await catalog.history('component:default/shop'), ['created'])
  })

  test('a change keeps the uid, writes what differs and is remembered', async () => {
    const catalog = await smallCatalog(open, { files: { 'a.yaml': component('shop', '  system: web') } })
    await catalog.scan()
    const before = (await catalog.entities()).get('component:default/shop')!
    catalog.write({ 'a.yaml': component('shop', '  system: mobile') })
    await catalog.scan()
    const after = (await catalog.entities()).get('component:default/shop')!
    assert.equal(after.metadata.uid, before.metadata.uid)
    assert.notEqual(after.metadata.etag, before.metadata.etag)
    assert.equal(after.spec?.system, 'mobile')
    assert.deepEqual(await catalog.history('component:default/shop'), ['created', 'updated'])
    const relations = await catalog.relations()
    assert.ok(relations.includes('component:default/shop partOf system:default/mobile'))
    assert.ok(!relations.includes('component:default/shop partOf system:default/web'))
    const past = await catalog.db.all('select 1 from catalog_past_relations')
    assert.equal(past.length, 2)
    const terms = await catalog.db.all<{ value: string }>(
      `select t.value from catalog_terms t join catalog_postings p on p.term_id = t.id where t.key = 'spec.system'`,
    )
    assert.deepEqual(terms, [{ value: 'mobile' }])
  })

  test('a new time stamp without new content is no change', async () => {
    const catalog = await smallCatalog(open, { files: { 'a.yaml': component('shop') } })
    await catalog.scan()
    const revision = await catalog.revision()
    utimesSync(join(catalog.folder, 'a.yaml'), 1, 1)
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
  })

  test('a document that turns bad keeps its last good entity, until it is mended', async () => {
    const good = `${component('shop')}\n---\n${component('pay')}`
    const catalog = await smallCatalog(open, { files: { 'a.yaml': good } })
    await catalog.scan()
    const bad = {
      'YAML error': `${component('shop')}\n---\nkind: Component\nmetadata: {name: pay}\nspec: [`,
      'missing owner': `${component('shop')}\n---\n${component('pay').replace('  owner: team-a', '')}`,
      'wrong name': `${component('shop')}\n---\n${component('pa y')}`,
    }
    for (const [reason, text] of Object.entries(bad)) {
      catalog.write({ 'a.yaml': text })
      await catalog.scan()
      assert.deepEqual(await catalog.refs(), ['component:default/pay', 'component:default/shop'], reason)
      const [problem] = await catalog.problems()
      assert.ok(problem?.line && problem.line >= 10, `${reason}: line of the second document`)
      assert.equal((await catalog.problemsOf('component:default/pay')).length, 1, reason)
      catalog.write({ 'a.yaml': good })
      await catalog.scan()
      assert.deepEqual(await catalog.problems(), [], reason)
    }
    assert.deepEqual(await catalog.history('component:default/pay'), ['created'])
  })

  test('a file that is good after being unreadable is whole again; a removed one under a glob goes', async () => {
    const catalog = await smallCatalog(open, {
      files: { 'root.yaml': location('root', './x/a.yaml'), 'x/a.yaml': component('shop') },
      catalog: { locations: [{ type: 'file', target: './root.yaml' }] },
    })
    await catalog.scan()
    catalog.remove('x/a.yaml')
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), ['component:default/shop', 'location:default/root'])
    const expected = /^NotFoundError: file .*x\/a.yaml does not exist$/
    for (const ref of ['location:default/root', 'component:default/shop']) {
      const problems = await catalog.problemsOf(ref)
      assert.equal(problems.length, 1, ref)
      assert.match(problems[0]!, expected)
    }
    const revision = await catalog.revision()
    await catalog.scan()
    assert.equal(await catalog.revision(), revision, 'the same failure again is no news')
    catalog.write({ 'x/a.yaml': component('shop') })
    await catalog.scan()
    assert.deepEqual(await catalog.problems(), [])
  })

  test('a target that a Location no longer names goes with what it led to', async () => {
    const catalog = await smallCatalog(open, {
      files: {
        'root.yaml': location('root', './x/*.yaml', './deep.yaml'),
        'x/a.yaml': component('shop'),
        'x/b.yaml': component('pay'),
        'deep.yaml': location('deep', './y/c.yaml'),
        'y/c.yaml': component('map'),
      },
      catalog: { locations: [{ type: 'file', target: './root.yaml' }] },
    })
    await catalog.scan()
    assert.equal((await catalog.refs()).length, 5)
    catalog.remove('x/b.yaml')
    catalog.write({ 'root.yaml': location('root', './x/*.yaml') })
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), ['component:default/shop', 'location:default/root'])
    assert.deepEqual(await catalog.history('component:default/map'), ['created', 'deleted'])
    const files = await catalog.db.all('select location from catalog_files')
    assert.equal(files.length, 3)
  })

  test('a bad Location document keeps what it led to', async () => {
    const root = location('root', './x/a.yaml')
    const catalog = await smallCatalog(open, {
      files: { 'root.yaml': root, 'x/a.yaml': component('shop') },
      catalog: { locations: [{ type: 'file', target: './root.yaml' }] },
    })
    await catalog.scan()
    for (const bad of [root.replace('spec:', 'spec: ['), root.replace('name: root', 'name: root, tags: 5')]) {
      catalog.write({ 'root.yaml': bad })
      await catalog.scan()
      assert.deepEqual(await catalog.refs(), ['component:default/shop', 'location:default/root'])
      assert.equal((await catalog.problemsOf('location:default/root')).length, 1)
    }
    catalog.write({ 'root.yaml': root })
    await catalog.scan()
    assert.deepEqual(await catalog.problems(), [])
  })

  test('Locations that point at each other are read once', async () => {
    const catalog = await smallCatalog(open, {
      files: {
        'a.yaml': location('a', './b.yaml', './a.yaml'),
        'b.yaml': `${location('b', './a.yaml')}\n---\n${component('shop')}`,
      },
      catalog: { locations: [{ type: 'file', target: './a.yaml' }] },
    })
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), [
      'component:default/shop',
      'location:default/a',
      'location:default/b',
    ])
    const parents = await catalog.db.all(
      `select r.ref from catalog_file_parents p join catalog_files f on f.id = p.file_id
       join catalog_refs r on r.id = p.ref_id where f.location like '%/a.yaml' order by 1`,
    )
    assert.equal(parents.length, 3)
  })

  test('a root that never could be read exists, with the problem', async () => {
    const catalog = await smallCatalog(open, {
      catalog: {
        locations: [
          { type: 'file', target: './nothing.yaml' },
          { type: 'url', target: 'https://nowhere.example/catalog-info.yaml' },
          { type: 'file', target: './none/*.yaml' },
        ],
      },
    })
    await catalog.scan()
    const missing = generatedRef({ type: 'file', target: join(catalog.folder, 'nothing.yaml') })
    assert.deepEqual(await catalog.problemsOf(missing), [
      `NotFoundError: file ${catalog.folder}/nothing.yaml does not exist`,
    ])
    const refused = generatedRef({ type: 'url', target: 'https://nowhere.example/catalog-info.yaml' })
    assert.match(
      (await catalog.problemsOf(refused))[0]!,
      /^NotAllowedError: .*Reading from .* is not allowed/,
    )
    const empty = generatedRef({ type: 'file', target: join(catalog.folder, 'none/*.yaml') })
    assert.match((await catalog.problemsOf(empty))[0]!, /no matching files found/)
    const revision = await catalog.revision()
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
    assert.deepEqual(new Set((await catalog.sources()).map((source) => source.state)), new Set(['failing']))
  })

  test('an optional target may be missing without a word', async () => {
    const optional = location('root', './x.yaml').replace('spec: {', 'spec: { presence: optional,')
    const catalog = await smallCatalog(open, {
      files: { 'root.yaml': optional, 'x.yaml': component('shop') },
      catalog: { locations: [{ type: 'file', target: './root.yaml' }] },
    })
    await catalog.scan()
    catalog.remove('x.yaml')
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), ['location:default/root'])
    assert.deepEqual(await catalog.problems(), [])
  })

  test('a file pulled in by $text is looked at again, also while it is missing', async () => {
    const api = `apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: orders }
spec:
  type: openapi
  lifecycle: production
  owner: team-a
  definition: { $text: ./openapi.txt }`
    const catalog = await smallCatalog(open, {
      files: { 'a.yaml': api },
      catalog: { locations: [{ type: 'file', target: './a.yaml' }] },
    })
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), [])
    for (const text of ['first', 'second']) {
      catalog.write({ 'openapi.txt': text })
      await catalog.scan()
      assert.equal((await catalog.entities()).get('api:default/orders')?.spec?.definition, text)
      assert.deepEqual(await catalog.problems(), [])
    }
    catalog.remove('openapi.txt')
    await catalog.scan()
    assert.equal((await catalog.entities()).get('api:default/orders')?.spec?.definition, 'second')
    assert.equal((await catalog.problemsOf('api:default/orders')).length, 1)
    const revision = await catalog.revision()
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
  })

  test('a changed rule reads unchanged files again', async () => {
    const group =
      'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team-a}\nspec: {type: team, children: []}'
    const catalog = await smallCatalog(open, {
      files: { 'a.yaml': group },
      catalog: { rules: [{ allow: ['Location'] }] },
    })
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), [])
    await catalog.configure({ rules: [{ allow: ['Group'] }] })
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), ['group:default/team-a'])
  })

  test('a file with many documents is stored whole, and shrinks whole', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => component(`svc-${i}`)).join('\n---\n')
    const catalog = await smallCatalog(open, { files: { 'a.yaml': many(700) } })
    await catalog.scan()
    assert.equal((await catalog.refs()).length, 700)
    const uid = (await catalog.entities()).get('component:default/svc-500')?.metadata.uid
    catalog.write({ 'a.yaml': `${component('first')}\n---\n${many(600)}` })
    await catalog.scan()
    assert.equal((await catalog.refs()).length, 601)
    assert.equal((await catalog.entities()).get('component:default/svc-500')?.metadata.uid, uid)
    const revision = await catalog.revision()
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
  })
})
