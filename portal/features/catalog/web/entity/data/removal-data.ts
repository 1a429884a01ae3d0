import { PortalError } from '@callboard/sdk/errors'
import { type EntityView, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import type { LocationAnswer } from '../../../api.ts'
import { annotationOf } from '../../data/entity-text.ts'
import { queryByPredicate } from '../../data/predicate-data.ts'

type Ask = Pick<Portal, 'request'>
type Options = { signal?: AbortSignal }

export const locationKey = 'backstage.io/managed-by-location'
export const originKey = 'backstage.io/managed-by-origin-location'

/** What taking an entity out of the catalog comes to. */
export type Removal =
  /** Somebody registered its file: the registration can go, and everything it brought with it. */
  | { case: 'registered'; location: LocationAnswer; taken: EntityView[]; total: number }
  /** The config or a provider names its file, so it would come back. */
  | { case: 'protected'; origin: string }
  /** Nothing declares it. */
  | { case: 'orphan' }
  | { case: 'no-location' }

export async function findRemoval(portal: Ask, entity: EntityView, options: Options): Promise<Removal> {
  if (isOrphan(entity)) return { case: 'orphan' }
  const origin = annotationOf(entity, originKey)
  if (!origin) return { case: 'no-location' }
  const location = await registrationOf(portal, origin, options)
  if (!location) return { case: 'protected', origin }
  const page = await findColocated(portal, originKey, origin, options)
  return { case: 'registered', location, taken: page.items, total: page.totalItems }
}

export function isOrphan(entity: EntityView): boolean {
  return annotationOf(entity, 'backstage.io/orphan') === 'true'
}

/** Entities with the same value in a location annotation; the first 200. */
export function findColocated(
  portal: Ask,
  key: string,
  location: string,
  options: Options & { asOf?: string | undefined },
) {
  const { asOf, ...rest } = options
  const fields = [
    'kind',
    'metadata.name',
    'metadata.namespace',
    'metadata.title',
    'spec.profile',
    'spec.target',
  ]
  return queryByPredicate(
    portal,
    { query: { [`metadata.annotations.${key}`]: location }, fields, limit: 200, asOf },
    rest,
  )
}

/** The registration behind an origin, asked for by what it points to: an entity of the config has none. */
export async function registrationOf(
  { request }: Ask,
  origin: string,
  options: Options,
): Promise<LocationAnswer | undefined> {
  const colon = origin.indexOf(':')
  const query = { type: origin.slice(0, colon), target: origin.slice(colon + 1) }
  const response = await request('/api/catalog/locations/by-query', {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, limit: 1 }),
  })
  return ((await response.json()) as { items: LocationAnswer[] }).items[0]
}

export async function unregister({ request }: Ask, location: LocationAnswer): Promise<void> {
  await request(`/api/catalog/locations/${encodeURIComponent(location.id)}`, { method: 'DELETE' })
}

/** Takes an unregistering back. */
export async function registerAgain({ request }: Ask, { type, target }: LocationAnswer): Promise<void> {
  await request('/api/catalog/locations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type, target }),
  })
}

/** @throws `not_found` when somebody else was quicker. */
export async function deleteEntity({ request }: Ask, entity: EntityView): Promise<void> {
  const { uid } = entity.metadata
  if (!uid) throw new PortalError('input', `${refOf(entity)} has no uid to delete it by`)
  await request(`/api/catalog/entities/by-uid/${encodeURIComponent(uid)}`, { method: 'DELETE' })
}
