/**
 * The one error class that aborts a request or a job. A mistake in a user's *file* is not an error:
 * it is a `Problem` (see model/problem.ts) and everything else goes on.
 *
 * `code` is the contract; `message` is a sentence for people; `details` is for machines.
 * Names and statuses are Backstage's (contract: rest-api §1).
 */
export const errorCodes = {
  not_modified: { name: 'NotModifiedError', status: 304 },
  input: { name: 'InputError', status: 400 },
  unauthenticated: { name: 'AuthenticationError', status: 401 },
  forbidden: { name: 'NotAllowedError', status: 403 },
  not_found: { name: 'NotFoundError', status: 404 },
  conflict: { name: 'ConflictError', status: 409 },
  too_large: { name: 'PayloadTooLargeError', status: 413 },
  unsupported_media_type: { name: 'UnsupportedMediaTypeError', status: 415 },
  too_many_requests: { name: 'TooManyRequestsError', status: 429 },
  internal: { name: 'InternalServerError', status: 500 },
  not_implemented: { name: 'NotImplementedError', status: 501 },
  upstream_failed: { name: 'UpstreamError', status: 502 },
  unavailable: { name: 'ServiceUnavailableError', status: 503 },
} as const

export type ErrorCode = keyof typeof errorCodes

/** Codes that mean something is broken on our side, as opposed to a request that cannot be served. */
export const faultCodes: ReadonlySet<ErrorCode> = new Set(['internal', 'upstream_failed'])

export class PortalError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
    this.name = errorCodes[code].name
  }

  get status(): number {
    return errorCodes[this.code].status
  }
}

/** Turns anything thrown into a `PortalError`; unknown things become `internal` with the original as cause. */
export function toPortalError(thrown: unknown): PortalError {
  if (thrown instanceof PortalError) return thrown
  return new PortalError('internal', 'An internal error occurred', {}, thrown)
}

/** One-line text of anything thrown, for logs and problem messages. Never a stack. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name
  return String(thrown)
}
