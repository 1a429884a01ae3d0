import { RelativeTime, SafeLink, safeHref, withCode } from '@callboard/ui'
import type { ProblemAnswer } from '../data/problem-data.ts'
import classes from './ProblemList.module.css'
import { RefLink } from './RefLink.tsx'

/** A problem as far as a list shows it: one that the catalog keeps, or one that was just found in a file. */
export type ListedProblem = Pick<ProblemAnswer, 'severity' | 'name' | 'message'> &
  Partial<Omit<ProblemAnswer, 'severity' | 'name' | 'message'>>

interface ProblemListProps {
  problems: ListedProblem[]
  withEntity?: boolean
  /** Only what and where, for a card beside others. */
  isBrief?: boolean
}

/** Problems for the person who can mend them: what is wrong, where, and what to write instead. */
export function ProblemList({ problems, withEntity, isBrief }: ProblemListProps) {
  return (
    <ul className={classes.list} data-brief={isBrief || undefined}>
      {problems.map((problem) => (
        <li key={problem.id ?? keyOf(problem)} className={classes.problem}>
          <span className={classes.mark} data-severity={problem.severity}>
            <span className="cb-hidden">{problem.severity}</span>
          </span>
          <div className={classes.text}>
            <p className={classes.message} dir="auto">
              {withCode(isBrief ? essenceOf(problem.message) : problem.message)}
            </p>
            {problem.hint && !isBrief && (
              <p className={classes.hint} dir="auto">
                {withCode(problem.hint)}
              </p>
            )}
            <p className={classes.where}>
              {withEntity && problem.entityRef && <RefLink entityRef={problem.entityRef} />}
              <Where problem={problem} isBrief={isBrief} />
              {problem.firstSeenAt && !isBrief && (
                <span>
                  {problem.name}, since <RelativeTime at={problem.firstSeenAt} />
                </span>
              )}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Without what the reference's wording says about the entity, which stands below anyway. */
function essenceOf(message: string): string {
  return message.replace(/^Policy check failed for \S+; caused by \w*Error: /, '')
}

function keyOf({ file, line, column, message }: ListedProblem): string {
  return `${file} ${line} ${column} ${message}`
}

/** `catalog-info.yaml:12:5`, a link to the line where a browser can open the file. */
function Where({ problem, isBrief }: { problem: ListedProblem; isBrief: boolean | undefined }) {
  const file = problem.file ?? problem.location?.replace(/^[^:]+:/, '')
  if (!file) return null
  const position = [isBrief ? file.split('/').at(-1) : file, problem.line, isBrief ? null : problem.column]
  const href = safeHref(file)
  return (
    <SafeLink href={href && problem.line ? `${href}#L${problem.line}` : href} className={classes.file}>
      {position.filter((part) => part !== null && part !== undefined).join(':')}
    </SafeLink>
  )
}
