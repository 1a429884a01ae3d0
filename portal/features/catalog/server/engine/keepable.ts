import type { Problem } from '@callboard/sdk/model'

/** What an index of Postgres takes; no real reference or address comes near it. */
const mostIndexedBytes = 2_000

/** Whether a text can be the key of an index. */
export function isKeepable(text: string): boolean {
  return text.length <= mostIndexedBytes && Buffer.byteLength(text) <= mostIndexedBytes
}

/** What is said of something that is left out. */
export function tooLong(what: 'reference' | 'target'): Problem {
  const message = `A ${what} of more than ${mostIndexedBytes} bytes is left out`
  return {
    severity: 'warning',
    name: 'InputError',
    message,
    hint: `Check the ${what}s: one is not what was meant.`,
  }
}
