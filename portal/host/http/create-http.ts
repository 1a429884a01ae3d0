/**
 * The HTTP host, in the order a request passes it: health → CORS preflight → rate limit → API (gate, access,
 * validation, handler) or web page → finish (headers, 304, compression, log). Hono carries requests between
 * Node and here; everything in between is plain functions over `Incoming` and `Reply`.
 */

import type {
  Audit,
  Authenticator,
  ConfigReader,
  Handlers,
  Log,
  Metrics,
  Permissions,
  Routes,
} from '@callboard/sdk'
import { noAudit, openPolicy, PortalError, Reply } from '@callboard/sdk'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createApi, type RawHandler } from './api.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import { errorReply } from './error-reply.ts'
import { createFinisher } from './finish.ts'
import { createGate } from './gate.ts'
import { Incoming, type IncomingDeps, type NodeEnv } from './incoming.ts'
import { type Listening, listenOn } from './listen.ts'
import { type Admission, createLimiter } from './rate-limit.ts'
import { type AnyHandler, createRouteTable, pluginOf } from './route-table.ts'
import { cspPolicy } from './security-headers.ts'
import { type HttpSettings, httpSettings } from './settings.ts'
import { callerOf, compileTrust } from './trust-proxy.ts'
import { createWeb } from './web.ts'

export interface HttpOptions {
  config: Pick<ConfigReader, 'get'>
  log: Log
  authenticator: Authenticator
  /** Everything is allowed to who may call a route, unless told. */
  permissions?: Permissions
  audit?: Audit
  /** Counts requests, and answers `/metrics` when it can write itself down. */
  metrics?: Metrics & { contentType?: string; text?(): Promise<string> }
  /** Public config for the page, `LoadedConfig.publicConfig`. */
  publicConfig?(): unknown
  /** Folder of the built web, `portal/dist/web`. */
  webFolder: string
  /** Where a self-signed certificate is kept. */
  dataDir?: string
  version?: string
  /** Replaces parts of what the config says, e.g. `{ listen: { host: '127.0.0.1', port: 0 } }`. */
  override?: Partial<HttpSettings>
  /** How long open requests may go on after shutdown was asked for. */
  drainMs?: number
}

export interface Http {
  /** In-process requests for tests: `http.app.request('/api/…')`. */
  app: Hono
  settings: HttpSettings
  /** Makes routes known before they have handlers, so that early requests wait instead of failing. */
  declare(routes: Routes): void
  mount<Rs extends Routes>(routes: Rs, handlers: Handlers<Rs>): void
  /** A handler for everything under `/api/<pluginId>` that no route takes. */
  mountRaw(pluginId: string, handler: RawHandler, options?: { unauthenticated?: string[] }): void
  listen(): Promise<{ url: string; port: number }>
  setReady(): void
  setNotReady(reason: string): void
  /** Readiness 503, the configured delay, then stop accepting and let open requests end. */
  close(): Promise<void>
}

