/** Answers of the policy that this tab keeps over loading the page anew, so that navigation and tabs do not jump. */
import type { Answered } from './ask.ts'

const keyOf = (userRef: string) => `callboard.permitted.${userRef}`

/** What was answered for this user in this tab, oldest answers too: they stand until they are asked again. */
export function readAnswers(userRef: string): [string, Answered][] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(userRef)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isAnswer) : []
  } catch {
    return []
  }
}

/** Keeps what is not about single things: those are as many as there are pages. */
export function writeAnswers(userRef: string, answers: ReadonlyMap<string, Answered>): void {
  const kept = [...answers].filter(
    ([key, { answer }]) => key.endsWith(' ') && (answer === 'allowed' || answer === 'denied'),
  )
  try {
    sessionStorage.setItem(keyOf(userRef), JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing asks again after every load.
  }
}

function isAnswer(value: unknown): value is [string, Answered] {
  if (!Array.isArray(value) || typeof value[0] !== 'string') return false
  const { answer, at } = (value[1] ?? {}) as Partial<Answered>
  return (answer === 'allowed' || answer === 'denied') && typeof at === 'number'
}
