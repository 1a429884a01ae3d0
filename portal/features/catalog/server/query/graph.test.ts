import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OpenDatabase } from '../../../../host/db/open.ts'
import { forEachDatabase } from '../../../../testing/databases.ts'
import type { GraphAnswer } from '../../api.ts'
import { smallCatalog } from '../engine/test/small-catalog.ts'
import { allOf, type Condition, everything, isEverything } from './condition.ts'
import { type GraphRequest, readGraph } from './graph.ts'
import { createIdSets } from './id-sets.ts'
import { readImpact } from './impact.ts'
import type { Scope } from './scope.ts'
import { select } from './select.ts'

const entity = (kind: string, name: string, spec: string, meta = '') => `---
apiVersion: backstage.io/v1alpha1
kind: ${kind}
metadata: { name: ${name}${meta} }
spec: { type: service, lifecycle: production, ${spec} }
`

/** A harbour: tide is read by berths and cranes, cranes and pilots need each other, boats need the pilots. */
const harbour = [
  entity('Group', 'crew', 'children: [], profile: { displayName: Harbour crew }'),
  entity('Domain', 'harbour', 'owner: crew'),
  entity('System', 'quay', 'owner: crew, domain: harbour', ', title: The Quay'),
  entity('Resource', 'tide-db', 'owner: crew, system: quay'),
  entity(
    'Component',
    'Tide',
    'owner: crew, system: quay, providesApis: [tide-api], dependsOn: [resource:tide-db]',
  ),
  entity(
    'API',
    'tide-api',
    `owner: crew, system: quay, definition: "${'x'.repeat(20_000)}"`,
    ', title: Tide API',
  ),
  entity('Component', 'berths', 'owner: planners, system: quay, consumesApis: [tide-api]'),
  entity('Component', 'cranes', 'owner: crew, consumesApis: [tide-api], dependsOn: [component:pilots]'),
  entity('Component', 'pilots', 'owner: planners, dependsOn: [component:cranes]'),
  entity('Component', 'boats', 'owner: planners, dependsOn: [component:pilots, component:boats]'),
].join('')

async function scopeOf(db: OpenDatabase, visible: Condition = everything): Promise<Scope> {
  const sets = createIdSets(db, 1_000_000)(1)
  const seen = isEverything(visible) ? null : await select(sets, visible)
  return { db, sets, visible, visibleKey: '', at: null, seen, hidden: null }
}

const usual: GraphRequest = {
  roots: [],
  expanded: [],
  depth: 1,
  kinds: null,
  relations: null,
  direction: 'both',
  limit: 300,
}
const refsOf = (graph: GraphAnswer) => graph.nodes.map((node) => node.ref).sort()
const nodeOf = (graph: GraphAnswer, ref: string) => graph.nodes.find((node) => node.ref === ref)
const edgesOf = (graph: GraphAnswer) =>
  graph.edges.map(({ source, types, target }) => `${source} ${types.join(' ')} ${target}`).sort()

