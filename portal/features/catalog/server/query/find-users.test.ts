import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entity } from '@callboard/sdk/model'
import { refOf } from '@callboard/sdk/model'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { builtinRelations } from '../ingest/index.ts'
import { catalogMigrations, insertSource, prepare, saveFiles, writeContext } from '../store/index.ts'
import { beginChange } from '../store/write-context.ts'
import { findUsers } from './find-users.ts'

const entity = (kind: string, name: string, email: string, id: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', annotations: { 'github.com/user-id': id } },
  spec: { memberOf: [], type: 'team', children: [], profile: { email } },
})

const entities = [
  entity('User', 'Ada', 'Ada@Acme.com', '4711'),
  entity('User', 'grace', 'shared@acme.com', '1'),
  entity('User', 'joan', 'shared@acme.com', '2'),
  entity('User', 'jean', 'shared@acme.com', '3'),
  entity('Group', 'crew', 'crew@acme.com', '4'),
]

forEachDatabase((_name, open) => {
  test('users are found by ref, address and annotation, whatever the case; groups are not', async () => {
    const db = await open(catalogMigrations)
    await db.transaction(async (trx) => {
      const context = writeContext({ trx, dialect: db.dialect, now: Date.now() })
      await beginChange(context)
      const source = await insertSource(context, { kind: 'config', type: 'file', target: '/all.yaml' })
      const documents = entities.map((one, document) =>
        prepare({
          ...{ document, line: 1, ref: refOf(one), entity: one, relations: builtinRelations(one) },
          ...{ targets: [], includes: [], hash: `hash ${document}`, problems: [] },
        }),
      )
      const file = { etag: null, contentHash: null, revision: null, targets: [], includes: [], parents: [] }
      await saveFiles(context, source.id, [
        { ...file, location: 'file:/all.yaml', state: 'ok', documents, problems: [] },
      ])
    })
    const ada = ['user:default/ada']
    assert.deepEqual(await findUsers(db, { ref: 'user:default/ADA' }), ada)
    assert.deepEqual(await findUsers(db, { email: 'ada@acme.COM' }), ada)
    assert.deepEqual(await findUsers(db, { annotation: 'github.com/user-id', value: '4711' }), ada)
    assert.equal((await findUsers(db, { email: 'shared@acme.com' })).length, 2)
    const nobody = [
      { email: 'crew@acme.com' },
      { ref: 'group:default/crew' },
      { ref: 'user:default/nobody' },
      { email: '%' },
      { email: '' },
      { email: "'; drop table catalog_entities; --\0\ud800" },
      { annotation: 'github.com/user-id', value: '4' },
    ]
    for (const question of nobody)
      assert.deepEqual(await findUsers(db, question), [], JSON.stringify(question))
  })
})
