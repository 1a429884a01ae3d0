/** Everything below `/api`: gate, access, validation, handler; unknown routes of known plugins; raw handlers. */
import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Access,
  type Audit,
  type Authenticator,
  type Credentials,
  type PermissionAction,
  type Permissions,
  Reply,
  type Route,
  routeAction,
} from '@callboard/sdk'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { admit } from './access.ts'
import type { Gate } from './gate.ts'
import type { Incoming } from './incoming.ts'
import { openApiDocument } from './openapi.ts'
import { readBody } from './read-body.ts'
import { recordCall } from './record-call.ts'
import { type Endpoint, pluginOf, type RouteTable } from './route-table.ts'
import type { HttpSettings } from './settings.ts'
import { whileAdmitted } from './while-admitted.ts'

/** Takes Node's own request and response; `req.url` is relative to the plugin's mount. */
export type RawHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  context: { credentials: Credentials; requestId: string },
) => void

export interface Api {
  /** Undefined when the path belongs to no plugin: the web page answers. */
  answer(incoming: Incoming): Promise<Reply | undefined>
  admit(incoming: Incoming, access: Access): Promise<void>
  mountRaw(pluginId: string, handler: RawHandler, unauthenticated: string[]): void
}

interface ApiDeps {
  table: RouteTable
  gate: Gate
  authenticator: Authenticator
  permissions: Permissions
  audit: Audit
  settings: HttpSettings
  version: string | undefined
}

interface Raw {
  handler: RawHandler
  open: string[]
}

/** Answered by the raw handler itself; the host must not touch it. */
export const alreadySent: Reply = new Reply(200)
export const alreadySentResponse: Response = RESPONSE_ALREADY_SENT

export function createApi(deps: ApiDeps): Api {
  const { table, gate, audit, settings, version } = deps
  const { authenticator, permissions } = deps
  const guards = { authenticator, permissions, openToAll: settings.openToAll }
  const raws = new Map<string, Raw>()
  /** Written once for each number of routes: more come as features and plugins are added, none go. */
  const documents = new Map<string, string>()

  const enter = async (
    incoming: Incoming,
    {
      access,
      action = 'read',
      cookie = false,
    }: { access: Access; action?: PermissionAction; cookie?: boolean },
  ): Promise<void> => {
    const plugin = pluginOf(incoming.path)
    incoming.credentials = await admit(
      incoming.headers,
      { access, action, cookie, plugin, ip: incoming.ip },
      guards,
      (credentials) => {
        incoming.credentials = credentials
      },
    )
  }

  const call = async (
    incoming: Incoming,
    endpoint: Endpoint,
    raw: Record<string, string>,
  ): Promise<Reply> => {
    try {
      const reply = await run(incoming, endpoint, raw)
      recordCall(audit, incoming, endpoint.route)
      return reply
    } catch (thrown) {
      recordCall(audit, incoming, endpoint.route, thrown)
      throw thrown
    }
  }

  const run = async (
    incoming: Incoming,
    { route, checks, handler }: Endpoint,
    raw: Record<string, string>,
  ): Promise<Reply> => {
    const asked = { access: route.access, action: routeAction(route), cookie: route.cookie === true }
    await enter(incoming, asked)
    const params = checks.params(raw)
    const query = checks.query(incoming.search)
    const body = route.body ? checks.body(await readBody(incoming.request, route)) : undefined
    const result = await handler?.(incoming, { params, query, body })
    if (result instanceof Reply) return whileAdmitted(result, () => enter(incoming, asked))
    const status = route.status ?? 200
    return result === undefined ? new Reply(status) : Reply.json(JSON.stringify(result), status)
  }

  const unknown = async (incoming: Incoming, plugin: string): Promise<Reply> => {
    const raw = raws.get(plugin)
    incoming.route = `/api/${plugin}/*`
    if (raw) return callRaw(incoming, plugin, raw)
    await enter(incoming, { access: 'signed-in' })
    return new Reply(404)
  }

  const callRaw = async (incoming: Incoming, plugin: string, raw: Raw): Promise<Reply> => {
    const rest = incoming.path.slice(`/api/${plugin}`.length) || '/'
    const isOpen = raw.open.some((path) => rest === path || rest.startsWith(`${path.replace(/\/$/, '')}/`))
    const method = incoming.method as Route['method']
    await enter(incoming, {
      access: isOpen ? 'public' : 'signed-in',
      action: routeAction({ access: 'signed-in', method }),
    })
    const { incoming: request, outgoing: response } = incoming.env
    if (!request || !response) return new Reply(501)
    request.url = `${rest}${incoming.search}`
    response.setHeader('x-request-id', incoming.requestId)
    raw.handler(request, response, { credentials: incoming.credentials, requestId: incoming.requestId })
    return alreadySent
  }

  const document = (incoming: Incoming): Reply | undefined => {
    const match =
      incoming.method === 'GET' ? /^\/api\/(?:([^/]+)\/)?openapi\.json$/.exec(incoming.path) : null
    if (!match || (match[1] && !table.knows(match[1]))) return undefined
    const info = {
      title: settings.appTitle,
      version: version ?? '0',
      serverUrl: settings.appBaseUrl.href.replace(/\/+$/, ''),
    }
    const endpoints = table.all()
    const key = `${match[1] ?? ''} ${endpoints.length}`
    const text = documents.get(key) ?? JSON.stringify(openApiDocument(endpoints, info, match[1]))
    documents.set(key, text)
    return Reply.json(text, 200, { etag: `"${hash('sha1', text)}"` })
  }

  return {
    async answer(incoming) {
      const plugin = pluginOf(incoming.path)
      const found = table.find(incoming.method, incoming.path)
      if (!plugin || !table.knows(plugin)) return document(incoming)
      const pause = gate.pass(() => incoming.signal)
      if (pause) await pause
      if (!found) return document(incoming) ?? (await unknown(incoming, plugin))
      incoming.route = found.endpoint.route.path
      if (!found.endpoint.handler) return unknown(incoming, plugin)
      return call(incoming, found.endpoint, found.params)
    },
    admit: (incoming, access) => enter(incoming, { access }),
    mountRaw(pluginId, handler, unauthenticated) {
      raws.set(pluginId, { handler, open: unauthenticated })
      table.addPlugin(pluginId)
    },
  }
}
