import type { GraphLayout } from '../layout/types.ts'
import type { Drawing } from '../model/drawing.ts'
import classes from './Scene.module.css'

/** Letters that fit between two columns. */
const oneRow = 18

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
  const lines = new Map<string, number>()
  for (const { source, target } of drawing.edges) {
    for (const end of [source, target]) lines.set(end, (lines.get(end) ?? 0) + 1)
  }
  return drawing.edges.map(({ source, target, label }, index) => {
    const points = layout.paths[index] ?? []
    if (points.length < 4 || index === hidden) return null
    const isFan = (lines.get(target) ?? 0) >= (lines.get(source) ?? 0)
    const { x, y } = nearEnd(points, isFan)
    const [first = '', ...others] = label.split(', ')
    const rows = first.length > oneRow ? first.split(/(?<= \/) /) : [first]
    if (others.length > 0) rows.push(`${rows.pop()} +${others.length}`)
    return (
      <text key={`${source} ${target} ${label}`} className={classes.name} x={x} y={y - 5}>
        {rows.map((row, at) => (
          <tspan key={row} x={x} dy={at === 0 ? 0 : 14}>
            {row}
          </tspan>
        ))}
      </text>
    )
  })
}

/** A place on a line, nearer to its quiet end: where many lines meet, names would lie on each other. */
function nearEnd(points: readonly number[], atStart: boolean): { x: number; y: number } {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = atStart ? points.slice(0, 4) : points.slice(-4)
  const part = atStart ? 0.35 : 0.65
  // The line leaves and arrives level, so its height follows an S.
  return { x: (x0 + x1) / 2, y: y0 + (y1 - y0) * (3 * part ** 2 - 2 * part ** 3) }
}
