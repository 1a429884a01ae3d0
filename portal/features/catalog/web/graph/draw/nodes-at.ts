import type { GraphLayout } from '../layout/types.ts'
import { type Drawing, nodeSize } from '../model/drawing.ts'
import type { Size, Viewport } from './viewport.ts'

/** How many nodes are on the screen; counting ends at `most`. */
export function nodesOnScreen(layout: GraphLayout, view: Viewport, screen: Size, most: number): number {
  if (layout.x.length < most) return layout.x.length
  const [left, top] = [-view.x / view.scale - nodeSize.width / 2, -view.y / view.scale - nodeSize.height / 2]
  const right = left + screen.width / view.scale + nodeSize.width
  const bottom = top + screen.height / view.scale + nodeSize.height
  let count = 0
  for (let index = 0; index < layout.x.length && count < most; index++) {
    const [x = 0, y = 0] = [layout.x[index], layout.y[index]]
    if (x >= left && x <= right && y >= top && y <= bottom) count++
  }
  return count
}

/** The node under a point of the screen. */
export function nodeAt(
  drawing: Drawing,
  layout: GraphLayout,
  view: Viewport,
  point: { x: number; y: number },
): string | undefined {
  const [x, y] = [(point.x - view.x) / view.scale, (point.y - view.y) / view.scale]
  const index = layout.x.findIndex(
    (at, node) =>
      Math.abs(at - x) <= nodeSize.width / 2 && Math.abs((layout.y[node] ?? 0) - y) <= nodeSize.height / 2,
  )
  return drawing.nodes[index]?.ref
}

/** The nearest node in a direction, as arrow keys want it: straight ahead counts for more than aside. */
export function neighbourInDirection(
  drawing: Drawing,
  layout: GraphLayout,
  ref: string,
  dx: number,
  dy: number,
): string | undefined {
  const from = drawing.indexOf.get(ref) ?? 0
  const [x0 = 0, y0 = 0] = [layout.x[from], layout.y[from]]
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  layout.x.forEach((x, index) => {
    const [along, aside] =
      dx !== 0 ? [(x - x0) * dx, (layout.y[index] ?? 0) - y0] : [((layout.y[index] ?? 0) - y0) * dy, x - x0]
    if (index === from || along < 8) return
    const cost = along + 2.5 * Math.abs(aside)
    if (cost < least) {
      least = cost
      best = index
    }
  })
  return best === undefined ? undefined : drawing.nodes[best]?.ref
}
