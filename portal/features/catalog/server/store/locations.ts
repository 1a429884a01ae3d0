import { PortalError } from '@callboard/sdk'
import { type LocationRef, stringifyLocation } from '@callboard/sdk/model'
import type { Kysely, Transaction } from 'kysely'
import { insertSource } from './sources.ts'
import type { CatalogTables, SourceRow } from './tables.ts'
import { beginChange, type WriteContext } from './write-context.ts'

/** A location registered through the API: a source of kind `registered`. */
export interface RegisteredLocation extends LocationRef {
  id: string
  /** The generated Location of the target it was registered with; it stays when the target is changed. */
  entityRef: string
}

type Reading = Kysely<CatalogTables> | Transaction<CatalogTables>

export async function listLocations(trx: Reading): Promise<RegisteredLocation[]> {
  return locations(trx).orderBy('s.created_at').orderBy('s.id').execute()
}

/** @throws not_found */
export async function getLocation(trx: Reading, id: string): Promise<RegisteredLocation> {
  const found = await locations(trx).where('s.id', '=', id).executeTakeFirst()
  if (!found) throw new PortalError('not_found', `Found no location with ID ${id}`, { id })
  return found
}

export async function findLocation(
  trx: Reading,
  location: LocationRef,
): Promise<RegisteredLocation | undefined> {
  return locations(trx)
    .where('s.type', '=', location.type)
    .where('s.target', '=', location.target)
    .executeTakeFirst()
}

/** @throws conflict when the location is registered already */
export async function insertLocation(
  context: WriteContext,
  location: LocationRef & Partial<Pick<SourceRow, 'presence'>>,
): Promise<SourceRow> {
  await beginChange(context)
  await refuseExisting(context, location)
  const { type, target, presence = 'required' } = location
  return insertSource(context, { kind: 'registered', type, target, presence })
}

/** @throws not_found | conflict */
export async function updateLocation(
  context: WriteContext,
  id: string,
  location: LocationRef,
): Promise<RegisteredLocation> {
  await beginChange(context)
  const current = await getLocation(context.trx, id)
  if (stringifyLocation(current) === stringifyLocation(location)) return current
  await refuseExisting(context, location)
  await context.trx
    .updateTable('catalog_sources')
    .set({ type: location.type, target: location.target, state: 'pending' })
    .where('id', '=', id)
    .execute()
  return getLocation(context.trx, id)
}

/** Deletes those of the registrations that are there, and answers them. */
export async function deleteLocations(context: WriteContext, ids: string[]): Promise<SourceRow[]> {
  await beginChange(context)
  return context.trx
    .deleteFrom('catalog_sources')
    .where('kind', '=', 'registered')
    .where('id', 'in', ids)
    .returningAll()
    .execute()
}

async function refuseExisting(context: WriteContext, location: LocationRef): Promise<void> {
  if (!(await findLocation(context.trx, location))) return
  throw new PortalError('conflict', `Location ${stringifyLocation(location)} already exists`, { ...location })
}

function locations(trx: Reading) {
  return (trx as Kysely<CatalogTables>)
    .selectFrom('catalog_sources as s')
    .innerJoin('catalog_refs as r', 'r.id', 's.location_id')
    .select(['s.id', 's.type', 's.target', 'r.ref as entityRef'])
    .where('s.kind', '=', 'registered')
}
