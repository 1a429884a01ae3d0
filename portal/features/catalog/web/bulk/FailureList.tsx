import { sentenceOf } from '@callboard/ui'
import classes from './bulk.module.css'
import type { Failure } from './work.ts'

const shownAtOnce = 50

/** What did not work, each with its reason. */
export function FailureList({ failures }: { failures: Failure[] }) {
  return (
    <div className={classes.failures} role="alert">
      <p>{failures.length === 1 ? 'One failed:' : `${failures.length} failed:`}</p>
      <ul>
        {failures.slice(0, shownAtOnce).map(({ subject, error }) => (
          <li key={subject}>
            <code>{subject}</code> {sentenceOf(error)}
          </li>
        ))}
        {failures.length > shownAtOnce && <li>and {failures.length - shownAtOnce} more</li>}
      </ul>
    </div>
  )
}
