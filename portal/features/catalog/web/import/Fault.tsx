import type { Problem } from '@callboard/sdk/model'
import { SafeLink, safeHref, withCode } from '@callboard/ui'
import classes from './ImportPage.module.css'

/** Problems file by file: what is wrong, what to write instead, and where. */
export function Faults({ problems }: { problems: Problem[] }) {
  return (
    <ul>
      {problems.map((problem) => (
        <Fault
          key={`${problem.at?.file} ${problem.at?.line} ${problem.at?.column} ${problem.message}`}
          problem={problem}
        />
      ))}
    </ul>
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
