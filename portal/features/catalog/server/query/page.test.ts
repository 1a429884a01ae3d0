/** Pages over more entities than are sorted at once, in every kind of order, on both databases. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Entity, EntityView } from '@callboard/sdk/model'
import { refOf } from '@callboard/sdk/model'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { catalogMigrations, insertSource, prepare, saveFiles, writeContext } from '../store/index.ts'
import { beginChange } from '../store/write-context.ts'
import { everything, oneOf } from './condition.ts'
import { readEntities } from './entity-json.ts'
import { idsIn } from './id-set.ts'
import { createIdSets, type IdSets } from './id-sets.ts'
import { countList, type ListRequest, readList } from './list.ts'
import { factsOf, matches, valuesOf } from './matches.ts'
import type { OrderField } from './order.ts'
import type { Scope } from './scope.ts'

const size = 2600

function entityOf(index: number): Entity {
  // Each name twice, in two namespaces.
  const place = (index * 7919) % size
  const name = `e-${place >> 1}`
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: index % 13 === 0 ? 'System' : 'Component',
    metadata: {
      name,
      namespace: place % 2 === 0 ? 'far' : 'default',
      ...(index % 2 === 0 && { title: `Title ${index % 300}` }),
      ...(index % 5 !== 0 && { tags: [`t${index % 11}`, `t${index % 4}`] }),
    },
    spec: { type: ['service', 'Library', 'tool'][index % 3] ?? 'tool', owner: `o${index % 70}` },
  }
}

const orders: OrderField[][] = [
  [],
  [{ field: 'metadata.name', order: 'asc' }],
  [{ field: 'metadata.name', order: 'desc' }],
  [{ field: 'kind', order: 'desc' }],
  [{ field: 'spec.type', order: 'asc' }],
  [{ field: 'spec.type', order: 'desc' }],
  [{ field: 'spec.owner', order: 'asc' }],
  [{ field: 'metadata.title', order: 'desc' }],
  [{ field: 'metadata.tags', order: 'asc' }],
  [{ field: 'metadata.tags', order: 'desc' }],
]

forEachDatabase((_name, open) => {
  let sets: IdSets
  let scope: Scope
  const views = new Map<string, EntityView>()

  test('entities are stored', async () => {
    const db = await open(catalogMigrations)
    await db.transaction(async (trx) => {
      const context = writeContext({ trx, dialect: db.dialect, now: Date.now() })
      await beginChange(context)
      const source = await insertSource(context, { kind: 'config', type: 'file', target: '/all.yaml' })
      const documents = Array.from({ length: size }, (_, index) => {
        const entity = entityOf(index)
        const parts = { relations: [], targets: [], includes: [], problems: [] }
        return prepare({ ...parts, document: index, line: 1, ref: refOf(entity), entity, hash: `h${index}` })
      })
      const file = { etag: null, contentHash: null, revision: null, targets: [], includes: [], parents: [] }
      await saveFiles(context, source.id, [
        { ...file, location: 'file:/a', state: 'ok', documents, problems: [] },
      ])
    })
    sets = createIdSets(db, 1e6)(1)
    scope = { db, sets, visible: everything, visibleKey: '', at: null, seen: null, hidden: null }
    for (const { ref, text } of (await readEntities(db, idsIn(await sets.everything()))).values()) {
      views.set(ref, JSON.parse(text) as EntityView)
    }
    assert.equal(views.size, size)
  })

  describe('each page follows the one before', () => {
    for (const order of orders) {
      for (const condition of [everything, oneOf('kind', ['component'])]) {
        const name = `${JSON.stringify(order)} ${condition.is}`
        test(name, async () => {
          const expected = sorted([...views.values()], order, condition === everything)
          const list = { condition, order, tie: 'uid', missing: 'drop', fields: ['metadata.uid'] } as const
          assert.equal(await countList(scope, list), expected.length)
          const seen: string[] = []
          let from: (string | null)[] | null = null
          for (;;) {
            const page = await readList(scope, { ...list, from, backwards: false, limit: 700, offset: 0 })
            seen.push(...page.map((item) => uidOf(item.text)))
            if (page.length < 700) break
            from = page.at(-1)?.keys ?? null
          }
          assert.deepEqual(seen, expected)
          const skipped = await readList(scope, {
            ...list,
            from: null,
            backwards: false,
            limit: 5,
            offset: 1111,
          })
          assert.deepEqual(
            skipped.map((item) => uidOf(item.text)),
            expected.slice(1111, 1116),
          )
          const edge = skipped[0]?.keys ?? null
          const before = await readList(scope, { ...list, from: edge, backwards: true, limit: 40, offset: 0 })
          assert.deepEqual(
            before.map((item) => uidOf(item.text)),
            expected.slice(1071, 1111),
          )
        })
      }
    }
  })

  describe('few of many are found by their names', () => {
    const few = oneOf('spec.owner', ['o1', 'o3', 'o5', 'o7', 'o9', 'o11', 'o13', 'o15', 'o17', 'o19'])
    for (const order of ['asc', 'desc'] as const) {
      test(order, async () => {
        const fields = [{ field: 'metadata.name', order }]
        const wanted = [...views.values()].filter((view) => matches(few, factsOf(view)))
        const expected = sorted(wanted, fields, true)
        assert.equal(expected.length, 375)
        const list = { condition: few, order: fields, tie: 'uid', missing: 'drop', fields: null } as const
        const uids = async (place: Pick<ListRequest, 'from' | 'backwards' | 'limit' | 'offset'>) => {
          const items = await readList(scope, { ...list, ...place })
          return { uids: items.map((item) => uidOf(item.text)), keys: items.at(-1)?.keys ?? null }
        }
        const seen: string[] = []
        let from: (string | null)[] | null = null
        for (;;) {
          const page = await uids({ from, backwards: false, limit: 15, offset: 0 })
          seen.push(...page.uids)
          if (page.uids.length < 15) break
          from = page.keys
        }
        assert.deepEqual(seen, expected)
        const skipped = await uids({ from: null, backwards: false, limit: 1, offset: 61 })
        assert.deepEqual(skipped.uids, expected.slice(61, 62))
        const before = await uids({ from: skipped.keys, backwards: true, limit: 20, offset: 0 })
        assert.deepEqual(before.uids, expected.slice(41, 61))
        for (const offset of [1, 93, 200, 201, 340, 374, 375, 900]) {
          const deep = await uids({ from: null, backwards: false, limit: 10, offset })
          assert.deepEqual(deep.uids, expected.slice(offset, offset + 10), `from ${offset} on`)
        }
      })
    }
  })

  function sorted(entities: EntityView[], order: OrderField[], all: boolean): string[] {
    const [by] = order
    const direction = by?.order === 'desc' ? -1 : 1
    const rows = entities
      .filter((entity) => all || entity.kind === 'Component')
      .map((entity) => {
        const values = by ? valuesOf(factsOf(entity), by.field.toLowerCase()).sort() : ['']
        return { value: values.at(direction === 1 ? 0 : -1), uid: entity.metadata.uid ?? '' }
      })
      .filter((row) => row.value !== undefined)
    const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
    return rows
      .sort((a, b) => direction * (compare(a.value ?? '', b.value ?? '') || compare(a.uid, b.uid)))
      .map((row) => row.uid)
  }
})

function uidOf(text: string): string {
  return (JSON.parse(text) as EntityView).metadata.uid ?? ''
}
