import type { ReactNode } from 'react'
import classes from './Tags.module.css'

/** One small label. */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className={classes.tag} dir="auto">
      {children}
    </span>
  )
}

/** Labels in a row that wraps. */
export function Tags({ children }: { children: ReactNode }) {
  return <span className={classes.tags}>{children}</span>
}
