/**
 * Lays a graph out in layers. Our own instead of dagre (15 kB, 4 s for 2,000 nodes): leaves in grids, isotonic
 * placement, and typed arrays make it about fifty times faster, and dagre cannot do the grids.
 *
 * Everything is computed as left to right and turned at the end.
 */
import { type DrawnIsland, drawIsland, type Island } from './island.ts'
import { shelve } from './shelve.ts'
import type { GraphLayout, GraphShape } from './types.ts'

const islandGap = 48
/** `roots` never go into a grid. */
export function layoutGraph(shape: GraphShape, roots: readonly number[] = []): GraphLayout {
  const isTurned = shape.direction === 'TB' || shape.direction === 'BT'
  const size = isTurned
    ? { main: shape.nodeHeight, cross: shape.nodeWidth, gap: shape.layerGap ?? 56 }
    : { main: shape.nodeWidth, cross: shape.nodeHeight, gap: shape.layerGap ?? 72 }
  const result: GraphLayout = {
    width: 0,
    height: 0,
    x: new Array<number>(shape.count).fill(0),
    y: new Array<number>(shape.count).fill(0),
    paths: shape.edges.map(() => []),
    blocks: [],
  }
  const islands = islandsOf(shape)
  const isRoot = new Set(roots)
  const drawn = islands.map((island) => drawIsland(island, shape, isRoot, size, isTurned))
  const places = shelve(
    drawn.map(({ main, cross }) =>
      isTurned ? { width: cross, height: main } : { width: main, height: cross },
    ),
    islandGap,
  )
  drawn.forEach((island, index) => {
    const at = places.at[index] ?? { x: 0, y: 0 }
    const [main, cross] = isTurned ? [at.y, at.x] : [at.x, at.y]
    merge(result, island, main, cross)
  })
  result.width = isTurned ? places.height : places.width
  result.height = isTurned ? places.width : places.height
  return turn(result, shape.direction)
}

/** Parts that no edge connects, largest first. */
function islandsOf({ count, edges }: GraphShape): Island[] {
  const parent = Array.from({ length: count }, (_, node) => node)
  const find = (node: number): number => {
    let top = node
    while (parent[top] !== top) {
      parent[top] = parent[parent[top] ?? top] ?? top
      top = parent[top] ?? top
    }
    return top
  }
  for (const [source, target] of edges) parent[find(source)] = find(target)
  const islands = new Map<number, Island>()
  for (let node = 0; node < count; node++) {
    const top = find(node)
    const island = islands.get(top) ?? { nodes: [], edges: [] }
    island.nodes.push(node)
    islands.set(top, island)
  }
  for (const [index, [source]] of edges.entries()) islands.get(find(source))?.edges.push(index)
  return [...islands.values()].sort((a, b) => b.nodes.length - a.nodes.length)
}

function merge(result: GraphLayout, island: DrawnIsland, main: number, cross: number): void {
  for (const node of island.nodes) {
    result.x[node.node] = node.main + main
    result.y[node.node] = node.cross + cross
  }
  const move = (points: number[]) => points.map((value, index) => value + (index % 2 === 0 ? main : cross))
  for (const { edge, points } of island.paths) result.paths[edge] = move(points)
  for (const block of island.blocks) {
    result.blocks.push({ ...block, left: block.left + main, top: block.top + cross, path: move(block.path) })
  }
}

/** From left to right into the wanted direction. */
function turn(layout: GraphLayout, direction: GraphShape['direction']): GraphLayout {
  const isFlipped = direction === 'RL' || direction === 'BT'
  const isTurned = direction === 'TB' || direction === 'BT'
  const flip = (main: number) => (isFlipped ? layout.width - main : main)
  const pair = (main: number, cross: number) => (isTurned ? [cross, flip(main)] : [flip(main), cross])
  const turned = layout.x.map((main, index) => pair(main, layout.y[index] ?? 0))
  const points = (path: readonly number[]) =>
    path.flatMap((main, index) => (index % 2 === 0 ? pair(main, path[index + 1] ?? 0) : []))
  return {
    width: isTurned ? layout.height : layout.width,
    height: isTurned ? layout.width : layout.height,
    x: turned.map(([x = 0]) => x),
    y: turned.map(([, y = 0]) => y),
    paths: layout.paths.map(points),
    blocks: layout.blocks.map((block) => {
      const [x = 0, y = 0] = pair(isFlipped ? block.left + block.width : block.left, block.top)
      const [width, height] = isTurned ? [block.height, block.width] : [block.width, block.height]
      return { ...block, left: x, top: y, width, height, path: points(block.path) }
    }),
  }
}
