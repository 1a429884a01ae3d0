import { after } from 'node:test'
import { type Audit, type Clock, type ConfigReader, defineRoutes, type FeatureContext } from '@callboard/sdk'
import { z } from 'zod'
import type { OpenDatabase } from '../../../host/db/open.ts'
import { createHttp, type Http } from '../../../host/http/create-http.ts'
import { silentLog } from '../../../testing/databases.ts'
import { permissionsFeature } from '../../permissions/server/index.ts'
import { type IdentityFeature, type IdentityOptions, identityFeature } from '../server/index.ts'

export interface Portal {
  http: Http
  identity: IdentityFeature
  ask(path: string, token?: string, init?: RequestInit): Promise<Response>
  /** Token of a signed-in guest. */
  guest(): Promise<string>
}

/** A clock that stands still until it is moved. */
export function movable(start = Date.now()): Clock & { forward(ms: number): void } {
  let at = start
  return {
    now: () => at,
    forward(ms) {
      at += ms
    },
  }
}

/** All tables of identity. */
export const identityMigrations = identityFeature({ ownershipOf: async () => undefined }).migrations ?? []

export const base = { 'app.baseUrl': 'http://localhost:7007', 'backend.baseUrl': 'http://localhost:7007' }
export const guestConfig = { ...base, 'auth.providers': { guest: {} } }

/** A portal with identity alone, on the given database. */
export async function portal(
  db: OpenDatabase,
  config: Record<string, unknown> = guestConfig,
  options: Partial<IdentityOptions> & { clock?: Clock; fetch?: typeof fetch; audit?: Audit } = {},
): Promise<Portal> {
  const { clock = { now: Date.now }, fetch: fetcher = fetch, audit, ...rest } = options
  const reader = readerOf(config)
  const identity = identityFeature({ ownershipOf: async () => undefined, nodeEnv: undefined, ...rest })
  const http = createHttp({
    config: reader,
    log: silentLog,
    authenticator: identity.authenticator,
    webFolder: '/nowhere',
    override: { listen: { host: '127.0.0.1', port: 0 } },
  })
  const stop = new AbortController()
  after(() => stop.abort())
  const ctx = {
    log: silentLog,
    db,
    clock,
    fetch: fetcher,
    config: reader,
    audit,
    signal: stop.signal,
  } as unknown as FeatureContext
  const { handlers } = await identity.setup(ctx)
  http.mount(identity.routes, handlers)
  const permissions = permissionsFeature({ ownershipOf: async () => undefined })
  http.mount(permissions.routes, (await permissions.setup(ctx)).handlers)
  http.mount(probes, {
    probe: ({ credentials }) => ({ ...credentials }),
    file: ({ credentials }) => ({ ...credentials }),
  })
  http.setReady()
  after(() => http.close())
  const ask = async (path: string, token?: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    return http.app.request(path, { ...init, headers })
  }
  return {
    http,
    identity,
    ask,
    async guest() {
      const response = await ask('/api/auth/guest/refresh', undefined, { method: 'POST' })
      return ((await response.json()) as { backstageIdentity: { token: string } }).backstageIdentity.token
    },
  }
}

const probes = defineRoutes({
  probe: {
    method: 'GET',
    path: '/api/catalog/probe',
    summary: 'Says who calls',
    access: { permission: 'catalog.entity.read' },
    result: z.looseObject({}),
  },
  file: {
    method: 'GET',
    path: '/api/techdocs/static/:rest{.+}',
    summary: 'A file that pages load by themselves',
    access: 'signed-in',
    cookie: true,
    result: z.looseObject({}),
  },
})

function readerOf(config: Record<string, unknown>): ConfigReader {
  const get = (path: string): unknown => {
    if (path in config) return config[path]
    const cut = path.lastIndexOf('.')
    if (cut === -1) return undefined
    return (get(path.slice(0, cut)) as Record<string, unknown> | undefined | null)?.[path.slice(cut + 1)]
  }
  return {
    get,
    section: <S extends z.ZodType>(key: string, schema: S) => schema.parse(get(key)),
    origin: () => undefined,
    folders: [],
    onChange: () => {},
  }
}

export async function errorOf(response: Response): Promise<{ name: string; message: string }> {
  return ((await response.json()) as { error: { name: string; message: string } }).error
}

export function payloadOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

export function headerOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>
}

export function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
