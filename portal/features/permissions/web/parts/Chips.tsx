import type { ReactNode } from 'react'
import classes from './Chips.module.css'
import { Holder } from './Holder.tsx'

/** One short text, set apart. */
export function Chip({ children }: { children: ReactNode }) {
  return (
    <span className={classes.chip} dir="auto">
      {children}
    </span>
  )
}

/** Those who have a role; people and groups lead to their pages. */
export function Holders({ of }: { of: readonly string[] }) {
  if (of.length === 0) return <span className="cb-muted">nobody</span>
  return (
    <ul className={classes.chips}>
      {of.map((holder) => (
        <li key={holder} className={classes.chip} dir="auto">
          <Holder of={holder} />
        </li>
      ))}
    </ul>
  )
}
