/**
 * What the HTTP host reads from `app.*` and `backend.*`, as one plain value. Parsed once at start; a wrong
 * type stops the start with the key's name.
 */
import type { ConfigReader } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import { booleanAt, durationAt, numberAt, objectAt, stringAt } from './config-values.ts'
import { type CorsSettings, readCors } from './cors.ts'
import { type RateLimitSettings, readRateLimit } from './rate-limit.ts'
import { type CspSettings, readCsp } from './security-headers.ts'

export type MetricsAccess = 'public' | 'signed-in' | 'off'

export interface HttpSettings {
  /** Path part of `app.baseUrl` without a trailing slash: `''` or `/portal`. */
  basePath: string
  appBaseUrl: URL
  appTitle: string
  injectConfig: boolean
  listen: { host: string | undefined; port: number }
  /** Raw value of `backend.trustProxy`; compiled by `trust-proxy.ts`. */
  trustProxy: unknown
  https: 'self-signed' | { cert: string; key: string } | undefined
  server: {
    headersTimeout?: number
    requestTimeout?: number
    keepAliveTimeout?: number
    timeout?: number
    maxHeadersCount?: number
    maxRequestsPerSocket?: number
  }
  cors: CorsSettings | undefined
  csp: CspSettings
  referrerPolicy: string
  startupPauseMs: number
  shutdownDelayMs: number
  healthHeaders: Record<string, string>
  metricsAccess: MetricsAccess
  rateLimit: RateLimitSettings
  openToAll: boolean
}

/** Reads the settings of the HTTP host. @throws `input` naming the key that has the wrong type. */
export function httpSettings(config: Pick<ConfigReader, 'get'>): HttpSettings {
  const get = (path: string): unknown => config.get(path)
  const appBaseUrl = readBaseUrl(get)
  return {
    basePath: appBaseUrl.pathname.replace(/\/+$/, ''),
    appBaseUrl,
    appTitle: stringAt(get, 'app.title') ?? 'Callboard',
    injectConfig: !booleanAt(get, 'app.disableConfigInjection', false),
    listen: readListen(get('backend.listen')),
    trustProxy: get('backend.trustProxy'),
    https: readHttps(get),
    server: readServer(get),
    cors: readCors(get('backend.cors')),
    csp: readCsp(get('backend.csp')),
    referrerPolicy: readReferrer(get('backend.referrer.policy')),
    startupPauseMs: durationAt(get, 'backend.lifecycle.startupRequestPauseTimeout', 5_000),
    shutdownDelayMs: durationAt(get, 'backend.lifecycle.serverShutdownDelay', 0),
    healthHeaders: readHeaders(objectAt(get, 'backend.health.headers')),
    metricsAccess: readMetricsAccess(get('backend.metrics.access')),
    rateLimit: readRateLimit(get('backend.rateLimit')),
    openToAll: booleanAt(get, 'backend.auth.dangerouslyDisableDefaultAuthPolicy', false),
  }
}

function readBaseUrl(get: (path: string) => unknown): URL {
  const text = stringAt(get, 'app.baseUrl') ?? stringAt(get, 'backend.baseUrl') ?? 'http://localhost:7007'
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text)
  throw new PortalError('input', `app.baseUrl must be an http or https URL, got "${text}"`, {
    key: 'app.baseUrl',
  })
}

/** `:7007`, `host:7007`, `[::1]:7007`, `7007`, or `{ host, port }`. */
export function readListen(value: unknown): HttpSettings['listen'] {
  if (value === undefined || value === null) return { host: undefined, port: 7007 }
  if (typeof value === 'number') return { host: undefined, port: portOf(value) }
  if (typeof value === 'string') {
    const match = /^(?:(\[[^\]]+\]|[^:]*):)?(\d+)$/.exec(value.trim())
    if (!match) throw new PortalError('input', `backend.listen must be a port or host:port, got "${value}"`)
    return { host: hostOf(match[1]), port: portOf(match[2]) }
  }
  const { host, port } = value as { host?: unknown; port?: unknown }
  return {
    host: hostOf(typeof host === 'string' ? host : undefined),
    port: port === undefined || port === null ? 7007 : portOf(port),
  }
}

function hostOf(text: string | undefined): string | undefined {
  const host = text?.replace(/^\[|\]$/g, '')
  return host === '' || host === '*' ? undefined : host
}

function portOf(value: unknown): number {
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && value !== '') return port
  throw new PortalError(
    'input',
    `backend.listen.port must be a port between 0 and 65535, got ${JSON.stringify(value)}`,
  )
}

function readHttps(get: (path: string) => unknown): HttpSettings['https'] {
  const value = get('backend.https')
  if (value === undefined || value === null || value === false) return undefined
  if (value === true || typeof value === 'string') {
    return booleanAt(get, 'backend.https', false) ? 'self-signed' : undefined
  }
  const cert = stringAt(get, 'backend.https.certificate.cert')
  const key = stringAt(get, 'backend.https.certificate.key')
  if (cert && key) return { cert, key }
  throw new PortalError(
    'input',
    'backend.https needs certificate.cert and certificate.key (PEM text, for instance with $file), or the value true for a self-signed certificate',
  )
}

function readServer(get: (path: string) => unknown): HttpSettings['server'] {
  const server: HttpSettings['server'] = {}
  for (const key of ['headersTimeout', 'requestTimeout', 'keepAliveTimeout', 'timeout'] as const) {
    const ms = durationAt(get, `backend.server.${key}`, -1)
    if (ms >= 0) server[key] = ms
  }
  for (const key of ['maxHeadersCount', 'maxRequestsPerSocket'] as const) {
    const count = numberAt(get, `backend.server.${key}`)
    if (count !== undefined) server[key] = count
  }
  return server
}

function readReferrer(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',')
  return typeof value === 'string' ? value : 'no-referrer'
}

function readHeaders(value: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([name, text]) => [name.toLowerCase(), String(text)]),
  )
}

function readMetricsAccess(value: unknown): MetricsAccess {
  if (value === undefined || value === null) return 'public'
  if (value === 'public' || value === 'signed-in' || value === 'off') return value
  if (value === false) return 'off'
  throw new PortalError('input', 'backend.metrics.access must be public, signed-in or off')
}
