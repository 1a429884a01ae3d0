import type { z } from 'zod'
import type { Credentials } from './auth.ts'
import type { Log } from './log.ts'
import type { JsonObject } from './model/json.ts'

export type PermissionAction = 'create' | 'read' | 'update' | 'delete'

/**
 * Who may call a route. Required on every route, so that nothing is open by omission:
 * `public` (nobody is asked), `signed-in` (any user or service), `user` or `service` (only that kind),
 * or a named permission. Its action is the last word of the name (`catalog.entity.read`) unless told;
 * any other last word counts as `update`.
 */
export type Access =
  | 'public'
  | 'signed-in'
  | 'user'
  | 'service'
  | {
      permission: string
      action?: PermissionAction
      /**
       * Kind of thing the permission is about (`catalog-entity`): the handler applies the conditions under
       * which the policy allows it. Without it, a conditional answer of the policy refuses the route.
       */
      resource?: string
      /**
       * A caller who is denied is let in all the same: the handler answers as if there were nothing to see
       * (an empty list, 404).
       */
      hides?: true
    }

const actions: ReadonlySet<string> = new Set<PermissionAction>(['create', 'read', 'update', 'delete'])

/** The action a permission stands for: told, or the last word of its name, or else `update`. */
export function permissionAction(access: {
  permission: string
  action?: PermissionAction | undefined
}): PermissionAction {
  const last = access.permission.slice(access.permission.lastIndexOf('.') + 1)
  return access.action ?? (actions.has(last) ? (last as PermissionAction) : 'update')
}

const actionOfMethod = { GET: 'read', POST: 'create', PUT: 'update', DELETE: 'delete' } as const

/** What a call of a route does: as its permission says, or as its method suggests. */
export function routeAction(route: Pick<Route, 'access' | 'method' | 'reads'>): PermissionAction {
  if (typeof route.access === 'object') return permissionAction(route.access)
  return route.reads ? 'read' : actionOfMethod[route.method]
}

/** One HTTP route, described as data. Both sides of a feature import it; neither imports the other. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /**
   * Full path with `:params`, e.g. `/api/catalog/locations/:id`; `:rest{.+}` takes all that is left.
   * Of two routes that match, the one with fewer params answers.
   */
  path: string
  summary: string
  access: Access
  params?: z.ZodType
  /** A field that is an array takes a parameter given once as well as a repeated one. */
  query?: z.ZodType
  /** Refuses empty query parameters, and those that `query` does not name. */
  strictQuery?: true
  body?: z.ZodType
  /** Shape of the success body. Documents and types the answer; hot lists are sent as stored bytes. */
  result?: z.ZodType
  /** Success status, 200 unless told. */
  status?: 200 | 201 | 202 | 204
  /** Also takes what an HTML form posts (sign-in callbacks); each field once, as a text. */
  form?: true
  /** The body is handed over as the text it came as, for a signature over it; its type must still be JSON. */
  asText?: true
  /** Largest request body in bytes; 1 MiB unless told. */
  maxBodyBytes?: number
  /**
   * Name under which the route's calls stand in the audit log. The permission's name unless told; calls of
   * routes that only read are not recorded unless it is told.
   */
  audit?: string
  /** The handler tells the audit log what it did and refused; the host adds nothing. */
  recordsItself?: true
  /** Set for a `POST` that changes nothing: a question too long for an address. */
  reads?: true
  /** The limited token of the `backstage-auth` cookie is enough (files that pages load by themselves). */
  cookie?: true
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
  /** The address at the other end of the connection, whatever any header says: the last proxy, or the caller. */
  peer: string
  /** The request as it came, relative to nothing: path and query as received (base path removed). */
  url: URL
  headers: Headers
  /** Aborted when the caller goes away or the process stops. */
  signal: AbortSignal
  log: Log
  /** Says what the call is about, for the audit log: the entity, the location, and what is worth knowing. */
  about(subject: string, detail?: JsonObject): void
}

export type ReplyHeaders = Record<string, string | string[]>

/** An answer that is not plain JSON of `result`: other status, headers, stored bytes, a stream. */
export class Reply {
  readonly status: number
  readonly body: string | Uint8Array | ReadableStream<Uint8Array> | null
  /** Names in lower case. A list is sent as several headers (`set-cookie`). */
  readonly headers: ReplyHeaders

  constructor(status: number, body: Reply['body'] = null, headers: ReplyHeaders = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }

  /** JSON text that is already serialised, sent as it is. */
  static json(
    text: string | Uint8Array | ReadableStream<Uint8Array>,
    status = 200,
    headers: ReplyHeaders = {},
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
