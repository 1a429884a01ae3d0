/** Below this many leaves a plain column reads better than a grid. */
const leastLeaves = 7

export interface LeafGroup {
  hub: number
  /** True when the edges lead from the hub to its leaves. */
  isOut: boolean
  leaves: number[]
  edges: number[]
}

/**
 * Leaves that hang on the same node, where they are many: what a team owns, the parts of a system. They have
 * nothing to do with each other, so a grid shows them better than a layer of its own would.
 */
export function findLeafGroups(
  count: number,
  edges: readonly (readonly [number, number])[],
  isFixed: (node: number) => boolean,
): LeafGroup[] {
  const near = Array.from({ length: count }, () => new Set<number>())
  const own: number[][] = Array.from({ length: count }, () => [])
  edges.forEach(([source, target], index) => {
    near[source]?.add(target)
    near[target]?.add(source)
    own[source]?.push(index)
    own[target]?.push(index)
  })
  const groups = new Map<string, LeafGroup>()
  for (let node = 0; node < count; node++) {
    const [hub] = near[node] ?? []
    if (hub === undefined || near[node]?.size !== 1 || isFixed(node)) continue
    // Of two that have only each other neither is the hub.
    if ((near[hub]?.size ?? 0) < 2) continue
    const indices = own[node] ?? []
    const isOut = indices.every((index) => edges[index]?.[1] === node)
    const key = `${hub} ${isOut}`
    const group = groups.get(key) ?? { hub, isOut, leaves: [], edges: [] }
    group.leaves.push(node)
    group.edges.push(...indices)
    groups.set(key, group)
  }
  return [...groups.values()].filter((group) => group.leaves.length >= leastLeaves)
}

export interface Grid {
  columns: number
  width: number
  height: number
}

export const gridGap = 8
export const gridPadding = 10

/** A grid somewhat wider than high. */
export function gridOf(cells: number, cellWidth: number, cellHeight: number): Grid {
  const width = cellWidth + gridGap
  const height = cellHeight + gridGap
  const columns = Math.max(1, Math.min(cells, Math.round(Math.sqrt((cells * height * 1.3) / width))))
  const rows = Math.ceil(cells / columns)
  return {
    columns,
    width: columns * width - gridGap + 2 * gridPadding,
    height: rows * height - gridGap + 2 * gridPadding,
  }
}
