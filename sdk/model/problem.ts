/** Where in a user's file something stands. Lines and columns count from 1. */
export interface Position {
  /** Path or URL of the file as the user would name it. */
  file: string
  line?: number
  column?: number
}

/**
 * Something wrong in a user's file or source. A result, never thrown: the stage that finds it returns
 * it and carries on, and the last good entity stays.
 */
export interface Problem {
  severity: 'error' | 'warning' | 'info'
  /** Backstage's error name for the same case, e.g. `InputError`, `NotFoundError`, `NotAllowedError`. */
  name: string
  /** One sentence: what is wrong. */
  message: string
  /** One sentence: what to write instead. */
  hint?: string
  at?: Position
}
