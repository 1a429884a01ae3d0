import type { EntityView } from '@callboard/sdk/model'
import { memo } from 'react'
import { titleOf } from '../data/entity-text.ts'
import type { Column } from './columns.tsx'
import classes from './EntityTable.module.css'
import { GhostRow } from './GhostRow.tsx'
import { QuickActions } from './QuickActions.tsx'
import { StarMark } from './StarMark.tsx'

/** One row. It is drawn anew only when something of its own changes: scrolling moves rows, it does not draw them. */
export const EntityRow = memo(function EntityRow({
  index,
  top,
  height,
  columns,
  entity,
  isSelected,
  isStarred,
  isActive,
}: {
  index: number
  top: number
  height: number
  columns: Column[]
  /** undefined while it is read. */
  entity: EntityView | undefined
  isSelected: boolean
  isStarred: boolean
  /** The pointer or the focus is on it. */
  isActive: boolean
}) {
  if (!entity) return <GhostRow index={index} top={top} height={height} />
  const title = titleOf(entity)
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      className={classes.bodyRow}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <td className={classes.box}>
        <input
          type="checkbox"
          // Keys select with x; a box in every row would stand in the way of those who tab.
          tabIndex={-1}
          data-act="select"
          aria-label={`Select ${title}`}
          checked={isSelected}
          readOnly
        />
      </td>
      {columns.map((column) => (
        <td key={column.id} className={classes.cell}>
          {column.cell(entity)}
        </td>
      ))}
      <td className={classes.starCell}>
        {isActive && <QuickActions entity={entity} />}
        <StarMark title={title} isStarred={isStarred} />
      </td>
    </tr>
  )
})
