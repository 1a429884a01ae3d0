import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityView } from '@callboard/sdk/model'
import { pastGraph } from '../web/graph/model/past-graph.ts'

const entity = (kind: string, name: string, relations: [string, string][] = []): EntityView => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: {},
  relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
})

test('the graph of a moment has the entity, its neighbours, and every relation among them', () => {
  const desk = entity('Component', 'desk', [
    ['dependsOn', 'resource:default/db'],
    ['ownedBy', 'group:default/lights'],
    ['dependsOn', 'resource:default/gone'],
  ])
  const db = entity('Resource', 'db', [
    ['dependencyOf', 'component:default/desk'],
    ['ownedBy', 'group:default/lights'],
    ['partOf', 'system:default/elsewhere'],
  ])
  const graph = pastGraph(
    desk,
    new Map([
      ['resource:default/db', db],
      ['group:default/lights', entity('Group', 'lights')],
      ['resource:default/gone', null],
    ]),
    2,
  )
  assert.deepEqual(graph.roots, ['component:default/desk'])
  assert.deepEqual(
    graph.nodes.map(({ ref, depth, missing, leftOut }) => [ref, depth, missing, leftOut]),
    [
      ['component:default/desk', 0, false, 2],
      ['resource:default/db', 1, false, 0],
      ['group:default/lights', 1, false, 0],
      ['resource:default/gone', 1, true, 0],
    ],
  )
  assert.deepEqual(
    graph.edges.map(({ source, target, types }) => `${source} ${types} ${target}`),
    [
      'component:default/desk dependsOn resource:default/db',
      'component:default/desk ownedBy group:default/lights',
      'component:default/desk dependsOn resource:default/gone',
      'resource:default/db dependencyOf component:default/desk',
      'resource:default/db ownedBy group:default/lights',
    ],
  )
})
