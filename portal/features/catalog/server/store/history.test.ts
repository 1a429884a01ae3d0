import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { component, smallCatalog } from '../engine/test/small-catalog.ts'
import { pruneHistory } from './history.ts'
import { writeContext } from './write-context.ts'

forEachDatabase((_name, open) => {
  test('retention keeps the newest versions, and always the last one', async () => {
    const catalog = await smallCatalog(open, { files: { 'quiet.yaml': component('quiet') } })
    for (let round = 0; round < 6; round += 1) {
      catalog.write({ 'a.yaml': component('busy', `  system: s${round}`) })
      await catalog.scan()
    }
    const prune = (maxVersions: number, before: number, limit = 100) =>
      catalog.db.transaction((trx) =>
        pruneHistory(
          writeContext({ trx, dialect: catalog.db.dialect, now: Date.now() }),
          { maxVersions, before },
          limit,
        ),
      )
    assert.equal(await prune(100, 0), 0)
    assert.equal(await prune(4, 0), 2)
    assert.deepEqual(await catalog.history('component:default/busy'), Array(4).fill('updated'))
    assert.equal(await prune(100, Date.now() + 60_000, 2), 2, 'in small batches')
    await prune(100, Date.now() + 60_000)
    assert.deepEqual(await catalog.history('component:default/busy'), ['updated'])
    assert.deepEqual(await catalog.history('component:default/quiet'), ['created'])
    assert.deepEqual(await catalog.db.all('select * from catalog_past_relations'), [])
  })
})
