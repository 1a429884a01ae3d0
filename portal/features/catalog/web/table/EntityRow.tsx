import type { EntityView } from '@callboard/sdk/model'
import { StarIcon, StarredIcon } from '@callboard/ui'
import { memo } from 'react'
import { titleOf } from '../data/entity-text.ts'
import type { Column } from './columns.tsx'
import classes from './EntityTable.module.css'
import { QuickActions } from './QuickActions.tsx'

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
  if (!entity) {
    // As little as can be: a fling passes thousands of these.
    return (
      <tr
        aria-rowindex={index + 2}
        data-index={index}
        className={classes.bodyRow}
        style={{ transform: `translateY(${top}px)`, height }}
      >
        <td className={classes.ghost} />
      </tr>
    )
  }
  const title = titleOf(entity)
  const star = isStarred ? 'Remove from favorites' : 'Add to favorites'
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
        <button
          type="button"
          tabIndex={-1}
          className={classes.star}
          data-act="star"
          aria-pressed={isStarred}
          aria-label={`${star}: ${title}`}
          title={`${star} (s)`}
        >
          {isStarred ? <StarredIcon size={14} /> : <StarIcon size={14} />}
        </button>
      </td>
    </tr>
  )
})
