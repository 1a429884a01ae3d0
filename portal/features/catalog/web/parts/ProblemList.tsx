import { RelativeTime, SafeLink, safeHref, withCode } from '@callboard/ui'
import type { ProblemAnswer } from '../data/problem-data.ts'
import classes from './ProblemList.module.css'
import { RefLink } from './RefLink.tsx'

/** Problems for the person who can mend them: what is wrong, where, and what to write instead. */
export function ProblemList({ problems, withEntity }: { problems: ProblemAnswer[]; withEntity?: boolean }) {
  return (
    <ul className={classes.list}>
      {problems.map((problem) => (
        <li key={problem.id} className={classes.problem}>
          <span className={classes.mark} data-severity={problem.severity}>
            <span className="cb-hidden">{problem.severity}</span>
          </span>
          <div className={classes.text}>
            <p className={classes.message} dir="auto">
              {withCode(problem.message)}
            </p>
            {problem.hint && (
              <p className={classes.hint} dir="auto">
                {withCode(problem.hint)}
              </p>
            )}
            <p className={classes.where}>
              <Where problem={problem} />
              {withEntity && problem.entityRef && <RefLink entityRef={problem.entityRef} />}
              <span>
                {problem.name}, since <RelativeTime at={problem.firstSeenAt} />
              </span>
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** `catalog-info.yaml:12:5`, a link to the line where a browser can open the file. */
function Where({ problem }: { problem: ProblemAnswer }) {
  const file = problem.file ?? problem.location?.replace(/^[^:]+:/, '')
  if (!file) return null
  const position = [problem.line, problem.column].filter((part) => part !== null).join(':')
  const href = safeHref(file)
  return (
    <SafeLink href={href && problem.line ? `${href}#L${problem.line}` : href} className={classes.file}>
      {position ? `${file}:${position}` : file}
    </SafeLink>
  )
}
