/** One connected part of a graph: grids for leaves, layers, order, places, and the lines between. */
import { findLeafGroups, gridGap, gridOf, gridPadding, type LeafGroup } from './blocks.ts'
import { orderLayers } from './order.ts'
import { placeItems } from './place.ts'
import { rankItems, splitLayers } from './rank.ts'
import type { Block, GraphShape } from './types.ts'

export interface Island {
  nodes: number[]
  edges: number[]
}

/** What stands on a layer: a node, a grid of leaves, or the bend of a long edge. */
interface Item {
  node: number
  group: LeafGroup | null
  /** Extent along the main direction and across it. */
  main: number
  cross: number
}

const crossGap = 14
/** Bends of long edges; beyond it they go straight, as nobody can follow them anyway. */
const mostBends = 8000

export interface DrawnIsland {
  main: number
  cross: number
  nodes: { node: number; main: number; cross: number }[]
  paths: { edge: number; points: number[] }[]
  blocks: Block[]
}

export interface NodeSize {
  /** Extent along the main direction, across it, and the room between layers. */
  main: number
  cross: number
  gap: number
}

/** Lays out one island with its main direction to the right. */
export function drawIsland(
  island: Island,
  shape: GraphShape,
  isRoot: ReadonlySet<number>,
  size: NodeSize,
  isTurned: boolean,
): DrawnIsland {
  const { items, links } = itemsOf(island, shape, isRoot, size, isTurned)
  const extent = items.map((item) => item.cross + crossGap)
  const area = items.reduce((sum, item) => sum + (item.main + size.gap) * (item.cross + crossGap), 0)
  const pairs = links.map((link) => [link.source, link.target] as const)
  const rank = splitLayers(rankItems(items.length, pairs), pairs, extent, Math.max(1100, Math.sqrt(area)))
  const { chains, before, after } = withBends(items, links, rank)
  const layers: number[][] = []
  items.forEach((_, item) => {
    const layer = rank[item] ?? 0
    while (layers.length <= layer) layers.push([])
    layers[layer]?.push(item)
  })
  const sweeps = items.length > 3000 ? 6 : items.length > 800 ? 12 : 24
  const ordered = orderLayers({ layers, before, after }, sweeps)
  const isBend = (item: number) => items[item]?.node === -1 && items[item]?.group === null
  const across = placeItems(
    { layers: ordered, before, after, extent: items.map((item) => item.cross), isBend, gap: crossGap },
    items.length > 3000 ? 8 : 16,
  )
  return assemble(items, links, chains, ordered, across, size, shape, isTurned)
}

interface Link {
  source: number
  target: number
  edges: number[]
}

/** Nodes and grids of the island with the edges between them; several edges between two are one link. */
function itemsOf(
  island: Island,
  shape: GraphShape,
  isRoot: ReadonlySet<number>,
  size: NodeSize,
  isTurned: boolean,
): { items: Item[]; links: Link[] } {
  const local = new Map(island.nodes.map((node, index) => [node, index]))
  const localEdges = island.edges.map((edge) => {
    const [source = 0, target = 0] = shape.edges[edge] ?? []
    return [local.get(source) ?? 0, local.get(target) ?? 0] as const
  })
  const groups = findLeafGroups(island.nodes.length, localEdges, (node) =>
    isRoot.has(island.nodes[node] ?? -1),
  )
  const items: Item[] = []
  const itemOf = new Array<number>(island.nodes.length).fill(-1)
  for (const group of groups) {
    const grid = gridOf(group.leaves.length, shape.nodeWidth, shape.nodeHeight)
    const [main, cross] = isTurned ? [grid.height, grid.width] : [grid.width, grid.height]
    for (const leaf of group.leaves) itemOf[leaf] = items.length
    const global = group.leaves.map((leaf) => island.nodes[leaf] ?? 0)
    const edges = group.edges.map((edge) => island.edges[edge] ?? 0)
    items.push({
      node: -1,
      group: { ...group, hub: island.nodes[group.hub] ?? 0, leaves: global, edges },
      main,
      cross,
    })
  }
  island.nodes.forEach((node, index) => {
    if (itemOf[index] !== -1) return
    itemOf[index] = items.length
    items.push({ node, group: null, main: size.main, cross: size.cross })
  })
  const links = new Map<string, Link>()
  localEdges.forEach(([from, to], index) => {
    const [source = 0, target = 0] = [itemOf[from], itemOf[to]]
    if (source === target) return
    const link = links.get(`${source} ${target}`) ?? { source, target, edges: [] }
    link.edges.push(island.edges[index] ?? 0)
    links.set(`${source} ${target}`, link)
  })
  return { items, links: [...links.values()] }
}

