/** The set a condition selects in the database, and what it matches in memory, must be the same entities. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entity, EntityView } from '@callboard/sdk/model'
import { refOf } from '@callboard/sdk/model'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { builtinRelations } from '../ingest/index.ts'
import { catalogMigrations, insertSource, prepare, saveFiles, writeContext } from '../store/index.ts'
import { beginChange } from '../store/write-context.ts'
import {
  allOf,
  anyOf,
  type Condition,
  contains,
  everything,
  exists,
  not,
  nothing,
  oneOf,
  relation,
  startsWith,
} from './condition.ts'
import { readEntities } from './entity-json.ts'
import { idsIn } from './id-set.ts'
import { createIdSets } from './id-sets.ts'
import { factsOf, matches } from './matches.ts'
import { select } from './select.ts'

const entity = (kind: string, name: string, spec: Entity['spec'] = {}, metadata: object = {}): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', ...metadata },
  spec,
})

const entities = [
  entity(
    'Component',
    'Alpha',
    { type: 'service', lifecycle: 'production', owner: 'crew' },
    { tags: ['a', 'B'], title: 'A%_\\x' },
  ),
  entity('Component', 'beta', {
    type: 'Service',
    lifecycle: 'x',
    owner: 'user:ann',
    dependsOn: ['component:alpha', 'resource:gone'],
  }),
  entity(
    'Component',
    'gamma',
    { type: ['service', 'other'], owner: 'nobody' },
    { title: 'Ärger', namespace: 'far' },
  ),
  entity('Group', 'crew', { type: 'team', children: [], members: ['ann', 'bob'] }),
  entity('User', 'ann', { memberOf: ['crew'], profile: { displayName: 'Ann' } }, { labels: { empty: '' } }),
  entity('API', 'wordy', { type: 'openapi' }, { description: `${'Much is said. '.repeat(30)}A Needle.` }),
  entity('API', 'endless', { type: 'openapi' }, { description: `${'ä'.repeat(1_500)} needle` }),
  entity('Widget', 'odd', {
    size: 7,
    on: true,
    off: null,
    long: 'y'.repeat(300),
    deep: [{ k: 'v' }, { k: 'w' }],
  }),
]

const leaves: Condition[] = [
  everything,
  nothing,
  oneOf('kind', ['Component']),
  oneOf('kind', ['user', 'GROUP']),
  oneOf('metadata.name', ['ALPHA', 'ann']),
  oneOf('metadata.namespace', ['far']),
  contains(['metadata.description'], 'a needle'),
  contains(['metadata.description'], 'needle'),
  contains(['metadata.description'], 'ää'),
  exists('metadata.description'),
  startsWith('metadata.description', 'much'),
  oneOf('metadata.description', ['', `${'much is said. '.repeat(30)}a needle.`]),
  oneOf('metadata.tags', ['b']),
  exists('metadata.tags.b'),
  oneOf('metadata.labels.empty', ['']),
  oneOf('spec.type', ['service']),
  oneOf('spec.size', ['7']),
  oneOf('spec.on', ['TRUE']),
  exists('spec.off'),
  oneOf('spec.off', ['']),
  exists('spec.long'),
  oneOf('spec.long', ['y'.repeat(300)]),
  oneOf('spec.deep.k', ['w']),
  exists('spec'),
  exists('metadata.name'),
  exists('metadata.title'),
  startsWith('metadata.name', 'AL'),
  startsWith('metadata.title', 'a%_\\'),
  startsWith('spec.off', ''),
  contains(['metadata.name', 'metadata.title'], 'Ä'),
  contains(['metadata.title'], '%_'),
  contains(['spec.profile.displayname', 'metadata.uid'], 'NN'),
  contains(['relations.dependsOn'], 'gone'),
  oneOf('metadata.name', []),
  oneOf('relations.ownedby', ['group:default/crew']),
  oneOf('relations.ownedBy', ['group:default/nobody', 'user:default/ann']),
  exists('relations.hasmember'),
  exists('relations'),
  startsWith('relations.dependson', 'resource:'),
  relation(['dependsOn', 'dependencyOf'], null),
  relation(null, ['component:default/alpha']),
  relation(['unheardof'], null),
  oneOf('metadata.title', ["a'\u0000;--"]),
]

forEachDatabase((_name, open) => {
  test('conditions select in the database what they match in memory', async () => {
    const db = await open(catalogMigrations)
    await db.transaction(async (trx) => {
      const context = writeContext({ trx, dialect: db.dialect, now: Date.now() })
      await beginChange(context)
      const source = await insertSource(context, { kind: 'config', type: 'file', target: '/all.yaml' })
      const documents = entities.map((one, document) =>
        prepare({
          document,
          line: 1,
          ref: refOf(one),
          entity: one,
          relations: builtinRelations(one),
          targets: [],
          includes: [],
          hash: `hash ${document}`,
          problems: [],
        }),
      )
      const file = { etag: null, contentHash: null, revision: null, targets: [], includes: [], parents: [] }
      await saveFiles(context, source.id, [
        { ...file, location: 'file:/all.yaml', state: 'ok', documents, problems: [] },
      ])
    })
    const sets = createIdSets(db, 1e6)(1)
    const all = await readEntities(db, idsIn(await sets.everything()))
    assert.equal(all.size, entities.length)
    const facts = [...all.values()].map(({ id, text }) => ({
      id,
      facts: factsOf(JSON.parse(text) as EntityView),
    }))
    const pairs = leaves.flatMap((a, index) => {
      const b = leaves[(index * 7 + 3) % leaves.length] ?? everything
      return [
        a,
        not(a),
        allOf([a, b]),
        anyOf([a, b]),
        allOf([a, not(b)]),
        anyOf([not(a), b]),
        not(anyOf([a, b])),
      ]
    })
    for (const condition of pairs) {
      const selected = idsIn(await select(sets, condition)).sort((a, b) => a - b)
      const matched = facts.filter((one) => matches(condition, one.facts)).map(({ id }) => id)
      assert.deepEqual(
        selected,
        matched.sort((a, b) => a - b),
        JSON.stringify(condition),
      )
    }
  })
})
