/** The error body of every route (rest-api §1), and what is said in the log instead. */
import { randomBytes } from 'node:crypto'
import { errorCodes, faultCodes, type Log, PortalError, Reply } from '@callboard/sdk'

interface Failed {
  method: string
  path: string
  search: string
  log: Log
}

/** Turns anything thrown by a route into its answer. Nothing internal reaches the caller: it gets a log id. */
export function errorReply(thrown: unknown, request: Failed): Reply {
  const error = publicError(thrown, request)
  const { status } = errorCodes[error.code]
  if (error.code === 'not_modified') return Reply.empty(304)
  const details = Object.keys(error.details).length > 0 ? { details: error.details } : undefined
  const body = {
    error: { name: error.name, message: error.message, ...details },
    request: { method: request.method, url: mountedUrl(request) },
    response: { statusCode: status },
  }
  const retryAfter = error.details.retryAfterSeconds
  return Reply.json(JSON.stringify(body), status, {
    'cache-control': 'no-store',
    ...(typeof retryAfter === 'number' && { 'retry-after': String(retryAfter) }),
  })
}

/** The URL relative to the plugin's mount, as the reference reports it: `/entities/by-name/…`. */
export function mountedUrl(request: { path: string; search: string }): string {
  const mount = /^\/api\/[^/]+/.exec(request.path)?.[0] ?? ''
  return `${request.path.slice(mount.length) || '/'}${request.search}`
}

function publicError(thrown: unknown, request: Failed): PortalError {
  if (thrown instanceof PortalError && thrown.code !== 'internal') {
    if (faultCodes.has(thrown.code)) {
      request.log.warn('request failed upstream', {
        method: request.method,
        path: request.path,
        error: thrown,
      })
    }
    return thrown
  }
  const logId = randomBytes(8).toString('hex')
  request.log.error('request failed', { logId, method: request.method, path: request.path, error: thrown })
  return new PortalError('internal', `An internal error occurred logId=${logId}`)
}
