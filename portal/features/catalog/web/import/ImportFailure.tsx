import type { Problem } from '@callboard/sdk/model'
import { Panel, SafeLink, safeHref, sentenceOf, withCode } from '@callboard/ui'
import classes from './ImportPage.module.css'
import { problemsOf } from './import-data.ts'

/** Why an address cannot be registered as it is: every fault with its file and line, and what to write instead. */
export function ImportFailure({ error, url }: { error: unknown; url: string }) {
  const problems = problemsOf(error)
  return (
    <Panel
      title={problems.length > 1 ? 'These stand in the way' : 'This stands in the way'}
      {...(problems.length > 1 && { count: problems.length })}
    >
      <ul aria-live="assertive">
        {problems.map((problem) => (
          <Fault key={`${problem.at?.file} ${problem.at?.line} ${problem.message}`} problem={problem} />
        ))}
        {problems.length === 0 && (
          <li className={classes.problem}>
            <p dir="auto">{sentenceOf(error)}</p>
            <p className="cb-muted">
              Asked for <code>{url}</code>
            </p>
          </li>
        )}
      </ul>
    </Panel>
  )
}

function Fault({ problem }: { problem: Problem }) {
  const { file, line, column } = problem.at ?? { file: '' }
  const href = safeHref(file)
  const position = [line, column].filter((part) => part !== undefined).join(':')
  return (
    <li className={classes.problem}>
      <p dir="auto">{withCode(problem.message)}</p>
      {problem.hint && (
        <p className="cb-muted" dir="auto">
          {withCode(problem.hint)}
        </p>
      )}
      {file && (
        <SafeLink href={href && line ? `${href}#L${line}` : href}>
          <code>{position ? `${file}:${position}` : file}</code>
        </SafeLink>
      )}
    </li>
  )
}
