import { Skeleton } from '@callboard/ui'
import classes from './EntityHeader.module.css'

/** The header before the entity is there, in the same place and size. */
export function EntitySkeleton() {
  return (
    <div className={classes.header} role="status" aria-label="Reading the entity">
      <span className={classes.title}>
        <Skeleton width={220} height={18} />
      </span>
      <p className={classes.facts}>
        <Skeleton width={280} />
      </p>
      <p className={classes.description}>
        <Skeleton width={420} />
      </p>
    </div>
  )
}

const widths = [320, 240, 280, 180, 260, 220]

/** What a tab shows while it is loaded: on a slow line that takes seconds. */
export function TabSkeleton() {
  return (
    <div className={classes.waiting} role="status" aria-label="Loading">
      {widths.map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  )
}
