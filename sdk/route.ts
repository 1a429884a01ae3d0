import type { z } from 'zod'
import type { Credentials } from './auth.ts'
import type { Log } from './log.ts'

/**
 * Who may call a route. Required on every route, so that nothing is open by omission:
 * `public` (nobody is asked), `signed-in` (any user or service), or a named permission.
 */
export type Access = 'public' | 'signed-in' | { permission: string }

/** One HTTP route, described as data. Both sides of a feature import it; neither imports the other. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Full path with `:params`, e.g. `/api/catalog/locations/:id`. */
  path: string
  summary: string
  access: Access
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  /** Shape of the success body. Documents and types the answer; hot lists are sent as stored bytes. */
  result?: z.ZodType
  /** Success status, 200 unless told. */
  status?: 200 | 201 | 202 | 204
  /** Largest request body in bytes; 1 MiB unless told. */
  maxBodyBytes?: number
}

export type Routes = Record<string, Route>

type Out<S> = S extends z.ZodType ? z.output<S> : undefined
type At<R, K extends string> = K extends keyof R ? R[K] : undefined

export interface Input<R extends Route> {
  params: Out<At<R, 'params'>>
  query: Out<At<R, 'query'>>
  body: Out<At<R, 'body'>>
}

/** What a handler knows of the request besides its input. */
export interface RequestContext {
  credentials: Credentials
  requestId: string
  /** The address of the caller, after `backend.trustProxy`. */
  ip: string
  /** The request as it came, relative to nothing: path and query as received (base path removed). */
  url: URL
  headers: Headers
  /** Aborted when the caller goes away or the process stops. */
  signal: AbortSignal
  log: Log
}

/** An answer that is not plain JSON of `result`: other status, headers, stored bytes, a stream. */
export class Reply {
  readonly status: number
  readonly body: string | Uint8Array | ReadableStream<Uint8Array> | null
  readonly headers: Record<string, string>

  constructor(status: number, body: Reply['body'] = null, headers: Record<string, string> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }

  /** JSON text that is already serialised, sent as it is. */
  static json(
    text: string | Uint8Array | ReadableStream<Uint8Array>,
    status = 200,
    headers: Record<string, string> = {},
  ): Reply {
    return new Reply(status, text, { 'content-type': 'application/json; charset=utf-8', ...headers })
  }

  static empty(status: 200 | 204 | 304): Reply {
    return new Reply(status)
  }
}

type Result<R extends Route> = R extends { result: z.ZodType }
  ? z.input<R['result']> | Reply
  : Reply | undefined

/** A handler for every route of a contract; a missing or mistyped one does not compile. */
export type Handlers<Rs extends Routes> = {
  [K in keyof Rs]: (request: RequestContext, input: Input<Rs[K]>) => Promise<Result<Rs[K]>> | Result<Rs[K]>
}

export function defineRoutes<const Rs extends Routes>(routes: Rs): Rs {
  return routes
}
