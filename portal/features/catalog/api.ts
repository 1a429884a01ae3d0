/**
 * The catalog's HTTP contract: Backstage's routes with Backstage's shapes (docs/rest-api.md), and ours
 * beside them. Server and web both import it; its parts are in `api/`.
 */
import { bulkRoutes } from './api/bulk-routes.ts'
import { changeRoutes } from './api/change-routes.ts'
import { entityRoutes } from './api/entity-routes.ts'
import { graphRoutes } from './api/graph-routes.ts'
import { historyRoutes } from './api/history-routes.ts'
import { importRoutes } from './api/import-routes.ts'
import { locationRoutes } from './api/location-routes.ts'
import { operationRoutes } from './api/operation-routes.ts'
import { permissionRoutes } from './api/permission-routes.ts'
import { sourceRoutes } from './api/source-routes.ts'

export type { RemovalPlan } from './api/bulk-routes.ts'
export { type Changed, changedSchema, type ProblemCounts, type Refreshed } from './api/change-routes.ts'
export { type EntityAnswer, entitySchema } from './api/entity.ts'
export { type GraphAnswer, type GraphNode, graphNodeSchema, type ImpactAnswer } from './api/graph-routes.ts'
export { type RecentChange, type Version, versionSchema } from './api/history-routes.ts'
export { type LocationAnswer, locationSchema } from './api/location-routes.ts'
export { type ProblemAnswer, problemSchema, type SourceAnswer, sourceSchema } from './api/source-routes.ts'

export const catalogApi = {
  ...entityRoutes,
  ...historyRoutes,
  ...locationRoutes,
  ...importRoutes,
  ...bulkRoutes,
  ...operationRoutes,
  ...sourceRoutes,
  ...graphRoutes,
  ...changeRoutes,
  ...permissionRoutes,
}

export type CatalogApi = typeof catalogApi
