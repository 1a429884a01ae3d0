import type { ReactNode } from 'react'
import classes from './Verdict.module.css'

const words = { ALLOW: 'yes', DENY: 'no', CONDITIONAL: 'some' }

/** Yes, no, or some of them; with how many that are. */
export function Verdict({
  result,
  count,
  title,
  quiet,
}: {
  result: 'ALLOW' | 'DENY' | 'CONDITIONAL'
  count?: number | null
  title?: string
  /** A no without colour, where most are. */
  quiet?: boolean
}) {
  return (
    <span className={classes.verdict} data-result={result} data-quiet={quiet || undefined} title={title}>
      {words[result]}
      {typeof count === 'number' && result !== 'DENY' && <span className="cb-num"> · {count}</span>}
    </span>
  )
}

/** What a rule says, in its colour. */
export function Says({ effect, children }: { effect: 'allow' | 'deny'; children?: ReactNode }) {
  return (
    <span className={classes.verdict} data-result={effect === 'allow' ? 'ALLOW' : 'DENY'}>
      {children ?? (effect === 'allow' ? 'allows' : 'denies')}
    </span>
  )
}
