import { stripVTControlCharacters, styleText } from 'node:util'
import type { Problem } from '@callboard/sdk/model'
import { describePosition } from '../host/config/problems.ts'

/** How problems are printed by `check` and `validate`: place, what, reason, what to do. */
export function printProblems(problems: readonly Problem[], folder: string): void {
  for (const problem of problems) console.log(`${problemText(problem, folder)}\n`)
}

const colours = { error: 'red', warning: 'yellow', info: 'blue' } as const

function problemText({ severity, message, hint, at }: Problem, folder: string): string {
  const place = at ? ` ${paint('bold', describePosition(at, folder))}` : ''
  const lines = [`${paint(colours[severity], severity)}${place}`, `  ${clean(message)}`]
  if (hint) lines.push(`  ${paint('dim', '→')} ${clean(hint)}`)
  return lines.join('\n')
}

export interface Tally {
  errors: number
  warnings: number
  infos: number
}

export function tally(problems: readonly Problem[]): Tally {
  const count = (severity: Problem['severity']) =>
    problems.filter((each) => each.severity === severity).length
  return { errors: count('error'), warnings: count('warning'), infos: count('info') }
}

/** `2 errors, 1 warning` */
export function showTally({ errors, warnings }: Tally): string {
  return `${many(errors, 'error')}, ${many(warnings, 'warning')}`
}

export function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Exit code: errors always, warnings when asked to be strict. */
export function exitCode({ errors, warnings }: Tally, isStrict: boolean): number {
  return errors > 0 || (isStrict && warnings > 0) ? 1 : 0
}

/** Messages quote other people's files: nothing in them may move the cursor or recolour the terminal. */
function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ')
}

function paint(style: 'red' | 'yellow' | 'blue' | 'bold' | 'dim', text: string): string {
  const isPlain = Boolean(process.env.NO_COLOR) || !process.stdout.isTTY
  return isPlain ? text : styleText(style, text, { validateStream: false })
}
