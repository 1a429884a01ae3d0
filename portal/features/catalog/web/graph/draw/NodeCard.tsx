import { KindGlyph, kindSingular } from '@callboard/ui'
import { memo } from 'react'
import type { GraphNode } from '../../../api.ts'
import { nodeNote, nodeSize, nodeTitle } from '../model/drawing.ts'
import { fitText } from './fit-text.ts'
import classes from './Scene.module.css'

const titleFont = '500 13px "Inter Variable", system-ui, sans-serif'
const noteFont = '400 11px "Inter Variable", system-ui, sans-serif'
const { width, height } = nodeSize

/** An entity in a graph: glyph, name, whose it is. `isSimple` is for when letters could not be read anyway. */
export const NodeCard = memo(function NodeCard({
  node,
  x,
  y,
  isRoot,
  isSelected,
  isDim,
  isTabStop,
  isSimple,
}: {
  node: GraphNode
  x: number
  y: number
  isRoot: boolean
  isSelected: boolean
  isDim: boolean
  /** Tab leads here; from here the arrow keys lead on. */
  isTabStop: boolean
  isSimple: boolean
}) {
  const more = node.leftOut > 0 ? `+${node.leftOut > 999 ? '1k' : node.leftOut}` : ''
  const badge = more === '' ? 0 : 12 + more.length * 6.5
  const room = width - 34 - (badge > 0 ? badge + 12 : 10)
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons inside of SVG
    <g
      className={classes.node}
      transform={`translate(${x - width / 2} ${y - height / 2})`}
      data-ref={node.ref}
      data-kind={node.kind.toLowerCase()}
      data-root={isRoot || undefined}
      data-selected={isSelected || undefined}
      data-dim={isDim || undefined}
      data-missing={node.missing || undefined}
      role="button"
      tabIndex={isTabStop ? 0 : -1}
      // What can be read is the name; where nothing can, it is said.
      {...(isSimple ? { 'aria-label': labelOf(node) } : { 'aria-description': labelOf(node) })}
      aria-pressed={isSelected}
    >
      <rect className={classes.card} width={width} height={height} rx={6} />
      {isSimple ? (
        <rect className={classes.tint} width={width} height={height} rx={6} />
      ) : (
        <>
          <g transform="translate(10 14)">
            <KindGlyph kind={node.kind} missing={node.missing} />
          </g>
          <text className={classes.title} x={34} y={19}>
            {fitText(nodeTitle(node), room, titleFont)}
          </text>
          <text className={classes.note} x={34} y={34}>
            {fitText(nodeNote(node), room, noteFont)}
          </text>
          {node.hasProblems && <circle className={classes.problem} cx={24} cy={14} r={3.5} />}
          {more !== '' && (
            <g transform={`translate(${width - badge - 8} 13)`} data-expand={node.ref}>
              <rect className={classes.badge} width={badge} height={18} rx={9} />
              <text className={classes.more} x={badge / 2} y={13}>
                {more}
              </text>
            </g>
          )}
        </>
      )}
    </g>
  )
})

function labelOf(node: GraphNode): string {
  const parts = [nodeTitle(node), kindSingular(node.kind), nodeNote(node)]
  if (node.hasProblems) parts.push('has problems')
  if (node.leftOut > 0) parts.push(`${node.leftOut} more not shown`)
  return parts.join(', ')
}
