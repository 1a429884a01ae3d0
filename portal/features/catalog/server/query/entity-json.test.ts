import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entity, EntityView } from '@callboard/sdk/model'
import { refOf } from '@callboard/sdk/model'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { builtinRelations } from '../ingest/index.ts'
import { catalogMigrations, insertSource, prepare, saveFiles, writeContext } from '../store/index.ts'
import { beginChange } from '../store/write-context.ts'
import { everything } from './condition.ts'
import { assemble } from './entity-json.ts'
import { createIdSets } from './id-sets.ts'
import { entityByRef } from './one.ts'
import { streamEntities } from './stream.ts'

const members = Array.from({ length: 4500 }, (_, index) => `user-${index}`)
const crowd: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'crowd', namespace: 'default' },
  spec: { type: 'team', children: [], members },
}
const users = members.slice(0, 450).map(
  (name): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { memberOf: ['crowd'] },
  }),
)

forEachDatabase((_name, open) => {
  test('relations are read in steps, and each is told once whichever end declares it', async () => {
    const db = await open(catalogMigrations)
    await db.transaction(async (trx) => {
      const context = writeContext({ trx, dialect: db.dialect, now: Date.now() })
      await beginChange(context)
      const source = await insertSource(context, { kind: 'config', type: 'file', target: '/all.yaml' })
      const documents = [crowd, ...users].map((entity, document) => {
        const relations = builtinRelations(entity)
        const parts = { targets: [], includes: [], problems: [] }
        return prepare({
          ...parts,
          relations,
          document,
          line: 1,
          ref: refOf(entity),
          entity,
          hash: `h${document}`,
        })
      })
      const file = { etag: null, contentHash: null, revision: null, targets: [], includes: [], parents: [] }
      await saveFiles(context, source.id, [
        { ...file, location: 'file:/a', state: 'ok', documents, problems: [] },
      ])
    })
    const sets = createIdSets(db, 1e6)(1)
    const scope = { db, sets, visible: everything, visibleKey: '', at: null, seen: null, hidden: null }
    const text = await entityByRef(scope, 'group:default/crowd')
    const { relations = [] } = JSON.parse(text ?? '{}') as EntityView
    assert.equal(relations.length, members.length)
    const refs = relations.map((relation) => relation.targetRef)
    assert.deepEqual(refs, members.map((name) => `user:default/${name}`).sort())

    const stream = await streamEntities(scope, { condition: everything, order: [], fields: null })
    const all = (await new Response(stream).json()) as EntityView[]
    assert.equal(all.length, users.length + 1)
    const uids = all.map((entity) => entity.metadata.uid ?? '')
    assert.deepEqual(uids, [...uids].sort())
    assert.ok(all.every((entity) => entity.relations?.length))
  })
})

test('relations and status are appended to the stored text', () => {
  const body = '{"kind":"API","metadata":{"name":"a"}}'
  assert.equal(assemble(body, null, undefined), body)
  const item = { type: 't', level: 'error', message: 'm "q"' } as const
  assert.deepEqual(JSON.parse(assemble(body, [{ type: 'x', targetRef: 'a:b/"c"' }], [item])), {
    kind: 'API',
    metadata: { name: 'a' },
    relations: [{ type: 'x', targetRef: 'a:b/"c"' }],
    status: { items: [item] },
  })
})
