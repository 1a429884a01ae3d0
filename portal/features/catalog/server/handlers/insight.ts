import type { Handlers } from '@callboard/sdk'
import { sql, type Transaction } from 'kysely'
import type { CatalogApi } from '../../api.ts'
import { readProblems } from '../query/problems.ts'
import { readRecentChanges } from '../query/recent-changes.ts'
import { readSources } from '../query/sources.ts'
import { readFailed, readPending } from '../query/unprocessed.ts'
import type { CatalogTables } from '../store/index.ts'
import { type HandlerDeps, scopeOf } from './context.ts'

type InsightRoutes =
  | 'listProblems'
  | 'listChanges'
  | 'listSources'
  | 'listFailed'
  | 'listPending'
  | 'deleteUnprocessed'

const problemsPage = 100
const changesPage = 50

/** What goes on inside: problems, sources, and what could not be processed. */
export function insightHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, InsightRoutes> {
  return {
    async listProblems(request, { query }) {
      const {
        entityRef = null,
        owner: owners = null,
        sourceId = null,
        severity = null,
        cursor = null,
      } = query
      const limit = Math.max(1, Math.min(query.limit ?? problemsPage, 1000))
      const wanted = { entityRef, owners, sourceId, severity, limit, cursor }
      return readProblems(await scopeOf(deps, request), wanted)
    },
    async listChanges(request, { query }) {
      const { limit = changesPage, cursor = null } = query
      const wanted = { limit: Math.max(1, Math.min(limit, 200)), cursor }
      return readRecentChanges(await scopeOf(deps, request), wanted)
    },
    async listSources(request) {
      return { items: await readSources(await scopeOf(deps, request), deps.schedule) }
    },
    async listFailed(request) {
      return { type: 'failed', entities: await readFailed(await scopeOf(deps, request)) }
    },
    async listPending(request) {
      return { type: 'pending', entities: await readPending(await scopeOf(deps, request)) }
    },
    async deleteUnprocessed(request, { params }) {
      request.about(params.entity_id)
      const id = Number(params.entity_id)
      if (Number.isSafeInteger(id)) await deps.db.transaction((trx) => forget(trx, id))
      return undefined
    },
  }
}

async function forget(trx: Transaction<CatalogTables>, refId: number): Promise<void> {
  await sql`update catalog_meta set value = value + 1 where key = 'revision'`.execute(trx)
  await sql`
    delete from catalog_problems where ref_id = cast(${refId} as bigint)
      and not exists (select 1 from catalog_entities e where e.id = catalog_problems.ref_id)`.execute(trx)
}
