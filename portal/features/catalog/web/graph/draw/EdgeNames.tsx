import type { GraphLayout } from '../layout/types.ts'
import { type Drawing, nameSize } from '../model/drawing.ts'
import { middleOf } from './edge-path.ts'
import classes from './Scene.module.css'

/** From the card, past the head of an arrow. */
const aside = 8
const rowHeight = 17

/** What the lines stand for: above a line, or above and below it where both directions need a row of their own. */
export function EdgeNames({
  drawing,
  layout,
  hidden,
}: {
  drawing: Drawing
  layout: GraphLayout
  /** Index of the line whose whole name stands there already. */
  hidden: number | undefined
}) {
  return namesOf(drawing, layout).map(({ index, rows, x, y, anchor }) =>
    index === hidden ? null : (
      <text key={index} className={classes.name} x={x} y={y - 6} textAnchor={anchor}>
        {rows.map((text, at) => (
          <tspan key={text} x={x} dy={at === 0 ? 0 : rowHeight}>
            {text}
          </tspan>
        ))}
      </text>
    ),
  )
}

interface Place {
  x: number
  y: number
  anchor: 'start' | 'middle' | 'end'
}

interface Name extends Place {
  index: number
  rows: string[]
}

/** The names that have room; one that would lie on another is left to the pointer. */
function namesOf(drawing: Drawing, layout: GraphLayout): Name[] {
  const leaving = Map.groupBy(drawing.edges, ({ source }) => source)
  const arriving = Map.groupBy(drawing.edges, ({ target }) => target)
  const oneRow = ((drawing.shape.layerGap ?? 0) - 2 * nameSize.aside) / nameSize.letter
  const names: Name[] = []
  const add = (index: number, label: string, place: Place) => {
    const name = { index, rows: rowsOf(label, oneRow), ...place }
    if (!names.some((other) => isOver(boxOf(name), boxOf(other)))) names.push(name)
  }
  for (const [index, { source, target, label }] of drawing.edges.entries()) {
    const points = layout.paths[index] ?? []
    if (points.length < 4) continue
    const [from, to] = [leaving.get(source)?.length ?? 0, arriving.get(target)?.length ?? 0]
    add(index, label, placeOf(points, from, to))
  }
  for (const [index, { path, edges }] of layout.blocks.entries()) {
    const edge = drawing.edges[edges[0] ?? -1]
    if (edge && path.length >= 4) add(-1 - index, edge.label, { ...middleOf(path), anchor: 'middle' })
  }
  return names
}

/** In two rows when one would be longer than `oneRow` letters. */
function rowsOf(label: string, oneRow: number): string[] {
  const [first = '', ...others] = label.split(', ')
  const rows = first.length > oneRow ? first.split(/(?<= \/) /) : [first]
  return others.length > 0 ? [...rows.slice(0, -1), `${rows.at(-1)} +${others.length}`] : rows
}

/** At the end that a line has for itself: where many lines meet, names would lie on each other. */
function placeOf(points: readonly number[], leaving: number, arriving: number): Place {
  if ((leaving === 1) === (arriving === 1)) return { ...middleOf(points), anchor: 'middle' }
  const isStart = leaving === 1
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = isStart ? points.slice(0, 4) : points.slice(-4)
  const isRightwards = x1 > x0
  const gap = isRightwards ? aside : -aside
  return isStart
    ? { x: x0 + gap, y: y0, anchor: isRightwards ? 'start' : 'end' }
    : { x: x1 - gap, y: y1, anchor: isRightwards ? 'end' : 'start' }
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

function boxOf({ rows, x, y, anchor }: Name): Box {
  const width = Math.max(...rows.map((text) => text.length)) * nameSize.letter
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
  return { left, right: left + width, top: y - 15, bottom: y - 3 + (rows.length - 1) * rowHeight }
}

function isOver(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
