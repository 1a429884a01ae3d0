/** What an identity provider, or the way to it, says when something fails; as a sentence for people. */
import { PortalError, reasonOf } from '@callboard/sdk'

interface OAuthFailure {
  error?: unknown
  error_description?: unknown
}

const badClient = new Set(['invalid_client', 'unauthorized_client', 'incorrect_client_credentials'])

/** `key` is where the provider's settings stand. */
export function refusedByProvider(failure: OAuthFailure, title: string, key: string): PortalError {
  const error = short(failure.error) || 'an error without a name'
  const description = short(failure.error_description)
  const said = `${title} answers ${error}${description && ` (${description})`}`
  if (badClient.has(error)) {
    return new PortalError('unauthenticated', `${said}: check clientId and clientSecret in ${key}`, { error })
  }
  if (error === 'redirect_uri_mismatch') {
    return new PortalError('unauthenticated', `${said}: register the callback URL of the portal there`, {
      error,
    })
  }
  return new PortalError('unauthenticated', said, { error })
}

/** Anything thrown on the way to a provider, by us or by the library. */
export function providerError(thrown: unknown, title: string, key: string): PortalError {
  const own = portalErrorIn(thrown)
  if (own) {
    if (own.code !== 'upstream_failed') return own
    return new PortalError('unavailable', `${title} cannot be reached: ${own.message}`, {}, own)
  }
  const { error, code, cause } = thrown as { error?: unknown; code?: unknown; cause?: unknown }
  if (typeof error === 'string') return refusedByProvider(thrown as OAuthFailure, title, key)
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') {
    const challenges = (Array.isArray(cause) ? cause : []) as { scheme?: string; parameters?: OAuthFailure }[]
    const told = challenges.find(({ parameters }) => parameters?.error !== undefined)?.parameters
    const usual = { error: challenges[0]?.scheme === 'bearer' ? 'invalid_token' : 'invalid_client' }
    return refusedByProvider(told ?? usual, title, key)
  }
  // The library wraps what it was given: the answer itself, or what fetch threw.
  const inner = cause instanceof Error && !isOAuthCode(code) ? reasonOf(cause) : ''
  if (isOAuthCode(code) || (typeof code === 'string' && code.startsWith('ERR_'))) {
    const status = (cause as { status?: unknown } | undefined)?.status
    const answer = typeof status === 'number' ? ` (status ${status})` : ''
    return new PortalError(
      status !== undefined && Number(status) >= 500 ? 'unavailable' : 'unauthenticated',
      `The answer of ${title} cannot be accepted: ${reasonOf(thrown)}${answer}`,
      {},
      thrown,
    )
  }
  const reason = [reasonOf(thrown), inner].filter(Boolean).join(': ')
  return new PortalError('unavailable', `${title} cannot be reached: ${reason}`, {}, thrown)
}

/** Ours, whatever a library wrapped it in. */
function portalErrorIn(thrown: unknown): PortalError | undefined {
  for (let each = thrown, i = 0; each instanceof Error && i < 5; each = each.cause, i++) {
    if (each instanceof PortalError) return each
  }
  return undefined
}

function isOAuthCode(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('OAUTH_') && code !== 'OAUTH_TIMEOUT'
}

/** Comes from outside, and goes to a page and a log. */
function short(value: unknown): string {
  return typeof value === 'string' ? value.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 300) : ''
}
