import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { forEachDatabase } from '../../../../../testing/databases.ts'
import { generatedRef, getLocation, listLocations } from '../../store/index.ts'
import { component, location, smallCatalog } from './small-catalog.ts'

/** A host of catalog files; `null` answers 500. */
async function filesHost(files: Record<string, string | null>) {
  const server = createServer((request, response) => {
    const file = files[request.url ?? '']
    if (file === undefined || file === null) response.writeHead(file === null ? 500 : 404).end()
    else response.end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { files, base: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` }
}

forEachDatabase((_name, open) => {
  const start = async (files: Record<string, string | null>, mode: 'inline' | 'thread' = 'inline') => {
    const host = await filesHost(files)
    const catalog = await smallCatalog(open, {
      catalog: { locations: [] },
      backend: { reading: { allow: [{ host: host.host }] } },
      mode,
    })
    return { host, catalog, url: (path: string) => ({ type: 'url', target: host.base + path }) }
  }

  test('a registered location is read, and everything only it kept alive goes with it at once', async () => {
    const files = {
      '/one.yaml': location('one', './shop.yaml', './both.yaml'),
      '/two.yaml': location('two', './both.yaml'),
      '/shop.yaml': component('shop'),
      '/both.yaml': component('both'),
    }
    const { catalog, url } = await start(files, 'thread')
    const one = await catalog.engine.addLocation(url('/one.yaml'), 'user:default/ada')
    assert.equal(one.entityRef, generatedRef(url('/one.yaml')))
    assert.deepEqual([...(await catalog.entities()).keys()], [one.entityRef], 'the Location is there at once')
    const two = await catalog.engine.addLocation(url('/two.yaml'), 'user:default/ada')
    await assert.rejects(catalog.engine.addLocation(url('/one.yaml'), 'x'), {
      name: 'ConflictError',
      message: `Location url:${url('/one.yaml').target} already exists`,
    })
    await catalog.scan()
    assert.equal((await catalog.refs()).length, 4)
    assert.equal((await listLocations(catalog.db.read)).length, 2)
    assert.equal(await catalog.engine.removeLocations([one.id], 'user:default/ada'), 1)
    assert.deepEqual(await catalog.refs(), ['component:default/both', 'location:default/two'])
    await catalog.engine.removeLocations([two.id], 'user:default/ada')
    assert.deepEqual([...(await catalog.entities()).keys()], [])
    for (const table of ['files', 'claims', 'relations', 'postings', 'problems', 'file_parents', 'sources']) {
      assert.deepEqual(await catalog.db.all(`select * from catalog_${table}`), [], table)
    }
    assert.equal(await catalog.engine.removeLocations([one.id], 'x'), 0)
  })

  test('a changed registration keeps its ref and reads the new target', async () => {
    const { catalog, url } = await start({ '/a.yaml': component('a'), '/b.yaml': component('b') })
    const { id, entityRef } = await catalog.engine.addLocation(url('/a.yaml'), 'x')
    await catalog.scan()
    const updated = await catalog.engine.updateLocation(id, url('/b.yaml'), 'x')
    assert.deepEqual(updated, { id, ...url('/b.yaml'), entityRef })
    await catalog.scan()
    assert.deepEqual(
      [...(await catalog.entities()).keys()],
      ['component:default/b', generatedRef(url('/b.yaml'))],
    )
    assert.deepEqual(await getLocation(catalog.db.read, id), updated)
  })

  test('a host that fails takes nothing away, and says what is wrong', async () => {
    const { catalog, url, host } = await start({ '/a.yaml': component('a') })
    const { id, entityRef } = await catalog.engine.addLocation(url('/a.yaml'), 'x')
    await catalog.engine.scan(id)
    host.files['/a.yaml'] = null
    await catalog.engine.scan(id)
    assert.deepEqual(await catalog.refs(), ['component:default/a'])
    assert.match((await catalog.problemsOf(entityRef))[0]!, /^UpstreamError: Unable to read url, .*500/)
    assert.equal((await catalog.problemsOf('component:default/a')).length, 1)
    host.files['/a.yaml'] = component('a')
    await catalog.engine.scan(id)
    assert.deepEqual(await catalog.problems(), [])
  })

  test('a dry run tells what would come, or everything that is wrong', async () => {
    const files: Record<string, string> = {
      '/one.yaml': location('one', './shop.yaml'),
      '/shop.yaml': component('shop'),
      '/bad.yaml': `${component('x y')}\n---\nkind: [`,
      '/twice.yaml': `${location('twice', './shop.yaml')}\n---\n${component('shop')}`,
    }
    const { catalog, url } = await start(files)
    const run = (path: string) => catalog.engine.dryRun({ ...url(path), presence: 'required' })
    const entities = await run('/one.yaml')
    assert.deepEqual(
      entities.map((entity) => entity.metadata.name.replace(/[0-9a-f]{40}/, 'sha1')),
      ['generated-sha1', 'one', 'shop'],
    )
    assert.equal(entities[2]?.metadata.uid, undefined)
    await assert.rejects(run('/nothing.yaml'), {
      name: 'InputError',
      message: `NotFoundError: Unable to read url, no matching files found for ${url('/nothing.yaml').target}`,
    })
    await assert.rejects(run('/bad.yaml'), /metadata.name.*, InputError: YAML error/)
    await assert.rejects(run('/twice.yaml'), { message: 'Duplicate nested entity: component:default/shop' })
    assert.deepEqual(await catalog.db.all('select * from catalog_files'), [])
  })

  test('refreshing entities makes their sources due', async () => {
    const { catalog, url } = await start({ '/a.yaml': component('a') })
    const { id } = await catalog.engine.addLocation(url('/a.yaml'), 'x')
    await catalog.engine.scan(id)
    const refs = ['component:default/a', 'component:default/a', 'component:default/b']
    assert.equal(await catalog.engine.refreshEntities(refs), 1)
    const due = (await catalog.jobs.list('catalog.refresh-source')).map((item) => item.key)
    assert.deepEqual(due, [id])
  })

  test('a provider gives, changes and takes away entities, and what its Locations lead to', async () => {
    const { catalog, url } = await start({ '/a.yaml': component('a') })
    const provider = catalog.engine.provider('org')
    const annotations = {
      'backstage.io/managed-by-location': 'url:https://org.example/teams',
      'backstage.io/managed-by-origin-location': 'url:https://org.example/teams',
    }
    const group = (name: string, title: string) => ({
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Group',
        metadata: { name, title, annotations },
        spec: { type: 'team', children: [] },
      },
    })
    const root = {
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Location',
        metadata: { name: 'found', annotations },
        spec: { type: 'url', target: url('/a.yaml').target },
      },
    }
    await provider.applyMutation({ type: 'full', entities: [group('a', 'A'), group('b', 'B'), root] })
    await catalog.scan()
    const all = ['component:default/a', 'group:default/a', 'group:default/b', 'location:default/found']
    assert.deepEqual(await catalog.refs(), all)
    const revision = await catalog.revision()
    await provider.applyMutation({ type: 'full', entities: [group('a', 'A'), group('b', 'B'), root] })
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
    await provider.applyMutation({
      type: 'delta',
      added: [group('a', 'New')],
      removed: [{ entityRef: 'group:default/b' }, root],
    })
    await catalog.scan()
    assert.deepEqual(await catalog.refs(), ['group:default/a'])
    assert.equal((await catalog.entities()).get('group:default/a')?.metadata.title, 'New')
  })
})
