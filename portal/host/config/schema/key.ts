/**
 * The words in which the known keys are written down: what type a key has, who may see it, and whether it is
 * still used. Plain values; `check-keys.ts`, `visibility.ts` and the docs read them.
 */
export interface Key {
  type: KeyType
  /** Who may see the value; `backend` unless told. */
  visibility?: 'frontend' | 'secret'
  /** Everything below is for the browser too. */
  isDeep?: boolean
  isRequired?: boolean
  /** For `object`: the known keys. */
  keys?: Record<string, Key>
  /** For `object`: the shape of keys that are not named; without it they are unknown. */
  others?: Key
  /** For `list`: the shape of an item. */
  items?: Key
  /** For `list`: an item with a value whose variable is not set is left out, and the rest is used. */
  isLenient?: boolean
  /** For `choice`. */
  choices?: readonly string[]
  /** For `either`. */
  shapes?: readonly Key[]
  /** Still read, but something else should be written: the sentence to show. */
  deprecated?: string
  /** No longer read: the sentence to show. */
  removed?: string
  /** A removed key that stops the start, because what it asked for does not happen. */
  isFatal?: boolean
}

export type KeyType =
  | 'string'
  | 'number'
  | 'boolean'
  | 'duration'
  | 'schedule'
  | 'choice'
  /** A text, number or boolean. */
  | 'scalar'
  | 'any'
  | 'object'
  | 'list'
  | 'either'

export const string: Key = { type: 'string' }
export const number: Key = { type: 'number' }
export const boolean: Key = { type: 'boolean' }
export const duration: Key = { type: 'duration' }
export const schedule: Key = { type: 'schedule' }
export const scalar: Key = { type: 'scalar' }
export const any: Key = { type: 'any' }
/** Ours never to show. */
export const secret: Key = { type: 'scalar', visibility: 'secret' }

export function object(keys: Record<string, Key>): Key {
  return { type: 'object', keys }
}

/** An object whose keys are names of the user's. */
export function map(others: Key, keys: Record<string, Key> = {}): Key {
  return { type: 'object', keys, others }
}

export function list(items: Key): Key {
  return { type: 'list', items }
}

/** A list whose items do not depend on each other: one without all of its variables is left out. */
export function lenientList(items: Key): Key {
  return { type: 'list', items, isLenient: true }
}

export function either(...shapes: Key[]): Key {
  return { type: 'either', shapes }
}

export function choice(...choices: string[]): Key {
  return { type: 'choice', choices }
}

export function frontend(key: Key): Key {
  return { ...key, visibility: 'frontend' }
}

/** The key and everything below it goes to the browser. */
export function deepFrontend(key: Key): Key {
  return { ...key, visibility: 'frontend', isDeep: true }
}

export function required(key: Key): Key {
  return { ...key, isRequired: true }
}

export function deprecated(key: Key, sentence: string): Key {
  return { ...key, deprecated: sentence }
}

/** A key the program tolerates and ignores. */
export function removed(sentence: string): Key {
  return { type: 'any', removed: sentence }
}

export const stringOrList: Key = either(string, list(string))
/** Where the contract also takes a plain number of milliseconds. */
export const durationOrMs: Key = either(number, duration)
