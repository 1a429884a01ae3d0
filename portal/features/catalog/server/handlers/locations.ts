import { actorOf, type Handlers, PortalError, type RequestContext } from '@callboard/sdk'
import { type LocationRef, refOf, stringifyLocation, stringifyRef } from '@callboard/sdk/model'
import type { CatalogApi, EntityAnswer, LocationAnswer } from '../../api.ts'
import type { Target } from '../ingest/types.ts'
import { hiddenAmong, mustBeAllowed } from '../permission/may.ts'
import { locationOfEntity, locationsByQuery } from '../query/locations.ts'
import { findLocation, findSource, generatedRef, listLocations, storable } from '../store/index.ts'
import { type HandlerDeps, maySeeLocations, refuseReadonly, scopeOf } from './context.ts'

type LocationRoutes =
  | 'createLocation'
  | 'listLocations'
  | 'queryLocations'
  | 'getLocation'
  | 'updateLocation'
  | 'deleteLocation'
  | 'getLocationByEntity'

const allowedTypes = ['url']
const yes = /^(?:y|yes|true|1|on)$/i

export function locationHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, LocationRoutes> {
  const registered = (location: LocationRef) => findLocation(deps.db.read, location)

  /** What a registration points to, as the audit log names it. */
  const sourceOf = async (id: string): Promise<string | undefined> => {
    const source = await findSource(deps.db.read, storable(id))
    return source?.kind === 'registered' ? stringifyLocation(source) : undefined
  }

  return {
    async createLocation(request, { query, body }) {
      request.about(stringifyLocation(body))
      const location = checked(body)
      const presence = body.presence === 'optional' ? ('optional' as const) : ('required' as const)
      if (query.dryRun !== undefined && yes.test(query.dryRun)) {
        request.about(stringifyLocation(location), { dryRun: true })
        return tryLocation(request, { ...location, presence })
      }
      refuseReadonly(deps)
      const known = await registered(location)
      if (known && (query.onConflict ?? deps.settings().onConflict) === 'refresh') {
        await deps.engine.refreshSource(known.id)
        return { location: known, entities: [] }
      }
      const added = await deps.engine.addLocation({ ...location, presence }, actorOf(request.credentials))
      return { location: answerOf(added), entities: [] }
    },
    async listLocations(request) {
      const locations = await visibleLocations(request)
      return locations.map((data) => ({ data }))
    },
    async queryLocations(request, { body: { query = {}, limit, cursor } }) {
      return locationsByQuery(await visibleLocations(request), { query, limit, cursor })
    },
    async getLocation(request, { params: { id } }) {
      const found = (await visibleLocations(request)).find((location) => location.id === id)
      if (!found) throw new PortalError('not_found', `Found no location with ID ${id}`)
      return found
    },
    async updateLocation(request, { params: { id }, body }) {
      const before = await sourceOf(id)
      request.about(before ?? id, { id, target: stringifyLocation(body) })
      refuseReadonly(deps)
      await refuseUnlessRemovable(request, id)
      return answerOf(await deps.engine.updateLocation(id, checked(body), actorOf(request.credentials)))
    },
    async deleteLocation(request, { params: { id } }) {
      request.about((await sourceOf(id)) ?? id, { id })
      refuseReadonly(deps)
      await refuseUnlessRemovable(request, id)
      const removed = await deps.engine.removeLocations([storable(id)], actorOf(request.credentials))
      if (removed === 0) throw new PortalError('not_found', `Found no location with ID ${id}`, { id })
      return undefined
    },
    async getLocationByEntity(request, { params }) {
      return locationOfEntity(
        await scopeOf(deps, request),
        stringifyRef(params),
        await visibleLocations(request),
      )
    },
  }

  async function tryLocation(request: RequestContext, target: Target) {
    const { type, target: url } = target
    const location = { type, target: url }
    const entities = await deps.engine.dryRun(target, request.signal)
    const exists = (await registered(location)) !== undefined
    const hidden = await hiddenAmong(await scopeOf(deps, request), entities.map(refOf))
    const shown = entities.filter((entity) => !hidden.has(refOf(entity)))
    const tried = { id: stringifyLocation(location), ...location, entityRef: generatedRef(location) }
    return { location: tried, entities: shown as unknown as EntityAnswer[], exists }
  }

  async function visibleLocations(request: RequestContext): Promise<LocationAnswer[]> {
    return (await maySeeLocations(deps, request)) ? listLocations(deps.db.read) : []
  }

  /** Unregistering takes everything away that the file declares: that must be allowed, too. */
  async function refuseUnlessRemovable(request: RequestContext, id: string): Promise<void> {
    const rows = await deps.db.all<{ ref: string }>(
      "select ref from catalog_entities where source_id = ? and kind <> 'location' order by ref",
      [storable(id)],
    )
    const asked = { permission: 'catalog.entity.delete', refs: rows.map((row) => row.ref) }
    await mustBeAllowed(deps.limits, await scopeOf(deps, request), request.credentials, asked)
  }
}

function checked({ type, target }: LocationRef): LocationRef {
  if (!allowedTypes.includes(type)) {
    throw new PortalError(
      'input',
      `Registered locations must be of an allowed type ${JSON.stringify(allowedTypes)}`,
    )
  }
  if (target.includes('\0') || !target.isWellFormed())
    throw new PortalError('input', 'The target is not a URL')
  return { type, target }
}

function answerOf({ id, type, target, entityRef }: LocationAnswer): LocationAnswer {
  return { id, type, target, entityRef }
}
