/**
 * All routes, found by method and path. Routes are declared before the portal is ready (so that a request
 * for them is held back, not refused) and get their handlers when their feature is set up.
 */
import { PortalError, type RequestContext, type Route, type Routes } from '@callboard/sdk'
import { TrieRouter } from 'hono/router/trie-router'
import { type Checks, compileChecks } from './validate.ts'

/** A handler with its types erased: the contract has checked them at compile time. */
export type AnyHandler = (
  request: RequestContext,
  input: { params: unknown; query: unknown; body: unknown },
) => unknown

export interface Endpoint {
  name: string
  route: Route
  checks: Checks
  paramCount: number
  handler: AnyHandler | undefined
}

export interface RouteTable {
  declare(routes: Routes): void
  mount(routes: Routes, handlers: Record<string, AnyHandler>): void
  find(method: string, path: string): { endpoint: Endpoint; params: Record<string, string> } | undefined
  /** True when a declared route or raw handler stands below `/api/<id>`. */
  knows(pluginId: string): boolean
  addPlugin(pluginId: string): void
  all(): Endpoint[]
}

export function createRouteTable(): RouteTable {
  const router = new TrieRouter<Endpoint>()
  const endpoints = new Map<string, Endpoint>()
  const plugins = new Set<string>()

  const declareOne = (name: string, route: Route): Endpoint => {
    const id = `${route.method} ${route.path}`
    const known = endpoints.get(id)
    if (known) return known
    const endpoint: Endpoint = {
      name,
      route,
      checks: compileChecks(route),
      paramCount: route.path.split(':').length - 1,
      handler: undefined,
    }
    endpoints.set(id, endpoint)
    router.add(route.method, route.path, endpoint)
    const plugin = pluginOf(route.path)
    if (plugin && !plugin.startsWith(':')) plugins.add(plugin)
    return endpoint
  }

  return {
    declare(routes) {
      for (const [name, route] of Object.entries(routes)) declareOne(name, route)
    },
    mount(routes, handlers) {
      for (const [name, route] of Object.entries(routes)) {
        const endpoint = declareOne(name, route)
        const handler = handlers[name]
        if (!handler) throw new PortalError('internal', `Route ${name} (${route.path}) has no handler`)
        if (endpoint.handler)
          throw new PortalError('internal', `${route.method} ${route.path} is mounted twice`)
        endpoint.handler = handler
      }
    },
    find(method, path) {
      const [matches] = router.match(method === 'HEAD' ? 'GET' : method, path)
      let best: (typeof matches)[number] | undefined
      for (const match of matches) if (!best || match[0].paramCount < best[0].paramCount) best = match
      if (!best) return undefined
      return { endpoint: best[0], params: decodeParams(best[1] as Record<string, string>) }
    },
    knows: (pluginId) => plugins.has(pluginId),
    addPlugin: (pluginId) => plugins.add(pluginId),
    all: () => [...endpoints.values()],
  }
}

/** `catalog` of `/api/catalog/entities`. */
export function pluginOf(path: string): string | undefined {
  if (!path.startsWith('/api/')) return undefined
  const end = path.indexOf('/', 5)
  return path.slice(5, end === -1 ? undefined : end)
}

function decodeParams(raw: Record<string, string>): Record<string, string> {
  const params: Record<string, string> = {}
  for (const name in raw) {
    const value = raw[name] ?? ''
    params[name] = value.includes('%') ? decodePart(value) : value
  }
  return params
}

function decodePart(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    throw new PortalError('input', `Failed to decode param '${value}'`)
  }
}