forEachDatabase((name, open) => {
  const ready = async () => {
    const catalog = await smallCatalog(open, { files: { 'harbour.yaml': harbour } })
    await catalog.scan()
    return catalog.db
  }
  let db: Promise<OpenDatabase> | undefined
  const graph = async (asked: Partial<GraphRequest>, visible?: Condition) => {
    db ??= ready()
    return readGraph(await scopeOf(await db, visible), { ...usual, ...asked })
  }
  const impact = async (ref: string, direction: 'dependents' | 'dependencies' = 'dependents') => {
    db ??= ready()
    return readImpact(await scopeOf(await db), ref, direction)
  }

  describe(`the graph on ${name}`, () => {
    test('one step shows the neighbours, both directions of each relation, and what is left out', async () => {
      const found = await graph({ roots: ['Component:Tide'] })
      assert.deepEqual(refsOf(found), [
        'api:default/tide-api',
        'component:default/tide',
        'group:default/crew',
        'resource:default/tide-db',
        'system:default/quay',
      ])
      assert.equal(found.truncated, false)
      assert.ok(edgesOf(found).includes('component:default/tide dependsOn resource:default/tide-db'))
      assert.ok(edgesOf(found).includes('resource:default/tide-db dependencyOf component:default/tide'))
      // Edges among the neighbours are there as well.
      assert.ok(edgesOf(found).includes('api:default/tide-api partOf system:default/quay'))
      assert.equal(nodeOf(found, 'component:default/tide')?.leftOut, 0)
      assert.equal(nodeOf(found, 'system:default/quay')?.leftOut, 2)
    })

    test('a node says who it is and whose, also when its document is long', async () => {
      const found = await graph({ roots: ['api:default/tide-api'], depth: 0 })
      assert.deepEqual(found.nodes, [
        {
          ref: 'api:default/tide-api',
          kind: 'API',
          namespace: 'default',
          name: 'tide-api',
          title: 'Tide API',
          type: 'service',
          lifecycle: 'production',
          owner: { ref: 'group:default/crew', title: 'Harbour crew', missing: false },
          missing: false,
          hasProblems: false,
          depth: 0,
          leftOut: 5,
        },
      ])
      const named = await graph({ roots: ['component:default/tide'], depth: 0 })
      assert.equal(named.nodes[0]?.name, 'Tide')
    })

    test('what nobody declares is missing, whether something refers to it or not', async () => {
      const found = await graph({ roots: ['group:default/planners', 'component:default/never-heard-of'] })
      assert.equal(nodeOf(found, 'group:default/planners')?.missing, true)
      assert.equal(nodeOf(found, 'component:default/never-heard-of')?.missing, true)
      assert.equal(nodeOf(found, 'component:default/berths')?.owner?.missing, true)
      assert.equal(nodeOf(found, 'component:default/berths')?.depth, 1)
    })

    test('kinds and relations narrow the way, not only the picture', async () => {
      const kinds = await graph({ roots: ['component:tide'], depth: 9, kinds: ['API', 'component'] })
      assert.ok(!refsOf(kinds).some((ref) => /^(system|group|resource):/.test(ref)))
      assert.ok(refsOf(kinds).includes('component:default/boats'))
      const relations = await graph({ roots: ['component:tide'], depth: 9, relations: ['dependsOn'] })
      assert.deepEqual(edgesOf(relations), ['component:default/tide dependsOn resource:default/tide-db'])
      assert.deepEqual(refsOf(await graph({ roots: ['component:tide'], depth: 9, relations: [] })), [
        'component:default/tide',
      ])
    })

    test('without a bound on depth everything connected is found once, cycles or not', async () => {
      const found = await graph({ roots: ['component:boats'], depth: Number.POSITIVE_INFINITY })
      assert.equal(new Set(refsOf(found)).size, found.nodes.length)
      assert.ok(refsOf(found).includes('domain:default/harbour'))
      assert.equal(found.truncated, false)
      assert.ok(found.edges.every((edge) => edge.source !== edge.target))
    })

    test('the limit leaves out the far ones and says so', async () => {
      const found = await graph({ roots: ['component:tide'], depth: Number.POSITIVE_INFINITY, limit: 3 })
      assert.equal(found.nodes.length, 3)
      assert.equal(found.truncated, true)
      assert.equal(found.nodes[0]?.ref, 'component:default/tide')
      assert.ok((nodeOf(found, 'component:default/tide')?.leftOut ?? 0) > 0)
    })

    test('an expanded node shows its neighbours', async () => {
      const found = await graph({ roots: ['component:tide'], expanded: ['system:default/quay'] })
      assert.ok(refsOf(found).includes('domain:default/harbour'))
      assert.equal(nodeOf(found, 'system:default/quay')?.leftOut, 0)
    })

    test('without a root it starts with domains and systems, and what is around them when they are few', async () => {
      const found = await graph({})
      assert.deepEqual(refsOf(found), [
        'api:default/tide-api',
        'component:default/berths',
        'component:default/tide',
        'domain:default/harbour',
        'group:default/crew',
        'resource:default/tide-db',
        'system:default/quay',
      ])
      assert.equal(nodeOf(found, 'system:default/quay')?.leftOut, 0)
      assert.equal(nodeOf(found, 'component:default/tide')?.depth, 1)
      const chosen = await graph({ kinds: ['system'] })
      assert.deepEqual(refsOf(chosen), ['system:default/quay'])
    })

    test('what a reader may not see is not there', async () => {
      const visible = allOf([{ is: 'in', key: 'kind', values: ['component', 'system'] }])
      const found = await graph({ roots: ['component:tide'] }, visible)
      assert.deepEqual(refsOf(found), ['component:default/tide', 'system:default/quay'])
    })

    test('a ref that is none is the asker’s mistake', async () => {
      await assert.rejects(graph({ roots: ['component:'] }), /is not a full entity ref/)
      await assert.rejects(graph({ roots: ['tide'] }), /'tide' is not a full entity ref/)
    })
  })

  describe(`the impact on ${name}`, () => {
    test('what breaks without the tide: its API, who consumes it, and all that need those, by owner', async () => {
      const found = await impact('component:default/tide')
      assert.equal(found.total, 5)
      assert.equal(found.truncated, false)
      const groups = found.groups.map((group) => [
        group.owner?.title,
        group.entities.map(({ name, depth }) => `${name} ${depth}`).sort(),
      ])
      assert.deepEqual(groups, [
        ['planners', ['berths 2', 'boats 4', 'pilots 3']],
        ['Harbour crew', ['cranes 2', 'tide-api 1']],
      ])
      const boats = found.groups[0]?.entities.find((entity) => entity.name === 'boats')
      assert.deepEqual(boats?.via, { ref: 'component:default/pilots', type: 'dependencyOf' })
    })

    test('a broken part does not break its system, but parts go with the whole', async () => {
      const part = await impact('resource:default/tide-db')
      assert.ok(!part.groups.flatMap((group) => group.entities).some(({ kind }) => kind === 'System'))
      const whole = await impact('domain:default/harbour')
      assert.equal(whole.total, 8)
      assert.equal(
        whole.groups.reduce((sum, group) => sum + group.count, 0),
        whole.total,
      )
    })

    test('what it relies on is the other way round; circles end', async () => {
      const found = await impact('component:default/boats', 'dependencies')
      const names = found.groups.flatMap((group) => group.entities.map((entity) => entity.name)).sort()
      assert.deepEqual(names, ['Tide', 'cranes', 'pilots', 'tide-api', 'tide-db'])
      assert.equal((await impact('group:default/crew')).total, 0)
      await assert.rejects(impact('component:default/never-heard-of'), /never-heard-of is in the catalog/)
    })
  })
})
