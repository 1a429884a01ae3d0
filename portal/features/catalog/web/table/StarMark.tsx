import { StarIcon, StarredIcon } from '@callboard/ui'
import classes from './EntityTable.module.css'

/** The star at the end of a row. The table hears its click (`data-act`). */
export function StarMark({ title, isStarred }: { title: string; isStarred: boolean }) {
  const label = isStarred ? 'Remove from favorites' : 'Add to favorites'
  return (
    <button
      type="button"
      // Keys star with s; a button in every row would stand in the way of those who tab.
      tabIndex={-1}
      className={classes.star}
      data-act="star"
      aria-pressed={isStarred}
      aria-label={`${label}: ${title}`}
      title={`${label} (s)`}
    >
      {isStarred ? <StarredIcon size={14} /> : <StarIcon size={14} />}
    </button>
  )
}
