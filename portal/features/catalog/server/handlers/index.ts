import type { Handlers } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import { bulkHandlers } from './bulk.ts'
import { byQueryHandlers } from './by-query.ts'
import { changeHandlers } from './changes.ts'
import type { HandlerDeps } from './context.ts'
import { entityHandlers } from './entities.ts'
import { graphHandlers } from './graph.ts'
import { importHandlers } from './import.ts'
import { insightHandlers } from './insight.ts'
import { locationHandlers } from './locations.ts'
import { operationHandlers } from './operations.ts'
import { permissionHandlers } from './permission.ts'

export type { HandlerDeps } from './context.ts'

/** A handler for every route of the catalog: they translate, `query/` and `engine/` do the work. */
export function catalogHandlers(deps: HandlerDeps): Handlers<CatalogApi> {
  return {
    ...entityHandlers(deps),
    ...byQueryHandlers(deps),
    ...locationHandlers(deps),
    ...bulkHandlers(deps),
    ...operationHandlers(deps),
    ...importHandlers(deps),
    ...insightHandlers(deps),
    ...graphHandlers(deps),
    ...changeHandlers(deps),
    ...permissionHandlers(deps),
  }
}
