import classes from './policy.module.css'

const words = { ALLOW: 'yes', DENY: 'no', CONDITIONAL: 'some' }

/** Yes, no, or some of them; with how many that are. */
export function Verdict({
  result,
  count,
  title,
}: {
  result: 'ALLOW' | 'DENY' | 'CONDITIONAL'
  count?: number | null
  title?: string
}) {
  return (
    <span className={classes.verdict} data-result={result} title={title}>
      {words[result]}
      {typeof count === 'number' && result !== 'DENY' && <span className="cb-num"> · {count}</span>}
    </span>
  )
}
