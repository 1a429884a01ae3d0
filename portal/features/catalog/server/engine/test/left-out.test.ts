/** What the config leaves out: processors, and providers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../../../testing/databases.ts'
import { component, smallCatalog, startEngine } from './small-catalog.ts'

const annotations = {
  'backstage.io/managed-by-location': 'url:https://org.example/teams',
  'backstage.io/managed-by-origin-location': 'url:https://org.example/teams',
}
const team = (name: string) => ({
  entity: {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, annotations },
    spec: { type: 'team', children: [] },
  },
})

forEachDatabase((_name, open) => {
  test('a processor that is left out does nothing, and back again processes the same files anew', async () => {
    const files = { 'a.yaml': component('a', '  note: { $text: ./note.txt }'), 'note.txt': 'hello' }
    const catalog = await smallCatalog(open, {
      files,
      catalog: { processorOptions: { PlaceholderProcessor: { disabled: true } } },
    })
    const note = async () => (await catalog.entities()).get('component:default/a')?.spec?.note
    await catalog.scan()
    assert.deepEqual(await note(), { $text: './note.txt' })
    await catalog.configure({ processorOptions: {} })
    await catalog.scan()
    assert.equal(await note(), 'hello')
  })

  test('without the reader of files nothing is read, and what was read stays', async () => {
    const catalog = await smallCatalog(open, { files: { 'a.yaml': component('a') } })
    await catalog.scan()
    await catalog.configure({ disableDefaultProcessors: true })
    const [result] = await catalog.scan()
    assert.equal(result?.state, 'failing')
    assert.deepEqual(await catalog.refs(), ['component:default/a'])
    const [problem] = await catalog.problems()
    assert.match(
      problem?.message ?? '',
      /No processor was able to handle reading of file:.*FileReaderProcessor/,
    )
  })

  test('what a provider gave goes when it is left out, and comes again', async () => {
    const catalog = await smallCatalog(open, { catalog: { locations: [] } })
    const provider = catalog.engine.provider('org')
    await provider.applyMutation({ type: 'full', entities: [team('a')] })
    assert.deepEqual(await catalog.refs(), ['group:default/a'])
    await catalog.configure({ providerOptions: { org: { disabled: true } } })
    assert.deepEqual(await catalog.refs(), [])
    await provider.applyMutation({ type: 'full', entities: [team('a')] })
    assert.deepEqual(await catalog.refs(), [])
    await catalog.configure({ providerOptions: {} })
    await provider.applyMutation({ type: 'full', entities: [team('a')] })
    assert.deepEqual(await catalog.refs(), ['group:default/a'])
  })

  test('what a provider gave stays when the config says so', async () => {
    const catalog = await smallCatalog(open, { catalog: { locations: [] } })
    await catalog.engine.provider('org').applyMutation({ type: 'full', entities: [team('a')] })
    await catalog.configure({ providerOptions: { org: { disabled: true } }, orphanProviderStrategy: 'keep' })
    assert.deepEqual(await catalog.refs(), ['group:default/a'])
  })
  test('what a provider gave goes at the next start without it', async () => {
    const catalog = await smallCatalog(open, { catalog: { locations: [] } })
    await catalog.engine.provider('org').applyMutation({ type: 'full', entities: [team('a')] })
    const again = await startEngine(catalog.db, { catalog: { locations: [] }, folder: catalog.folder })
    assert.deepEqual(await catalog.refs(), [])
    await again.stop()
  })
})
