import type { z } from 'zod'
import { type ErrorCode, errorCodes, PortalError, reasonOf } from './errors.ts'
import type { Route, Routes } from './route.ts'

type Part = 'params' | 'query' | 'body'
type PartIn<R, K extends Part> = K extends keyof R ? (R[K] extends z.ZodType ? z.input<R[K]> : never) : never
type Arguments<R> = {
  [K in Part as K extends keyof R ? (R[K] extends z.ZodType ? K : never) : never]: PartIn<R, K>
}
type Output<R> = R extends { result: infer S extends z.ZodType } ? z.output<S> : undefined

/** A function for every route of a contract: typed arguments in, the typed success body out. */
export type Client<Rs extends Routes> = {
  [K in keyof Rs]: (input: Arguments<Rs[K]>, options?: { signal?: AbortSignal }) => Promise<Output<Rs[K]>>
}

export interface ClientSettings {
  /** Where the portal answers, without a slash at the end; the base path of a sub-path portal included. */
  baseUrl: string
  token?: string | (() => string | undefined)
  fetch?: typeof fetch
}

/**
 * Makes the client of a contract. Errors come back as the `PortalError` the server meant.
 *
 * @example
 * const catalog = createClient(catalogApi, { baseUrl: 'http://localhost:7007', token })
 * const entity = await catalog.getEntityByName({ params: { kind, namespace, name } })
 */
export function createClient<const Rs extends Routes>(routes: Rs, settings: ClientSettings): Client<Rs> {
  const calls = Object.entries(routes).map(([name, route]) => [
    name,
    (input: Record<string, unknown>, options?: { signal?: AbortSignal }) =>
      call(route, settings, input ?? {}, options?.signal),
  ])
  return Object.fromEntries(calls) as Client<Rs>
}

async function call(
  route: Route,
  settings: ClientSettings,
  input: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const url = settings.baseUrl + fillPath(route.path, record(input.params)) + queryString(record(input.query))
  const token = typeof settings.token === 'function' ? settings.token() : settings.token
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token) headers.authorization = `Bearer ${token}`
  if (input.body !== undefined) headers['content-type'] = 'application/json'
  const response = await reach(settings.fetch ?? fetch, url, {
    method: route.method,
    headers,
    body: input.body === undefined ? null : JSON.stringify(input.body),
    signal: signal ?? null,
  })
  if (!response.ok) throw await errorOf(response)
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}

/** Fetches; a host that cannot be reached is a `PortalError` too, an aborted request stays what it is. */
export async function reach(fetcher: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetcher(url, init)
  } catch (thrown) {
    if (init.signal?.aborted) throw thrown
    throw new PortalError(
      'unavailable',
      'The portal cannot be reached.',
      { offline: true, reason: reasonOf(thrown) },
      thrown,
    )
  }
}

/** Reads Backstage's error body back into the error it came from. Never throws. */
export async function errorOf(response: Response): Promise<PortalError> {
  const body: unknown = await response.json().catch(() => undefined)
  const error = record(record(body).error)
  const message =
    typeof error.message === 'string' && error.message
      ? error.message
      : `The portal answered ${response.status}.`
  return new PortalError(codeOf(response.status), message, { ...error, statusCode: response.status })
}

function codeOf(status: number): ErrorCode {
  const known = Object.entries(errorCodes).find(([, { status: of }]) => of === status)
  if (known) return known[0] as ErrorCode
  return status < 500 ? 'input' : 'internal'
}

function fillPath(path: string, params: Record<string, unknown>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
}

function queryString(query: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(key, String(one))
    }
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
