/**
 * One request as the host sees it. Everything that costs (URL objects, abort signals, proxies) is computed
 * when first asked for, because most requests never ask.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Credentials, Log, RequestContext } from '@callboard/sdk'
import type { JsonObject } from '@callboard/sdk/model'
import type { Caller } from './trust-proxy.ts'

/** What the Node adapter hands over with a request; absent in in-process tests. */
export interface NodeEnv {
  incoming?: IncomingMessage
  outgoing?: ServerResponse
}

export interface IncomingDeps {
  basePath: string
  stop: AbortSignal
  log: Log
  caller(incoming: IncomingMessage | undefined): Caller
}

const sound = /^[\w.:+/=-]{1,128}$/

export class Incoming implements RequestContext {
  readonly request: Request
  readonly env: NodeEnv
  readonly method: string
  /** Path without the base path and, below `/api`, without a trailing slash; not decoded. */
  readonly path: string
  /** `?a=b` or empty. */
  readonly search: string
  readonly requestId: string
  credentials: Credentials = { type: 'none' }
  /** What the call is about, as its handler said, for the audit log. */
  trail: { subject?: string; detail?: JsonObject } = {}
  /** The declared path of the route that answers, for metrics. */
  route = 'web'
  readonly #deps: IncomingDeps
  #caller: Caller | undefined
  #signal: AbortSignal | undefined
  #url: URL | undefined
  #log: Log | undefined

  constructor(request: Request, env: NodeEnv, deps: IncomingDeps) {
    this.request = request
    this.env = env
    this.#deps = deps
    this.method = request.method
    const { path, search } = splitUrl(request.url, deps.basePath)
    this.path = path
    this.search = search
    const given = request.headers.get('x-request-id')
    this.requestId = given && sound.test(given) ? given : crypto.randomUUID()
  }

  about(subject: string, detail?: JsonObject): void {
    this.trail = { subject, ...(detail && { detail }) }
  }

  get headers(): Headers {
    return this.request.headers
  }

  get caller(): Caller {
    this.#caller ??= this.#deps.caller(this.env.incoming)
    return this.#caller
  }

  get ip(): string {
    return this.caller.ip
  }

  get peer(): string {
    return this.env.incoming?.socket.remoteAddress ?? '127.0.0.1'
  }

  get url(): URL {
    if (this.#url) return this.#url
    const { protocol, host } = this.caller
    const origin = `${protocol}://${host ?? 'localhost'}`
    this.#url = new URL(`${URL.canParse(origin) ? origin : 'http://localhost'}${this.path}${this.search}`)
    return this.#url
  }

  get signal(): AbortSignal {
    this.#signal ??= AbortSignal.any([this.request.signal, this.#deps.stop])
    return this.#signal
  }

  get log(): Log {
    this.#log ??= this.#deps.log.child({ requestId: this.requestId })
    return this.#log
  }
}

function splitUrl(url: string, basePath: string): { path: string; search: string } {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?', start)
  let path = start === -1 ? '/' : url.slice(start, query === -1 ? undefined : query)
  if (
    basePath &&
    path.startsWith(basePath) &&
    (path.length === basePath.length || path[basePath.length] === '/')
  ) {
    path = path.slice(basePath.length) || '/'
  }
  if (path.endsWith('/') && path.startsWith('/api/')) path = path.replace(/\/+$/, '')
  return { path, search: query === -1 ? '' : url.slice(query) }
}
