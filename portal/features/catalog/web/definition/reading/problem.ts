import { isObject, type Json } from './values.ts'

/** Why a definition cannot be read, for the person who can mend it. */
export interface DefinitionProblem {
  message: string
  /** From 1. */
  line?: number
  column?: number
  hint?: string
}

/** A definition as a value, or why it is none. */
export type Read<T> = { value: T } | { problem: DefinitionProblem }

/** The value as a mapping, or the problem that it is something else. */
export function mapping(value: unknown): Read<Json> {
  if (isObject(value)) return { value }
  const what = Array.isArray(value)
    ? 'a list'
    : value === null || value === undefined
      ? 'nothing'
      : 'plain text'
  return { problem: { message: `The definition holds ${what} where a mapping is expected.`, line: 1 } }
}
