/** Careful JSON requests to a host: bounded, never redirected, waits when it is asked to, and says what failed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { PortalError } from '@callboard/sdk'

export interface HostApi {
  /** One answer as JSON, with its headers. */
  get<T>(url: string): Promise<{ body: T; headers: Headers }>
  /** One answer as it is. */
  bytes(url: string): Promise<{ bytes: Buffer; headers: Headers }>
  post<T>(url: string, body: unknown): Promise<T>
  /** All items of a list that goes on by `Link: <…>; rel="next"`. */
  linked<T>(url: string): Promise<T[]>
}

export interface HostApiOptions {
  fetch: typeof fetch
  /** Who is asked, for messages: `GitHub`. */
  host: string
  /** Where to look when it refuses us: `Check the token in integrations.github`. */
  hint: string
  signal: AbortSignal
  headers(): Promise<Record<string, string>> | Record<string, string>
  now?(): number
}

const largestAnswer = 50 * 1024 * 1024
const mostPages = 10_000
const mostWaits = 5
/** Longer than this is left to the next run. */
const longestWaitMs = 5 * 60_000

export function createHostApi(options: HostApiOptions): HostApi {
  const { host, signal } = options

  async function send(url: string, init: RequestInit): Promise<{ bytes: Buffer; headers: Headers }> {
    for (let waits = 0; ; waits += 1) {
      signal.throwIfAborted()
      const headers = { accept: 'application/json', ...(await options.headers()), ...init.headers }
      const response = await options.fetch(url, { ...init, headers, redirect: 'manual', signal })
      const bytes = await bytesOf(response, host)
      if (response.ok) return { bytes, headers: response.headers }
      const waitMs = waits < mostWaits ? waitOf(response, options.now?.() ?? Date.now()) : undefined
      if (waitMs === undefined) throw refused(response, url, options, bytes.toString())
      if (waitMs > longestWaitMs) throw tooLong(host, waitMs)
      await sleep(waitMs, undefined, { signal })
    }
  }

  async function get<T>(url: string): Promise<{ body: T; headers: Headers }> {
    const { bytes, headers } = await send(url, { method: 'GET' })
    return { body: parse<T>(bytes, host), headers }
  }

  return {
    get,
    bytes: (url) => send(url, { method: 'GET', headers: { accept: '*/*' } }),
    async post<T>(url: string, body: unknown) {
      const { bytes } = await send(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
      return parse<T>(bytes, host)
    },
    async linked<T>(first: string) {
      const all: T[] = []
      let url: string | undefined = first
      for (let pages = 0; url !== undefined; pages += 1) {
        if (pages >= mostPages) throw new PortalError('upstream_failed', `${host} answers pages without end`)
        const { body, headers }: { body: T[]; headers: Headers } = await get<T[]>(url)
        if (!Array.isArray(body)) throw new PortalError('upstream_failed', `${host} answered no list`)
        all.push(...body)
        url = nextOf(headers, url, host)
      }
      return all
    },
  }
}

/** The next page, which must be on the host that was asked: it gets the token. */
export function nextOf(headers: Headers, url: string, host: string): string | undefined {
  const next = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(headers.get('link') ?? '')?.[1]
  return next === undefined ? undefined : sameOrigin(next, url, host)
}

/** @throws `upstream_failed` for an address on another host. */
export function sameOrigin(next: string, url: string, host: string): string {
  const target = new URL(next, url)
  if (target.origin !== new URL(url).origin) {
    throw new PortalError('upstream_failed', `${host} points to ${target.origin} for its next page`)
  }
  return target.href
}

/** `ms` to wait before asking again, or undefined when asking again is no use. */
function waitOf(response: Response, now: number): number | undefined {
  const { status, headers } = response
  const isLimit =
    status === 429 ||
    (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'))
  if (!isLimit && status !== 503 && status !== 502 && status !== 504) return undefined
  const after = headers.get('retry-after')
  if (after !== null) {
    const seconds = Number(after)
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - now
    return Number.isFinite(ms) ? Math.max(0, ms) : 1_000
  }
  const reset = Number(
    headers.get('x-ratelimit-reset') ??
      headers.get('x-rate-limit-reset') ??
      headers.get('ratelimit-reset') ??
      Number.NaN,
  )
  return isLimit && Number.isFinite(reset) ? Math.max(1_000, reset * 1000 - now) : 1_000
}

async function bytesOf(response: Response, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > largestAnswer) throw new PortalError('upstream_failed', `${host} answered more than 50 MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parse<T>(bytes: Buffer, host: string): T {
  try {
    return JSON.parse(bytes.toString('utf8')) as T
  } catch (thrown) {
    throw new PortalError('upstream_failed', `${host} answered something that is not JSON`, {}, thrown)
  }
}

function refused(response: Response, url: string, { host, hint }: HostApiOptions, text: string): PortalError {
  const { pathname } = new URL(url)
  const why = reasonIn(text)
  const message = `${host} answered ${response.status}${why ? ` (${why})` : ''} to ${pathname}`
  const isRefusal = response.status === 401 || response.status === 403 || response.status === 404
  return new PortalError('upstream_failed', message, { status: response.status, ...(isRefusal && { hint }) })
}

/** What the host says of itself, cut short; only known places, as a body may hold anything. */
function reasonIn(text: string): string | undefined {
  try {
    const body = JSON.parse(text) as Record<string, unknown>
    const error = body.error as { message?: unknown } | string | undefined
    const said =
      body.message ??
      body.errorSummary ??
      body.error_description ??
      (typeof error === 'object' ? error?.message : error)
    return typeof said === 'string' ? said.slice(0, 200) : undefined
  } catch {
    return undefined
  }
}

function tooLong(host: string, waitMs: number): PortalError {
  const minutes = Math.ceil(waitMs / 60_000)
  return new PortalError('upstream_failed', `${host} allows no more requests for ${minutes} minutes`, {
    hint: 'The next run tries again; a longer schedule asks less',
  })
}
