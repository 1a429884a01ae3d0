import { type ErrorCode, PortalError, reasonOf } from '@callboard/sdk'
import type { LocationRef, Problem } from '@callboard/sdk/model'

/** What went wrong with one read, as an error that knows the location and how to mend it. */
export function readError(
  code: ErrorCode,
  message: string,
  details: { hint?: string; retryAt?: number; status?: number } = {},
  cause?: unknown,
): PortalError {
  return new PortalError(code, message, details, cause)
}

/** `not_found` with the words clients print (contract: observed 13). */
export function noSuchUrl(target: string, hint?: string): PortalError {
  return readError(
    'not_found',
    `Unable to read url, no matching files found for ${target}`,
    hint ? { hint } : {},
  )
}

/** The refusal operators search their logs for (contract: catalog-engine §9). */
export function notAllowed(url: string, redirectedFrom?: string, more?: string): PortalError {
  const via = redirectedFrom && redirectedFrom !== url ? ` (${redirectedFrom} redirects there)` : ''
  return readError(
    'forbidden',
    `Reading from '${url}' is not allowed. You may need to configure an integration for the target host, or ` +
      `add it to the configured list of allowed hosts at 'backend.reading.allow'${via}${more ? `. ${more}` : ''}`,
    { hint: `Add "- host: ${hostOf(url)}" to backend.reading.allow if this host is to be trusted.` },
  )
}

/** The problem a failed read becomes, shown on the Location and on what the file gave before. */
export function problemOfReadError(error: unknown, location: LocationRef): Problem {
  const at = { file: location.target }
  if (!(error instanceof PortalError)) {
    return { severity: 'error', name: 'Error', message: reasonOf(error), hint: laterHint, at }
  }
  const { hint = hints[error.code] ?? laterHint } = error.details
  return { severity: 'error', name: error.name, message: error.message, hint: String(hint), at }
}

const laterHint = 'It is read again with the next refresh; what it gave before stays.'

/** What to do about a failed read that names no remedy of its own. */
const hints: { [code in ErrorCode]?: string } = {
  not_found: 'Correct the target, or write `presence: optional` when it may be absent.',
  input: 'Correct the target.',
  forbidden: 'Give the portal the right to read it, or correct the target.',
}

/** A URL as it may be shown: without user name and password. */
export function shownUrl(url: string): string {
  if (!url.includes('@') || !URL.canParse(url)) return url
  const shown = new URL(url)
  if (!shown.username && !shown.password) return url
  shown.username = ''
  shown.password = ''
  return shown.href
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
