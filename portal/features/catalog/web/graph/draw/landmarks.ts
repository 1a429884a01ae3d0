import type { GraphLayout } from '../layout/types.ts'
import { type Drawing, nodeSize, nodeTitle } from '../model/drawing.ts'
import type { Size, Viewport } from './viewport.ts'

/** A name at the size of the screen, for when the cards are too small to read. */
export interface Landmark {
  ref: string
  text: string
  /** On the screen. */
  x: number
  y: number
}

const most = 24
const perLetter = 6.6

/** The names worth showing from afar: roots, then what has most neighbours; none covers another. */
export function landmarksOf(drawing: Drawing, layout: GraphLayout, view: Viewport, screen: Size): Landmark[] {
  const roots = new Set(drawing.roots)
  const weight = (index: number) =>
    (roots.has(index) ? 1e6 : 0) +
    (drawing.near.get(drawing.nodes[index]?.ref ?? '')?.size ?? 0) +
    (drawing.nodes[index]?.leftOut ?? 0) / 10
  const candidates = drawing.nodes
    .map((_, index) => ({ index, weight: weight(index) }))
    .filter((candidate) => candidate.weight >= 1)
    .sort((a, b) => b.weight - a.weight)
  const shown: (Landmark & { half: number })[] = []
  for (const { index } of candidates) {
    const node = drawing.nodes[index]
    if (!node || shown.length >= most) break
    const x = (layout.x[index] ?? 0) * view.scale + view.x
    const y = ((layout.y[index] ?? 0) - nodeSize.height / 2) * view.scale + view.y - 5
    if (x < 0 || y < 12 || x > screen.width || y > screen.height) continue
    const title = nodeTitle(node)
    const text = title.length > 28 ? `${title.slice(0, 27)}…` : title
    const half = (text.length * perLetter) / 2 + 4
    if (shown.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < 18))
      continue
    shown.push({ ref: node.ref, text, x, y, half })
  }
  return shown
}
