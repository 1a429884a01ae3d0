import { Skeleton } from '@callboard/ui'
import classes from './home.module.css'

/** Rows that are on their way. */
export function RowsSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={classes.waiting}>
          <Skeleton width={`${40 + ((index * 17) % 40)}%`} />
        </div>
      ))}
    </div>
  )
}
