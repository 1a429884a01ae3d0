import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { GraphAnswer, GraphNode, ImpactAnswer } from '../api.ts'
import { drawEdges, relationsFrom, simplify } from '../web/graph/model/draw-edges.ts'
import { graphOf, readGraphView, writeGraphView } from '../web/graph/model/graph-view.ts'
import { impactCsv } from '../web/graph/model/impact-csv.ts'
import { impactSentence } from '../web/graph/model/impact-sentence.ts'

const both = (source: string, forward: string, target: string, reverse: string) => [
  { source, target, types: [forward] },
  { source: target, target: source, types: [reverse] },
]

const nothing = { title: null, type: null, lifecycle: null, owner: null, missing: false, hasProblems: false }
const nodeOf = (ref: string, depth: number): GraphNode => ({
  ...nothing,
  ref,
  kind: 'Component',
  namespace: 'default',
  name: ref,
  depth,
  leftOut: 0,
})

/** A root, its owner and a library; the library has the same owner. */
const answer: GraphAnswer = {
  roots: ['app'],
  nodes: [nodeOf('app', 0), nodeOf('team', 1), nodeOf('lib', 1)],
  edges: [
    ...both('app', 'ownedBy', 'team', 'ownerOf'),
    ...both('lib', 'ownedBy', 'team', 'ownerOf'),
    ...both('app', 'dependsOn', 'lib', 'dependencyOf'),
    { source: 'app', target: 'lib', types: ['madeOf'] },
  ],
  truncated: false,
}

describe('the lines of a graph', () => {
  test('both directions of a relation are one line with both names, drawn from the first', () => {
    assert.deepEqual(drawEdges(answer, true), [
      { source: 'team', target: 'app', label: 'ownerOf / ownedBy' },
      { source: 'team', target: 'lib', label: 'ownerOf / ownedBy' },
      { source: 'app', target: 'lib', label: 'dependsOn / dependencyOf, madeOf' },
    ])
  })

  test('not merged, each direction is a line of its own', () => {
    assert.equal(drawEdges(answer, false).length, 6)
    assert.ok(
      drawEdges(answer, false).some(({ source, label }) => source === 'lib' && label === 'dependencyOf'),
    )
  })

  test('simplified, lines lead from the roots to something new; the others are kept aside', () => {
    const { edges, rest } = simplify(answer, true)
    assert.deepEqual(
      edges.map(({ source, target }) => `${source} ${target}`),
      ['team app', 'app lib'],
    )
    assert.deepEqual(
      rest.map(({ source, target }) => `${source} ${target}`),
      ['team lib'],
    )
  })

  test('without roots every part is spanned by itself', () => {
    const { edges } = simplify({ ...answer, roots: [] }, true)
    assert.equal(edges.length, 2)
  })

  test('a line is read from either end in words', () => {
    const line = { source: 'team', target: 'app', label: 'ownerOf / ownedBy, madeOf' }
    assert.deepEqual(relationsFrom(line, 'team'), ['Owner of', 'MadeOf'])
    assert.deepEqual(relationsFrom(line, 'app'), ['Owned by', '← madeOf'])
    assert.deepEqual(relationsFrom(line, 'lib'), [])
  })
})

describe('the address of a graph', () => {
  test('what Backstage writes is understood', () => {
    const view = readGraphView({
      rootEntityRefs: ['Component:default/App'],
      maxDepth: '2',
      selectedKinds: ['API', 'component'],
      selectedRelations: ['ownerOf'],
      unidirectional: 'false',
      mergeRelations: 'true',
      direction: 'TB',
      showFilters: 'false',
      curve: 'curveStepBefore',
    })
    assert.deepEqual(view.roots, ['component:default/app'])
    assert.equal(view.maxDepth, 2)
    assert.deepEqual(view.kinds, ['api', 'component'])
    assert.deepEqual(view.relations, ['ownerOf'])
    assert.equal(view.unidirectional, false)
    assert.equal(view.mergeRelations, true)
    assert.equal(view.direction, 'TB')
    assert.equal(view.showFilters, false)
    assert.equal(view.curve, 'curveStepBefore')
  })

  test('nonsense is the default, and defaults are not written', () => {
    const view = readGraphView({
      maxDepth: '∞',
      direction: 'XX',
      limit: '7',
      impact: 'all',
      rootEntityRefs: { a: '1' },
    })
    assert.equal(view.maxDepth, Number.POSITIVE_INFINITY)
    assert.equal(view.direction, 'LR')
    assert.equal(view.limit, 300)
    assert.equal(view.impact, undefined)
    const written = Object.entries(writeGraphView(view)).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    )
    assert.deepEqual(written, [])
  })

  test('what is written is read again as it was', () => {
    const more = { maxDepth: 3, selected: 'api:default/b', expanded: ['api:default/b'], limit: 1000 } as const
    const view = {
      ...readGraphView({}),
      roots: ['component:default/a'],
      ...more,
      expanded: [...more.expanded],
    }
    assert.deepEqual(readGraphView(writeGraphView(view)), view)
    assert.deepEqual(graphOf('component:default/a').rootEntityRefs, ['component:default/a'])
  })
})

describe('the impact in words and cells', () => {
  const entity = (name: string) => {
    const { owner: _owner, leftOut: _leftOut, ...facts } = nodeOf(`component:default/${name}`, 1)
    return { ...facts, name, via: { ref: 'resource:default/db', type: 'dependencyOf' } }
  }
  const impact: ImpactAnswer = {
    ref: 'resource:default/db',
    direction: 'dependents',
    total: 3,
    truncated: false,
    groups: [
      {
        owner: { ref: 'group:default/a', title: 'A', missing: false },
        count: 2,
        nearest: 1,
        entities: [entity('one'), { ...entity('two'), title: '=SUM("a", b)' }],
      },
      { owner: null, count: 1, nearest: 1, entities: [entity('three')] },
    ],
  }

  test('a sentence counts things and teams', () => {
    assert.equal(impactSentence(impact), '3 things in one team depend on this')
    assert.equal(impactSentence({ ...impact, total: 1, groups: [] }), '1 thing depends on this')
    assert.equal(impactSentence({ ...impact, total: 0, groups: [] }), 'Nothing depends on this')
    const relied = { ...impact, direction: 'dependencies', truncated: true } as const
    assert.equal(impactSentence(relied), 'This relies on 3+ things in one team')
  })

  test('the CSV has a line for each, quotes what must be, and starts no formula', () => {
    const lines = impactCsv(impact).trimEnd().split('\r\n')
    assert.equal(lines.length, 4)
    assert.match(lines[1] ?? '', /^group:default\/a,component:default\/one,Component,one,/)
    assert.ok(lines[2]?.includes(`"'=SUM(""a"", b)"`), lines[2])
    assert.match(lines[3] ?? '', /^,component:default\/three/)
  })
})
