import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gridOf } from '../web/graph/layout/blocks.ts'
import { layoutGraph } from '../web/graph/layout/layout.ts'
import { rankItems, splitLayers } from '../web/graph/layout/rank.ts'
import type { GraphDirection, GraphLayout, GraphShape } from '../web/graph/layout/types.ts'

const size = { nodeWidth: 180, nodeHeight: 44 }

function shapeOf(count: number, edges: [number, number][], direction: GraphDirection = 'LR'): GraphShape {
  return { count, edges, direction, ...size }
}

/** A random graph like a catalog: a few hubs, most things near the beginning popular. */
function catalogLike(count: number, edgesPerNode: number): GraphShape {
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  const edges: [number, number][] = []
  for (let node = 1; node < count; node++) {
    for (let n = 0; n < edgesPerNode; n++) {
      if (n > 0 && random() < 0.5) continue
      edges.push([Math.floor(node * random() ** 2), node])
    }
  }
  return shapeOf(count, edges)
}

/** Pairs of nodes that lie on each other. */
function overlaps({ x, y }: GraphLayout): number {
  let found = 0
  for (let a = 0; a < x.length; a++) {
    for (let b = a + 1; b < x.length; b++) {
      const apart =
        Math.abs((x[a] ?? 0) - (x[b] ?? 0)) >= size.nodeWidth - 1 ||
        Math.abs((y[a] ?? 0) - (y[b] ?? 0)) >= size.nodeHeight - 1
      if (!apart) found++
    }
  }
  return found
}

describe('the layout of a graph', () => {
  test('edges point forward, circles included, and every node has a layer', () => {
    const edges: [number, number][] = [
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 2],
      [4, 4],
    ]
    const rank = rankItems(5, edges)
    assert.ok(rank.every((layer) => layer >= 0))
    const forward = edges.filter(([source, target]) => (rank[source] ?? 0) < (rank[target] ?? 0))
    assert.equal(forward.length, 3)
  })

  test('a layer that is too long is broken into several, and edges still point forward', () => {
    const edges: [number, number][] = Array.from({ length: 50 }, (_, index) => [index, 50])
    const rank = splitLayers(
      [...Array.from({ length: 50 }, () => 0), 1],
      edges,
      Array.from({ length: 51 }, () => 10),
      200,
    )
    assert.deepEqual([...new Set(rank)], [0, 1, 2, 3])
    assert.equal(rank[50], 3)
  })

  test('a chain lies on one line in each direction', () => {
    const edges: [number, number][] = [
      [0, 1],
      [1, 2],
    ]
    const left = layoutGraph(shapeOf(3, edges, 'LR'))
    assert.ok((left.x[0] ?? 0) < (left.x[1] ?? 0) && (left.x[1] ?? 0) < (left.x[2] ?? 0))
    assert.equal(new Set(left.y).size, 1)
    const right = layoutGraph(shapeOf(3, edges, 'RL'))
    assert.ok((right.x[0] ?? 0) > (right.x[2] ?? 0))
    const top = layoutGraph(shapeOf(3, edges, 'TB'))
    assert.ok((top.y[0] ?? 0) < (top.y[2] ?? 0))
    assert.equal(new Set(top.x).size, 1)
    const bottom = layoutGraph(shapeOf(3, edges, 'BT'))
    assert.ok((bottom.y[0] ?? 0) > (bottom.y[2] ?? 0))
  })

  test('paths begin and end at the borders of their nodes, whichever way the edge goes', () => {
    const layout = layoutGraph(
      shapeOf(3, [
        [0, 1],
        [1, 2],
        [2, 0],
      ]),
    )
    const path = layout.paths[2] ?? []
    assert.ok(Math.abs((path[0] ?? 0) - (layout.x[2] ?? 0)) <= size.nodeWidth / 2)
    assert.ok(Math.abs((path.at(-2) ?? 0) - (layout.x[0] ?? 0)) <= size.nodeWidth / 2)
  })

  test('many leaves of one node become a grid with one line', () => {
    const edges: [number, number][] = Array.from({ length: 40 }, (_, leaf) => [0, leaf + 2])
    const layout = layoutGraph(shapeOf(42, [...edges, [1, 0]]), [1])
    assert.equal(layout.blocks.length, 1)
    const [block] = layout.blocks
    assert.equal(block?.members.length, 40)
    assert.equal(block?.edges.length, 40)
    assert.ok((block?.path.length ?? 0) >= 4)
    assert.equal(overlaps(layout), 0)
    assert.ok(layout.height < 1000, `${layout.height} px high`)
    assert.ok(gridOf(40, 180, 44).columns > 1)
  })

  test('what is not connected stands beside the rest', () => {
    const layout = layoutGraph(shapeOf(30, [[0, 1]]))
    assert.equal(overlaps(layout), 0)
    assert.ok(layout.width < 2000 && layout.height < 2000)
    assert.deepEqual(layoutGraph(shapeOf(0, [])).x, [])
  })

  for (const direction of ['LR', 'TB'] as const) {
    test(`nothing lies on anything else, ${direction}`, () => {
      const layout = layoutGraph({ ...catalogLike(250, 3), direction })
      assert.equal(overlaps(layout), 0)
      for (const [index, x] of layout.x.entries()) {
        assert.ok(x >= 0 && x <= layout.width, `${index} at ${x}`)
        const y = layout.y[index] ?? -1
        assert.ok(y >= 0 && y <= layout.height, `${index} at ${y}`)
      }
    })
  }

  for (const [count, most] of [
    [300, 1000],
    [2000, 4000],
  ] as const) {
    test(`${count} nodes are laid out in time`, () => {
      for (const perNode of [1, 2, 4]) {
        const shape = catalogLike(count, perNode)
        const started = performance.now()
        const layout = layoutGraph(shape)
        const took = performance.now() - started
        console.log(
          `layout: ${count} nodes, ${shape.edges.length} edges: ${Math.round(took)} ms, ` +
            `${Math.round(layout.width)} × ${Math.round(layout.height)}`,
        )
        assert.ok(took < most, `${took} ms`)
      }
    })
  }
})
