import type { EntityView } from '@callboard/sdk/model'
import { Skeleton, StarIcon, StarredIcon } from '@callboard/ui'
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
  const title = entity ? titleOf(entity) : ''
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
        {entity && (
          <input
            type="checkbox"
            // Keys select with x; a box in every row would stand in the way of those who tab.
            tabIndex={-1}
            data-act="select"
            aria-label={`Select ${title}`}
            checked={isSelected}
            readOnly
          />
        )}
      </td>
      {columns.map((column, place) => (
        <td key={column.id} className={classes.cell}>
          {entity ? column.cell(entity) : <Skeleton width={place === 0 ? 160 : 72} />}
        </td>
      ))}
      <td className={classes.starCell}>
        {entity && isActive && <QuickActions entity={entity} />}
        {entity && (
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
        )}
      </td>
    </tr>
  )
})
