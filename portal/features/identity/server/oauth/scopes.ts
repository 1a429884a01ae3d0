import { PortalError } from '@callboard/sdk'

/** A scope as RFC 6749 writes it. */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** The scopes of a query parameter. @throws `input` for what cannot be a scope. */
export function checkScope(scope: string | null): string[] {
  const words = (scope ?? '').split(/[\s,]+/).filter(Boolean)
  if (words.length <= 100 && words.every((word) => scopeForm.test(word))) return words
  throw new PortalError('input', 'The scope is not a list of scopes')
}

/** Each once, in order. */
export function joinScopes(...lists: string[][]): string {
  return [...new Set(lists.flat())].join(' ')
}
