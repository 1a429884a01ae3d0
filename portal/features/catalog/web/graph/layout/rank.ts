/**
 * Which layer each thing stands on, so that edges point forward. Edges that close a circle are turned round for
 * this purpose only.
 */
export function rankItems(count: number, edges: readonly (readonly [number, number])[]): number[] {
  const forward = withoutCircles(
    count,
    edges.filter(([source, target]) => source !== target),
  )
  const outs: number[][] = Array.from({ length: count }, () => [])
  const ins: number[][] = Array.from({ length: count }, () => [])
  for (const [source, target] of forward) {
    outs[source]?.push(target)
    ins[target]?.push(source)
  }
  const order = topological(count, outs, ins)
  const rank = new Array<number>(count).fill(0)
  for (const item of order) {
    for (const target of outs[item] ?? []) {
      rank[target] = Math.max(rank[target] ?? 0, (rank[item] ?? 0) + 1)
    }
  }
  // Longest paths push sources to the far end; what has more to its right moves towards it.
  for (const item of order.toReversed()) {
    const next = outs[item] ?? []
    const before = ins[item] ?? []
    if (next.length === 0 || before.length >= next.length) continue
    rank[item] = Math.min(...next.map((target) => rank[target] ?? 0)) - 1
  }
  const lowest = rank.reduce((least, value) => Math.min(least, value), 0)
  return rank.map((value) => value - lowest)
}

/** The edges with those turned round that lead back to where a walk came from. */
function withoutCircles(
  count: number,
  edges: readonly (readonly [number, number])[],
): (readonly [number, number])[] {
  const outs: number[][] = Array.from({ length: count }, () => [])
  const incoming = new Array<number>(count).fill(0)
  edges.forEach(([source, target], index) => {
    outs[source]?.push(index)
    incoming[target] = (incoming[target] ?? 0) + 1
  })
  const state = new Uint8Array(count)
  const turned = new Set<number>()
  const visit = (start: number) => {
    // Without recursion: a chain may be longer than the stack.
    const stack: { item: number; next: number }[] = [{ item: start, next: 0 }]
    state[start] = 1
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const index = outs[top.item]?.[top.next++]
      if (index === undefined) {
        state[top.item] = 2
        stack.pop()
        continue
      }
      const target = edges[index]?.[1] ?? 0
      if (state[target] === 1) turned.add(index)
      else if (state[target] === 0) {
        state[target] = 1
        stack.push({ item: target, next: 0 })
      }
    }
  }
  const starts = Array.from({ length: count }, (_, item) => item).sort(
    (a, b) => Math.min(1, incoming[a] ?? 0) - Math.min(1, incoming[b] ?? 0) || a - b,
  )
  for (const item of starts) if (state[item] === 0) visit(item)
  return edges.map((edge, index) => (turned.has(index) ? ([edge[1], edge[0]] as const) : edge))
}

function topological(count: number, outs: readonly number[][], ins: readonly number[][]): number[] {
  const waiting = ins.map((sources) => sources.length)
  const order: number[] = []
  for (let item = 0; item < count; item++) if (waiting[item] === 0) order.push(item)
  for (let at = 0; at < order.length; at++) {
    for (const target of outs[order[at] ?? 0] ?? []) {
      const left = (waiting[target] ?? 0) - 1
      waiting[target] = left
      if (left === 0) order.push(target)
    }
  }
  return order
}

/**
 * Breaks layers that are longer than `most` pixels into several, so that a graph stays about as wide as high.
 * Edges still point forward, as items of one layer have none between them.
 */
export function splitLayers(
  rank: readonly number[],
  edges: readonly (readonly [number, number])[],
  extent: readonly number[],
  most: number,
): number[] {
  const outs = new Array<number>(rank.length).fill(0)
  for (const [source, target] of edges) {
    if ((rank[source] ?? 0) < (rank[target] ?? 0)) outs[source] = (outs[source] ?? 0) + 1
  }
  const layers = Map.groupBy(rank.keys(), (item) => rank[item] ?? 0)
  const split = [...rank]
  let next = 0
  for (const layer of [...layers.keys()].sort((a, b) => a - b)) {
    // What leads on stands last, next to where it leads.
    const items = (layers.get(layer) ?? []).sort((a, b) => (outs[a] ?? 0) - (outs[b] ?? 0) || a - b)
    const length = items.reduce((sum, item) => sum + (extent[item] ?? 0), 0)
    const each = length / Math.ceil(length / most)
    let used = 0
    let column = 0
    for (const item of items) {
      split[item] = next + column
      used += extent[item] ?? 0
      if (used < each - 1) continue
      used = 0
      column++
    }
    next += used > 0 ? column + 1 : column
  }
  return split
}
