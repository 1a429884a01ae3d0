import type { Handlers } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import { readGraph } from '../query/graph.ts'
import { readImpact } from '../query/impact.ts'
import { answer, type HandlerDeps } from './context.ts'

type GraphRoutes = 'readGraph' | 'readImpact'

const usualNodes = 300
const mostNodes = 2000

/** Relations as a graph, and what follows from them. */
export function graphHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, GraphRoutes> {
  return {
    async readGraph(request, { query }) {
      const asked = {
        roots: query.rootRef ?? [],
        expanded: query.expand ?? [],
        depth: query.depth === 'all' ? Number.POSITIVE_INFINITY : Number(query.depth ?? 1),
        kinds: query.kind ?? null,
        relations: query.relation ?? null,
        direction: query.direction ?? 'both',
        limit: Math.max(1, Math.min(query.limit ?? usualNodes, mostNodes)),
      } as const
      const make = async (scope: Parameters<typeof readGraph>[0]) =>
        JSON.stringify(await readGraph(scope, asked))
      return (await answer(deps, request, {}, make)) as NonNullable<Awaited<ReturnType<typeof answer>>>
    },
    async readImpact(request, { query }) {
      const make = async (scope: Parameters<typeof readImpact>[0]) =>
        JSON.stringify(await readImpact(scope, query.ref, query.direction ?? 'dependents'))
      return (await answer(deps, request, {}, make)) as NonNullable<Awaited<ReturnType<typeof answer>>>
    },
  }
}
