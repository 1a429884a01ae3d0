import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../../../testing/databases.ts'
import { component, location, smallCatalog } from './small-catalog.ts'

forEachDatabase((_name, open) => {
  test('what a database cannot keep costs itself only, and leaves the neighbours alone', async () => {
    const catalog = await smallCatalog(open, {
      files: {
        'good.yaml': component('good'),
        'long.yaml': component('long', `  system: ${'漢'.repeat(900)}\n  dependsOn: [component:good]`),
        'half.yaml': component('half', '  note: "half \\ud83d end"', '  description: "\\ud83d"'),
        'targets.yaml': location('targets', `./${'y'.repeat(3_000)}.yaml`, './a\\u0000b.yaml', './good.yaml'),
        'huge.yaml': `${component('huge')}\n  text: ${'z'.repeat(3_000_000)}`,
        'emoji.yaml': component('emoji', `  note: "${'🚢'.repeat(100)}"`),
      },
      mode: 'thread',
    })
    await catalog.scan()
    assert.deepEqual(
      (await catalog.refs()).filter((ref) => ref.startsWith('component')),
      ['emoji', 'good', 'half', 'huge', 'long'].map((name) => `component:default/${name}`),
    )
    const long = await catalog.relations()
    assert.ok(long.includes('component:default/long dependsOn component:default/good'))
    assert.match((await catalog.problemsOf('component:default/long'))[0]!, /left out/)
    const revision = await catalog.revision()
    await catalog.scan()
    assert.equal(await catalog.revision(), revision)
  })

  test('a folder of giants is read in parts', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `${i}.yaml`,
        `${component(`big-${i}`)}\n  text: ${'z'.repeat(1_000_000)}`,
      ]),
    )
    const catalog = await smallCatalog(open, { files, mode: 'thread' })
    await catalog.scan()
    assert.equal((await catalog.refs()).length, 40)
  })
})
