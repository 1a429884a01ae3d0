import { Panel, sentenceOf, withCode } from '@callboard/ui'
import { ProblemList } from '../parts/ProblemList.tsx'
import classes from './ImportPage.module.css'
import { hintOf, listed, problemsOf } from './import-data.ts'

/** Why an address cannot be registered as it is: every fault with its file and line, and what to write instead. */
export function ImportFailure({ error, url }: { error: unknown; url: string }) {
  const problems = problemsOf(error)
  const hint = hintOf(error)
  return (
    <div role="alert">
      <Panel
        title={problems.length > 1 ? 'These stand in the way' : 'This stands in the way'}
        {...(problems.length > 1 && { count: problems.length })}
      >
        <ProblemList problems={problems.map(listed)} />
        {problems.length === 0 && (
          <div className={classes.unread}>
            <p dir="auto">{withCode(sentenceOf(error))}</p>
            {hint && <p className="cb-muted">{withCode(hint)}</p>}
            <p className="cb-muted">
              Asked for <code>{url}</code>
            </p>
          </div>
        )}
      </Panel>
    </div>
  )
}