/** @throws `input` when a setting under `app` or `backend` is wrong. */
export function createHttp(options: HttpOptions): Http {
  const { log } = options
  const settings: HttpSettings = { ...httpSettings(options.config), ...options.override }
  const gate = createGate(settings.startupPauseMs)
  const table = createRouteTable()
  const stop = new AbortController()
  const endStreams = new AbortController()
  const trust = compileTrust(settings.trustProxy)
  const deps: IncomingDeps = {
    basePath: settings.basePath,
    stop: stop.signal,
    log,
    caller: (incoming) => callerOf(incoming, trust),
  }
  const secure = settings.appBaseUrl.protocol === 'https:'
  const web = createWeb({
    folder: options.webFolder,
    basePath: settings.basePath,
    title: settings.appTitle,
    injectConfig: settings.injectConfig,
    publicConfig: options.publicConfig ?? (() => []),
    csp: cspPolicy(settings.csp, secure),
  })
  const api = createApi({
    table,
    gate,
    authenticator: options.authenticator,
    permissions: options.permissions ?? openPolicy,
    audit: options.audit ?? noAudit,
    settings,
    version: options.version,
  })
  const finish = createFinisher({
    settings,
    gate,
    log,
    metrics: options.metrics,
    endStreams: endStreams.signal,
  })
  const limit = limiters(settings, log)

  const answer = async (incoming: Incoming): Promise<Reply> => {
    const { path, method } = incoming
    if (path.startsWith('/.backstage/health/v1/')) {
      incoming.route = 'health'
      const health = healthReply(path, gate.reason(), settings.healthHeaders)
      if (health) return health
    }
    if (method === 'OPTIONS' && settings.cors && !settings.cors.preflightContinue) {
      const headers = preflightHeaders(
        settings.cors,
        incoming.headers.get('origin'),
        incoming.headers.get('access-control-request-headers'),
      )
      return new Reply(settings.cors.preflightStatus, null, headers)
    }
    const admissions = limit(incoming)
    const reply = await dispatch(incoming)
    for (const admission of admissions) admission.settle(reply.status >= 400)
    const extra = Object.assign({}, ...admissions.map((admission) => admission.headers))
    return admissions.length === 0
      ? reply
      : new Reply(reply.status, reply.body, { ...reply.headers, ...extra })
  }

  const dispatch = async (incoming: Incoming): Promise<Reply> => {
    try {
      const reply = incoming.path.startsWith('/api/') ? await api.answer(incoming) : undefined
      if (reply) return reply
      if (incoming.path.startsWith('/static/')) incoming.route = 'static'
      if (incoming.path === '/metrics') return await metricsReply(incoming)
      return await web.answer(incoming.method, incoming.path, incoming.headers)
    } catch (thrown) {
      return errorReply(thrown, incoming)
    }
  }

  const metricsReply = async (incoming: Incoming): Promise<Reply> => {
    const { metrics } = options
    if (settings.metricsAccess === 'off' || !metrics?.text) return new Reply(404)
    if (settings.metricsAccess === 'signed-in') await api.admit(incoming, 'signed-in')
    return new Reply(200, await metrics.text(), {
      'content-type': metrics.contentType ?? 'text/plain; version=0.0.4',
    })
  }

  const handle = async (request: Request, env: NodeEnv): Promise<Response> => {
    const started = performance.now()
    const incoming = new Incoming(request, env ?? {}, deps)
    let reply: Reply
    try {
      reply = await answer(incoming)
    } catch (thrown) {
      reply = errorReply(thrown, incoming)
    }
    return finish(incoming, withCors(reply, incoming, settings), started)
  }

  const app = new Hono()
  app.all('*', (c) => handle(c.req.raw, c.env as NodeEnv))
  app.onError((thrown) => {
    log.error('answer could not be sent', { error: thrown })
    return new Response(null, { status: 500 })
  })
  let listening: Listening | undefined
  let closing: Promise<void> | undefined

  const close = async (): Promise<void> => {
    const drainMs = options.drainMs ?? 10_000
    gate.closing()
    if (settings.shutdownDelayMs > 0) await delay(settings.shutdownDelayMs)
    gate.closed()
    endStreams.abort()
    const cut = setTimeout(
      () => stop.abort(new PortalError('unavailable', 'Service is shutting down')),
      drainMs,
    )
    await listening?.close(drainMs + 500)
    clearTimeout(cut)
    stop.abort()
  }

  return {
    app,
    settings,
    declare: (routes) => table.declare(routes),
    mount: (routes, handlers) => table.mount(routes, handlers as unknown as Record<string, AnyHandler>),
    mountRaw: (pluginId, handler, raw) => api.mountRaw(pluginId, handler, raw?.unauthenticated ?? []),
    async listen() {
      const onRequest = getRequestListener((request, env) => app.fetch(request, env), {
        hostname: 'localhost',
      })
      listening = await listenOn(settings, onRequest, options.dataDir)
      const { port } = listening
      const host = settings.listen.host ?? 'localhost'
      const shown = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
      return { url: `${settings.https ? 'https' : 'http'}://${shown}:${port}${settings.basePath}`, port }
    },
    setReady: () => gate.ready(),
    setNotReady: (reason) => gate.notReady(reason),
    close() {
      closing ??= close()
      return closing
    },
  }
}

function limiters(settings: HttpSettings, log: Log): (incoming: Incoming) => Admission[] {
  const { global, plugins, unsupportedStore } = settings.rateLimit
  if (unsupportedStore) {
    log.warn('backend.rateLimit.store is not supported, each process counts in its own memory', {
      store: unsupportedStore,
    })
  }
  const all = global && createLimiter(global)
  const own = new Map(Object.entries(plugins).map(([id, rule]) => [id, createLimiter(rule)]))
  if (!all && own.size === 0) return () => []
  return (incoming) => {
    if (incoming.path.startsWith('/static/')) return []
    const limiter = own.get(pluginOf(incoming.path) ?? '') ?? all
    return limiter ? [limiter(incoming.ip)] : []
  }
}

function healthReply(
  path: string,
  reason: string | undefined,
  headers: Record<string, string>,
): Reply | undefined {
  const sent = { 'cache-control': 'no-store', ...headers }
  if (path.endsWith('/liveness')) return Reply.json('{"status":"ok"}', 200, sent)
  if (!path.endsWith('/readiness')) return undefined
  if (reason === undefined) return Reply.json('{"status":"ok"}', 200, sent)
  return Reply.json(JSON.stringify({ message: reason, status: 'error' }), 503, sent)
}

function withCors(reply: Reply, incoming: Incoming, settings: HttpSettings): Reply {
  if (!settings.cors || incoming.method === 'OPTIONS') return reply
  const headers = corsHeaders(settings.cors, incoming.headers.get('origin'))
  return new Reply(reply.status, reply.body, { ...reply.headers, ...headers })
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