/** Adds a bend on every layer that a link passes; `chains` are the items of each link from low to high rank. */
function withBends(items: Item[], links: readonly Link[], rank: number[]) {
  const before: number[][] = items.map(() => [])
  const after: number[][] = items.map(() => [])
  const chains: number[][] = new Array(links.length)
  const span = (link: Link) => Math.abs((rank[link.target] ?? 0) - (rank[link.source] ?? 0))
  const byLength = links.map((link, index) => ({ link, index })).sort((a, b) => span(a.link) - span(b.link))
  let bends = 0
  for (const { link, index } of byLength) {
    const isForward = (rank[link.source] ?? 0) <= (rank[link.target] ?? 0)
    const [low, high] = isForward ? [link.source, link.target] : [link.target, link.source]
    const chain = [low]
    bends += Math.max(0, span(link) - 1)
    if (bends <= mostBends) {
      for (let layer = (rank[low] ?? 0) + 1; layer < (rank[high] ?? 0); layer++) {
        chain.push(items.length)
        rank.push(layer)
        items.push({ node: -1, group: null, main: 0, cross: 6 })
        before.push([])
        after.push([])
      }
    }
    chain.push(high)
    chains[index] = chain
    if (bends > mostBends && span(link) !== 1) continue
    for (const [step, item] of chain.entries()) {
      const next = chain[step + 1]
      if (next === undefined) break
      after[item]?.push(next)
      before[next]?.push(item)
    }
  }
  return { chains, before, after }
}

function assemble(
  items: readonly Item[],
  links: readonly Link[],
  chains: readonly number[][],
  layers: readonly number[][],
  across: Float64Array,
  size: NodeSize,
  shape: GraphShape,
  isTurned: boolean,
): DrawnIsland {
  const start = new Float64Array(items.length)
  // Where the layer of an item begins and ends: a grid makes it wider than a node.
  const layerStart = new Float64Array(items.length)
  const layerEnd = new Float64Array(items.length)
  let main = 0
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const layer of layers) {
    const depth = layer.reduce((most, item) => Math.max(most, items[item]?.main ?? 0), size.main)
    for (const item of layer) {
      const { main: own = 0, cross = 0 } = items[item] ?? {}
      layerStart[item] = main
      layerEnd[item] = main + depth
      // A grid before its hub stands close to it, like one after it.
      start[item] = items[item]?.group?.isOut === false ? main + depth - own : main
      low = Math.min(low, (across[item] ?? 0) - cross / 2)
      high = Math.max(high, (across[item] ?? 0) + cross / 2)
    }
    main += depth + size.gap
  }
  const drawn: DrawnIsland = { main: main - size.gap, cross: high - low, nodes: [], paths: [], blocks: [] }
  items.forEach((item, index) => {
    const at = { main: start[index] ?? 0, cross: (across[index] ?? 0) - low }
    if (item.group) drawn.blocks.push(blockOf(item, item.group, at, drawn.nodes, shape, isTurned))
    else if (item.node >= 0)
      drawn.nodes.push({ node: item.node, main: at.main + item.main / 2, cross: at.cross })
  })
  links.forEach((link, index) => {
    const chain = chains[index] ?? []
    const points: number[] = []
    chain.forEach((item, step) => {
      const { main: depth = 0 } = items[item] ?? {}
      const from = start[item] ?? 0
      const cross = (across[item] ?? 0) - low
      const isFirst = step === 0
      if (!isFirst) {
        points.push(layerStart[item] ?? 0, cross)
        if (step === chain.length - 1 && from > (layerStart[item] ?? 0) + 1) points.push(from, cross)
      }
      if (step === chain.length - 1) return
      if (isFirst) points.push(from + depth, cross)
      if (!isFirst || (layerEnd[item] ?? 0) > from + depth + 1) points.push(layerEnd[item] ?? 0, cross)
    })
    const ordered = chain[0] === link.source ? points : reversed(points)
    const grid = items[link.source]?.group ?? items[link.target]?.group
    const block = grid && drawn.blocks.find((candidate) => candidate.members[0] === grid.leaves[0])
    if (block) {
      block.path = ordered
      block.edges.push(...link.edges)
    } else {
      for (const edge of link.edges) drawn.paths.push({ edge, points: ordered })
    }
  })
  return drawn
}

function blockOf(
  item: Item,
  group: LeafGroup,
  at: { main: number; cross: number },
  nodes: DrawnIsland['nodes'],
  shape: GraphShape,
  isTurned: boolean,
): Block {
  const grid = gridOf(group.leaves.length, shape.nodeWidth, shape.nodeHeight)
  const left = at.main
  const top = at.cross - item.cross / 2
  group.leaves.forEach((node, index) => {
    const column = index % grid.columns
    const row = Math.floor(index / grid.columns)
    const x = gridPadding + column * (shape.nodeWidth + gridGap) + shape.nodeWidth / 2
    const y = gridPadding + row * (shape.nodeHeight + gridGap) + shape.nodeHeight / 2
    nodes.push({ node, main: left + (isTurned ? y : x), cross: top + (isTurned ? x : y) })
  })
  const { hub, leaves } = group
  return { left, top, width: item.main, height: item.cross, hub, members: leaves, edges: [], path: [] }
}

function reversed(points: readonly number[]): number[] {
  const turned: number[] = []
  for (let index = points.length - 2; index >= 0; index -= 2) {
    turned.push(points[index] ?? 0, points[index + 1] ?? 0)
  }
  return turned
}
