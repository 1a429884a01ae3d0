/**
 * The order of things on each layer with few crossings: everything moves to the mean of its neighbours on the
 * layer beside it, back and forth, and the best order seen is kept (Sugiyama's barycentre method).
 */
export interface Layers {
  /** Items of each layer in order. */
  layers: number[][]
  /** Neighbours on the layer before and on the layer after. */
  before: readonly (readonly number[])[]
  after: readonly (readonly number[])[]
}

export function orderLayers(graph: Layers, sweeps: number): number[][] {
  const { before, after } = graph
  const place = new Float64Array(before.length)
  let layers = graph.layers.map((layer) => [...layer])
  const number = (layer: readonly number[]) => {
    for (const [index, item] of layer.entries()) place[item] = index
  }
  for (const layer of layers) number(layer)
  let best = layers
  let fewest = countCrossings(layers, after, place)
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const isDown = sweep % 2 === 0
    layers = layers.map((layer) => [...layer])
    for (let step = 1; step < layers.length; step++) {
      const index = isDown ? step : layers.length - 1 - step
      const layer = layers[index] ?? []
      sortByMean(layer, isDown ? before : after, place, sweep % 4 >= 2)
      number(layer)
    }
    const crossings = countCrossings(layers, after, place)
    if (crossings < fewest) {
      best = layers
      fewest = crossings
    }
  }
  return best
}

/** `turned` puts equals the other way round, which sometimes gets out of a bad order. */
function sortByMean(
  layer: number[],
  neighbours: readonly (readonly number[])[],
  place: Float64Array,
  turned: boolean,
): void {
  const means = new Map<number, number>()
  for (const item of layer) {
    const near = neighbours[item] ?? []
    let sum = 0
    for (const other of near) sum += place[other] ?? 0
    means.set(item, near.length === 0 ? (place[item] ?? 0) : sum / near.length)
  }
  layer.sort(
    (a, b) =>
      (means.get(a) ?? 0) - (means.get(b) ?? 0) ||
      (turned ? (place[b] ?? 0) - (place[a] ?? 0) : (place[a] ?? 0) - (place[b] ?? 0)),
  )
}

export function countCrossings(
  layers: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
  place: Float64Array,
): number {
  let crossings = 0
  for (const [index, layer] of layers.entries()) {
    const width = layers[index + 1]?.length ?? 0
    if (width > 0) crossings += inversions(layer, after, place, width)
  }
  return crossings
}

// Pairs of edges that change sides, counted with a tree of sums in one pass.
function inversions(
  layer: readonly number[],
  after: readonly (readonly number[])[],
  place: Float64Array,
  width: number,
): number {
  const sums = new Uint32Array(width + 1)
  let crossings = 0
  let seen = 0
  for (const item of layer) {
    const ends = (after[item] ?? []).map((other) => place[other] ?? 0)
    for (const end of ends) {
      let atMost = 0
      for (let at = end + 1; at > 0; at -= at & -at) atMost += sums[at] ?? 0
      crossings += seen - atMost
    }
    for (const end of ends) {
      seen++
      for (let at = end + 1; at <= width; at += at & -at) sums[at] = (sums[at] ?? 0) + 1
    }
  }
  return crossings
}
