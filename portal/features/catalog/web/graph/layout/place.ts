/**
 * Where along its layer each thing stands: as near to its neighbours as the order and the gaps allow. For one
 * layer that is isotonic regression, which pooling solves exactly in one pass; going over the layers back and
 * forth lets long edges become straight.
 */
export interface Placing {
  layers: readonly (readonly number[])[]
  before: readonly (readonly number[])[]
  after: readonly (readonly number[])[]
  /** Extent of each item along the layer. */
  extent: readonly number[]
  /** True for bends of long edges: they need little room, and straightness most. */
  isBend(item: number): boolean
  gap: number
}

export function placeItems(graph: Placing, sweeps: number): Float64Array {
  const { layers, before, after } = graph
  const at = new Float64Array(graph.extent.length)
  for (const layer of layers) startPacked(layer, graph, at)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const isLast = sweep >= sweeps - 2
    const isDown = sweep % 2 === 0
    for (let step = 0; step < layers.length; step++) {
      const layer = layers[isDown ? step : layers.length - 1 - step] ?? []
      const sides = isLast ? [before, after] : [isDown ? before : after]
      settle(layer, graph, at, sides)
    }
  }
  return at
}

function startPacked(layer: readonly number[], graph: Placing, at: Float64Array): void {
  const steps = stepsOf(layer, graph)
  const middle = (steps.at(-1) ?? 0) / 2
  for (const [index, item] of layer.entries()) at[item] = (steps[index] ?? 0) - middle
}

/** Distances from the first item's centre to each centre when all stand as close as they may. */
function stepsOf(layer: readonly number[], { extent, isBend, gap }: Placing): number[] {
  const steps: number[] = []
  let sum = 0
  layer.forEach((item, index) => {
    const previous = layer[index - 1]
    if (previous !== undefined) {
      const room = isBend(item) && isBend(previous) ? gap / 2 : gap
      sum += ((extent[item] ?? 0) + (extent[previous] ?? 0)) / 2 + room
    }
    steps.push(sum)
  })
  return steps
}

interface Pool {
  weight: number
  value: number
  size: number
}

function settle(
  layer: readonly number[],
  graph: Placing,
  at: Float64Array,
  sides: readonly (readonly (readonly number[])[])[],
): void {
  const steps = stepsOf(layer, graph)
  const pools: Pool[] = []
  layer.forEach((item, index) => {
    const { weight, value } = wish(item, graph, at, sides)
    pools.push({ weight, value: value - (steps[index] ?? 0), size: 1 })
    for (let last = pools.at(-1), other = pools.at(-2); last && other; ) {
      if (other.value <= last.value) break
      const sum = other.weight + last.weight
      other.value = (other.value * other.weight + last.value * last.weight) / sum
      other.weight = sum
      other.size += last.size
      pools.pop()
      last = other
      other = pools.at(-2)
    }
  })
  let index = 0
  for (const pool of pools) {
    for (let left = pool.size; left > 0; left--, index++) {
      const item = layer[index]
      if (item !== undefined) at[item] = pool.value + (steps[index] ?? 0)
    }
  }
}

/** Where an item would stand if it were alone, and how much it insists. */
function wish(
  item: number,
  { isBend }: Placing,
  at: Float64Array,
  sides: readonly (readonly (readonly number[])[])[],
): { weight: number; value: number } {
  let weight = 0
  let sum = 0
  for (const neighbours of sides) {
    for (const other of neighbours[item] ?? []) {
      const pull = isBend(item) && isBend(other) ? 8 : isBend(item) || isBend(other) ? 2 : 1
      weight += pull
      sum += pull * (at[other] ?? 0)
    }
  }
  // Nothing pulls it: it stays, but gives way.
  return weight === 0 ? { weight: 0.1, value: at[item] ?? 0 } : { weight, value: sum / weight }
}
