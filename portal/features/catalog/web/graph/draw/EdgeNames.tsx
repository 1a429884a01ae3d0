import type { GraphLayout } from '../layout/types.ts'
import type { Drawing } from '../model/drawing.ts'
import { middleOf } from './edge-path.ts'
import classes from './Scene.module.css'

/** Letters that fit between two columns. */
const oneRow = 18
/** From the card, past the head of an arrow. */
const aside = 8

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
  const leaving = Map.groupBy(drawing.edges, ({ source }) => source)
  const arriving = Map.groupBy(drawing.edges, ({ target }) => target)
  const placeOf = ({ source, target }: { source: string; target: string }, points: readonly number[]) => {
    const [from = 0, to = 0] = [leaving.get(source)?.length, arriving.get(target)?.length]
    return from === 1 && to === 1
      ? { ...middleOf(points), anchor: 'middle' as const }
      : nearEnd(points, to >= from)
  }
  return (
    <>
      {drawing.edges.map((edge, index) => {
        const points = layout.paths[index] ?? []
        if (points.length < 4 || index === hidden) return null
        const key = `${edge.source} ${edge.target} ${edge.label}`
        return <EdgeName key={key} label={edge.label} at={placeOf(edge, points)} />
      })}
      {layout.blocks.map(({ path, edges, members }, index) => {
        const edge = drawing.edges[edges[0] ?? -1]
        if (!edge || path.length < 4 || -1 - index === hidden) return null
        return <EdgeName key={members[0]} label={edge.label} at={{ ...middleOf(path), anchor: 'middle' }} />
      })}
    </>
  )
}

function EdgeName({ label, at: { x, y, anchor } }: { label: string; at: Place }) {
  const [first = '', ...others] = label.split(', ')
  const rows = first.length > oneRow ? first.split(/(?<= \/) /) : [first]
  if (others.length > 0) rows.push(`${rows.pop()} +${others.length}`)
  return (
    <text className={classes.name} x={x} y={y - 6} textAnchor={anchor}>
      {rows.map((row, at) => (
        <tspan key={row} x={x} dy={at === 0 ? 0 : 17}>
          {row}
        </tspan>
      ))}
    </text>
  )
}

interface Place {
  x: number
  y: number
  anchor: 'start' | 'middle' | 'end'
}

/** At the end of a line that has room: where many lines meet, names would lie on each other. */
function nearEnd(points: readonly number[], atStart: boolean): Place {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = atStart ? points.slice(0, 4) : points.slice(-4)
  const isRightwards = x1 > x0
  return atStart
    ? { x: x0 + (isRightwards ? aside : -aside), y: y0, anchor: isRightwards ? 'start' : 'end' }
    : { x: x1 - (isRightwards ? aside : -aside), y: y1, anchor: isRightwards ? 'end' : 'start' }
}
