import { memo } from 'react'
import type { GraphLayout } from '../layout/types.ts'
import { type Drawing, nodeSize } from '../model/drawing.ts'
import { EdgeNames } from './EdgeNames.tsx'
import { type Curve, edgePath, middleOf } from './edge-path.ts'
import { NodeCard } from './NodeCard.tsx'
import classes from './Scene.module.css'
import type { Range } from './viewport.ts'

export interface SceneLook {
  /** The node whose surroundings stand out; everything else is dimmed, softly when it only is selected. */
  focus: string | undefined
  /** Nodes that stand out because they were looked for. */
  found: ReadonlySet<string> | null
  selected: string | undefined
  /** The node that Tab reaches. */
  tabStop: string | undefined
  /** Index of the line under the pointer, or of a block's line below zero. */
  edge: number | undefined
}

/** Everything of a graph as SVG: grids, lines, cards. Only what lies in `range` is drawn. */
export const Scene = memo(function Scene({
  drawing,
  layout,
  curve,
  look,
  range,
  isSimple,
}: {
  drawing: Drawing
  layout: GraphLayout
  curve: Curve
  look: SceneLook
  range: Range | null
  isSimple: boolean
}) {
  const { direction } = drawing.shape
  const roots = new Set(drawing.roots)
  const beside = look.focus === undefined ? null : (drawing.near.get(look.focus) ?? new Set<string>())
  const isDim = (ref: string) =>
    (look.found !== null && !look.found.has(ref)) ||
    (beside !== null && ref !== look.focus && !beside.has(ref))
  const touches = ({ source, target }: { source: string; target: string }) =>
    source === look.focus || target === look.focus
  const isNear = (points: readonly number[]) => range === null || crosses(points, range)
  return (
    <>
      {layout.blocks.map((block, index) => {
        const hub = drawing.nodes[block.hub]?.ref
        const isLit =
          look.focus !== undefined &&
          (hub === look.focus || block.members.some((at) => drawing.nodes[at]?.ref === look.focus))
        return (
          <g
            key={block.members[0]}
            data-dim={(beside !== null && !isLit) || undefined}
            className={classes.block}
          >
            <rect
              className={classes.frame}
              x={block.left}
              y={block.top}
              width={block.width}
              height={block.height}
              rx={10}
            />
            <Line
              d={edgePath(block.path, direction, curve)}
              index={-1 - index}
              isLit={isLit || look.edge === -1 - index}
              isDim={beside !== null && !isLit}
            />
          </g>
        )
      })}
      {drawing.edges.map((edge, index) => {
        const points = layout.paths[index] ?? []
        if (points.length === 0 || !isNear(points)) return null
        const isLit = look.edge === index || touches(edge)
        return (
          <Line
            key={`${edge.source} ${edge.target} ${edge.label}`}
            d={edgePath(points, direction, curve)}
            index={index}
            isLit={isLit}
            isDim={
              !isLit && (beside !== null || (look.found !== null && isDim(edge.source) && isDim(edge.target)))
            }
          />
        )
      })}
      {look.focus !== undefined &&
        drawing.rest
          .filter(touches)
          .map((edge) => (
            <path
              key={`${edge.source} ${edge.target} ${edge.label}`}
              className={classes.rest}
              d={straight(drawing, layout, edge)}
            />
          ))}
      {drawing.nodes.map((node, index) => {
        const [x = 0, y = 0] = [layout.x[index], layout.y[index]]
        if (range && !inside(x, y, range)) return null
        return (
          <NodeCard
            key={node.ref}
            node={node}
            x={x}
            y={y}
            isSimple={isSimple}
            isRoot={roots.has(index)}
            isSelected={node.ref === look.selected}
            isDim={isDim(node.ref)}
            isTabStop={node.ref === look.tabStop}
          />
        )
      })}
      {drawing.hasNames && !isSimple && look.focus === undefined && (
        <EdgeNames drawing={drawing} layout={layout} hidden={look.edge} />
      )}
      {look.edge !== undefined && <EdgeLabel drawing={drawing} layout={layout} edge={look.edge} />}
    </>
  )
})

function Line({ d, index, isLit, isDim }: { d: string; index: number; isLit: boolean; isDim: boolean }) {
  return (
    <g data-edge={index}>
      <path className={classes.line} data-lit={isLit || undefined} data-dim={isDim || undefined} d={d} />
      <path className={classes.hit} d={d} />
    </g>
  )
}

function EdgeLabel({ drawing, layout, edge }: { drawing: Drawing; layout: GraphLayout; edge: number }) {
  const block = edge < 0 ? layout.blocks[-1 - edge] : undefined
  const points = block ? block.path : (layout.paths[edge] ?? [])
  const label = block
    ? `${drawing.edges[block.edges[0] ?? 0]?.label ?? ''} · ${block.members.length}`
    : (drawing.edges[edge]?.label ?? '')
  const { x, y } = middleOf(points)
  return (
    <text className={classes.label} x={x} y={y - 6} data-label="">
      {label}
    </text>
  )
}

/** Lines that the layout knows nothing of lead from border to border, beside what stands between. */
function straight(
  { indexOf }: Drawing,
  { x, y }: GraphLayout,
  { source, target }: { source: string; target: string },
): string {
  const [from = 0, to = 0] = [indexOf.get(source), indexOf.get(target)]
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [x[from], y[from], x[to], y[to]]
  const half = nodeSize.width / 2
  if (Math.abs(x0 - x1) < nodeSize.width) {
    const side = Math.max(x0, x1) + half
    return `M${x0 + half},${y0}C${side + 36},${y0} ${side + 36},${y1} ${x1 + half},${y1}`
  }
  const way = x1 > x0 ? 1 : -1
  const [start, end] = [x0 + half * way, x1 - half * way]
  const bend = Math.max(30, Math.abs(end - start) / 2) * way
  return `M${start},${y0}C${start + bend},${y0} ${end - bend},${y1} ${end},${y1}`
}

function inside(x: number, y: number, range: Range): boolean {
  return x >= range.left - 100 && x <= range.right + 100 && y >= range.top - 30 && y <= range.bottom + 30
}

function crosses(points: readonly number[], range: Range): boolean {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let index = 0; index < points.length; index += 2) {
    const [x = 0, y = 0] = [points[index], points[index + 1]]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return right >= range.left && left <= range.right && bottom >= range.top && top <= range.bottom
}
