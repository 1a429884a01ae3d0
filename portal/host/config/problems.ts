import { PortalError } from '@callboard/sdk'
import type { Position, Problem } from '@callboard/sdk/model'

/** `app-config.yaml:12:5`, with a path relative to `folder` when it lies below it. */
export function describePosition(at: Position, folder?: string): string {
  const file = folder && at.file.startsWith(`${folder}/`) ? at.file.slice(folder.length + 1) : at.file
  if (!at.line) return file
  return at.column ? `${file}:${at.line}:${at.column}` : `${file}:${at.line}`
}

/** A problem on one line, for logs: place, what, what to do. */
export function describeProblem(problem: Problem, folder?: string): string {
  const place = problem.at ? `${describePosition(problem.at, folder)}: ` : ''
  return `${place}${problem.message}${problem.hint ? `. ${problem.hint}` : ''}`
}

/** @throws `input` with every error when the config cannot be started with. */
export function stopOnErrors(config: { problems: Problem[] }, folder?: string): void {
  const errors = config.problems.filter((problem) => problem.severity === 'error')
  if (errors.length === 0) return
  const lines = errors.map((problem) => `  ${describeProblem(problem, folder)}`)
  const many = errors.length === 1 ? 'a mistake' : `${errors.length} mistakes`
  throw new PortalError('input', `The config has ${many}:\n${lines.join('\n')}`, { problems: errors })
}
