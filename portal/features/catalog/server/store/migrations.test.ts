import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrate } from '../../../../host/db/migrate.ts'
import { forEachDatabase, silentLog } from '../../../../testing/databases.ts'
import { catalogMigrations } from './migrations.ts'

forEachDatabase((_name, open) => {
  test('words of long descriptions are found in a database from before they were kept', async () => {
    const db = await open(catalogMigrations.slice(0, 1))
    await db.write
      .insertInto('catalog_terms')
      .values([{ id: 1, key: 'metadata.description', value: '', original: '', is_null: 1 }])
      .execute()
    const described = ['Long and WIDE', 'Long and WIDE', 'other', null]
    for (const [index, description] of described.entries()) {
      const id = index + 1
      const body = JSON.stringify({ kind: 'X', metadata: { name: `n${id}`, description } })
      const names = { ref: `x:default/n${id}`, kind: 'x', namespace: 'default', name: `n${id}` }
      const row = {
        id,
        uid: `u${id}`,
        ...names,
        body,
        hash: 'h',
        source_id: 's',
        created_at: 0,
        updated_at: 0,
      }
      await db.write.insertInto('catalog_entities').values(row).execute()
      await db.write.insertInto('catalog_postings').values({ term_id: 1, entity_id: id }).execute()
    }
    await migrate(db, catalogMigrations, silentLog)
    assert.deepEqual(
      await db.all(
        `select t.value, p.entity_id as id from catalog_terms t join catalog_postings p on p.term_id = t.id
         where t.value <> '' and t.is_null = 1 order by p.entity_id`,
      ),
      [
        { value: 'long and wide', id: 1 },
        { value: 'long and wide', id: 2 },
        { value: 'other', id: 3 },
      ],
    )
  })
})
