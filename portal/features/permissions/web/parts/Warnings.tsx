import type { ReactNode } from 'react'
import classes from './Warnings.module.css'

/** What one should know before going on. */
export function Warning({ children }: { children: ReactNode }) {
  return (
    <p className={classes.warnings} role="note">
      {children}
    </p>
  )
}

/** Several of them; nothing when there are none. */
export function Warnings({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null
  return (
    <ul className={classes.warnings} aria-label="Warnings">
      {of.map((warning) => (
        <li key={warning}>{warning}</li>
      ))}
    </ul>
  )
}
