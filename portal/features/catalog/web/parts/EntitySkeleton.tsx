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
