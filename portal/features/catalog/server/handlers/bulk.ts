/** What is done to many entities or registrations at once: a few statements each, whatever their number. */
import { actorOf, type Handlers, PortalError, type RequestContext } from '@callboard/sdk'
import { stringifyLocation } from '@callboard/sdk/model'
import type { CatalogApi } from '../../api.ts'
import { refusalsAmong, seenAmong } from '../permission/may.ts'
import { planRemoval } from '../query/removal-plan.ts'
import { all, list, sql } from '../query/sql-text.ts'
import { storable } from '../store/storable.ts'
import { type HandlerDeps, maySeeLocations, refuseReadonly, scopeOf } from './context.ts'

type BulkRoutes = 'refreshEntities' | 'planRemoval' | 'deleteEntities' | 'deleteLocations'

/** Names that the audit log keeps of one call. */
const mostNamed = 100

export function bulkHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, BulkRoutes> {
  return {
    async refreshEntities(request, { body }) {
      const refs = distinctRefs(body.entityRefs)
      request.about(counted(refs.length, 'entity', 'entities'), { entityRefs: refs.slice(0, mostNamed) })
      const failures = await refreshFailures(request, refs)
      const sources = await deps.engine.refreshEntities(refs.filter((ref) => !failures.has(ref)))
      return { sources, failures: answerOf(failures) }
    },
    async planRemoval(request, { body }) {
      const scope = await scopeOf(deps, request)
      return planRemoval(scope, distinctRefs(body.entityRefs), await maySeeLocations(deps, request))
    },
    async deleteEntities(request, { body }) {
      const scope = await scopeOf(deps, request)
      const rows = await entitiesOf('uid', body.uids)
      // To who may not see one it is gone already; a refusal would tell its name.
      const seen = await seenAmong(
        scope,
        rows.map(({ ref }) => ref),
      )
      const uids = new Map(rows.flatMap(({ ref, uid }) => (seen.has(ref) ? [[ref, uid] as const] : [])))
      request.about(counted(uids.size, 'entity', 'entities'), { entityRefs: [...uids.keys()] })
      const asked = { permission: 'catalog.entity.delete', refs: [...uids.keys()] }
      const failures = await refusalsAmong(deps.limits, scope, request.credentials, asked)
      const allowed = [...uids].flatMap(([ref, uid]) => (failures.has(ref) ? [] : [uid]))
      await deps.engine.removeEntities(allowed, actorOf(request.credentials))
      return { failures: answerOf(failures).map((failure) => ({ ...failure, id: uids.get(failure.id)! })) }
    },
    async deleteLocations(request, { body }) {
      const locations = await registrationsOf(body.ids)
      const targets = locations.map(stringifyLocation)
      request.about(counted(locations.length, 'location'), { locations: targets })
      refuseReadonly(deps)
      const ids = locations.map(({ id }) => id)
      const failures = await refusedRegistrations(request, ids)
      const allowed = ids.filter((id) => !failures.has(id))
      await deps.engine.removeLocations(allowed, actorOf(request.credentials))
      return { failures: answerOf(failures) }
    },
  }

  /** By ref. What the caller may not see is to them as if it were not there. */
  async function refreshFailures(request: RequestContext, refs: string[]): Promise<Failures> {
    const scope = await scopeOf(deps, request)
    const seen = await seenAmong(scope, refs)
    const asked = { permission: 'catalog.entity.refresh', refs: [...seen] }
    const failures: Failures = await refusalsAmong(deps.limits, scope, request.credentials, asked)
    for (const ref of refs) {
      if (!seen.has(ref)) failures.set(ref, new PortalError('not_found', `Entity ${ref} not found`))
    }
    return failures
  }

  /** By id: registrations with an entity that the caller may not delete. */
  async function refusedRegistrations(request: RequestContext, ids: string[]): Promise<Failures> {
    const scope = await scopeOf(deps, request)
    const permission = 'catalog.entity.delete'
    const rows = await entitiesOf('source_id', ids)
    const refs = rows.flatMap(({ kind, ref }) => (kind === 'location' ? [] : [ref]))
    const refusals = await refusalsAmong(deps.limits, scope, request.credentials, { permission, refs })
    const failures: Failures = new Map()
    for (const { ref, sourceId } of rows) {
      const refusal = refusals.get(ref)
      if (refusal && !failures.has(sourceId)) failures.set(sourceId, refusal)
    }
    return failures
  }

  async function entitiesOf(column: 'uid' | 'source_id', values: string[]): Promise<EntityRow[]> {
    if (values.length === 0) return []
    const wanted = list(deps.db, values.map(storable))
    const query =
      column === 'uid'
        ? sql`${wanted} as w cross join catalog_entities e where e.uid = w.v`
        : sql`${wanted} as w cross join catalog_entities e where e.source_id = w.v`
    return all(
      deps.db,
      sql`select e.ref, e.uid, e.kind, e.source_id as "sourceId" from ${query} order by e.ref`,
    )
  }

  async function registrationsOf(ids: string[]): Promise<{ id: string; type: string; target: string }[]> {
    if (ids.length === 0) return []
    const wanted = list(deps.db, [...new Set(ids.map(storable))])
    return all(
      deps.db,
      sql`select s.id, s.type, s.target from ${wanted} as w cross join catalog_sources s
        where s.id = w.v and s.kind = 'registered' order by s.target`,
    )
  }
}

type Failures = Map<string, PortalError>

interface EntityRow {
  ref: string
  uid: string
  kind: string
  sourceId: string
}

function distinctRefs(refs: string[]): string[] {
  return [...new Set(refs.map((ref) => storable(ref).toLowerCase()))]
}

function answerOf(failures: Failures): { id: string; message: string }[] {
  return [...failures].map(([id, { message }]) => ({ id, message }))
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
