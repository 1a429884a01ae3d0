import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import {
  type Authenticator,
  type Credentials,
  type Handlers,
  type Log,
  PortalError,
  type Routes,
} from '@callboard/sdk'
import { createHttp, type Http, type HttpOptions } from '../create-http.ts'

export interface LogLine {
  level: string
  message: string
  fields: Record<string, unknown>
}

export interface Rig {
  http: Http
  lines: LogLine[]
  /** An in-process request, signed in as the user unless headers say otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>
}

/** Tokens that the rig's authenticator believes. */
export const callers: Record<string, Credentials> = {
  'user-token': {
    type: 'user',
    userEntityRef: 'user:default/ada',
    expiresAt: '2030-01-01T00:00:00.000Z',
    token: 'user-token',
  },
  'guest-token': {
    type: 'user',
    userEntityRef: 'user:development/guest',
    expiresAt: '2030-01-01T00:00:00.000Z',
    token: 'guest-token',
    readOnly: true,
  },
  'service-token': { type: 'service', subject: 'external:ci' },
  'narrow-token': {
    type: 'service',
    subject: 'external:narrow',
    restrictions: [{ plugin: 'catalog', permissions: ['catalog.entity.read'] }],
  },
}

const authenticator: Authenticator = {
  async authenticate(token, options) {
    const credentials = callers[token]
    if (credentials) return credentials
    if (token === 'limited-token' && options?.limited)
      return { ...callers['user-token'], limited: true } as Credentials
    throw new PortalError('unauthenticated', 'Illegal token')
  },
}

/** A host with the given config (flat keys, `'backend.cors': {…}`) and routes. */
export function rig<Rs extends Routes>(
  config: Record<string, unknown>,
  routes: Rs,
  handlers: Handlers<Rs>,
  options: Partial<HttpOptions> & { ready?: boolean; web?: Record<string, string> } = {},
): Rig {
  const { ready = true, web, ...rest } = options
  const lines: LogLine[] = []
  const http = createHttp({
    config: { get: (path) => lookUp(config, path) },
    log: collect(lines),
    authenticator,
    webFolder: web ? folderOf(web) : join(tmpdir(), 'callboard-no-such-folder'),
    drainMs: 2_000,
    ...rest,
    override: { listen: { host: '127.0.0.1', port: 0 }, ...rest.override },
  })
  http.declare(routes)
  if (ready) {
    http.mount(routes, handlers)
    http.setReady()
  }
  after(() => http.close())
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ authorization: 'Bearer user-token' })
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    if (headers.get('authorization') === 'none') headers.delete('authorization')
    return http.app.request(path, { ...init, headers })
  }
  return { http, lines, ask }
}

/** The headers of a request without credentials. */
export const anonymous: RequestInit = { headers: { authorization: 'none' } }

/** A JSON request. */
export function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
}

/** A temporary folder with these files, removed after the tests. */
export function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-web-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function lookUp(config: Record<string, unknown>, path: string): unknown {
  if (path in config) return config[path]
  const cut = path.lastIndexOf('.')
  if (cut === -1) return undefined
  const parent = lookUp(config, path.slice(0, cut))
  return (parent as Record<string, unknown> | undefined)?.[path.slice(cut + 1)]
}

function collect(lines: LogLine[]): Log {
  const at =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}): void =>
      void lines.push({ level, message, fields })
  const log: Log = {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    child: () => log,
  }
  return log
}
