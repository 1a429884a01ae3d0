import { PortalError } from '@callboard/sdk/errors'
import type { Portal } from '@callboard/sdk/web'
import type { RemovalPlan } from '../../api.ts'
import type { Failure } from './work.ts'

type Ask = Pick<Portal, 'request'>
type Options = { signal?: AbortSignal }

/** What the server takes with one call. */
export const [refreshedAtOnce, removedAtOnce] = [2_000, 100]

/** Has the files of entities read again now. */
export async function refreshEntities(portal: Ask, entityRefs: readonly string[]): Promise<Failure[]> {
  return failuresOf(await post(portal, 'entities/refresh', { entityRefs }))
}

/** What taking entities out of the catalog comes to. */
export function planRemoval(
  portal: Ask,
  entityRefs: readonly string[],
  options: Options,
): Promise<RemovalPlan> {
  return post(portal, 'entities/removal-plan', { entityRefs }, options)
}

/** Something that is to leave the catalog: a registration with all it declares, or an entity of nobody. */
export interface Leaving {
  what: 'location' | 'entity'
  /** Of the registration, or the uid of the entity. */
  id: string
  /** What people know it as. */
  subject: string
}

/** Takes one batch out of the catalog; what is gone already is no failure. */
export async function remove(portal: Ask, batch: readonly Leaving[]): Promise<Failure[]> {
  const subjects = new Map(batch.map(({ id, subject }) => [id, subject]))
  const idsOf = (what: Leaving['what']) => batch.flatMap((one) => (one.what === what ? [one.id] : []))
  const [ids, uids] = [idsOf('location'), idsOf('entity')]
  const failures: Failure[] = []
  if (ids.length > 0) failures.push(...failuresOf(await post(portal, 'locations/delete', { ids })))
  if (uids.length > 0) failures.push(...failuresOf(await post(portal, 'entities/delete', { uids })))
  return failures.map(({ subject, error }) => ({ subject: subjects.get(subject) ?? subject, error }))
}

interface Failed {
  failures: { id: string; message: string }[]
}

function failuresOf({ failures }: Failed): Failure[] {
  return failures.map(({ id, message }) => ({ subject: id, error: new PortalError('forbidden', message) }))
}

async function post<T>({ request }: Ask, path: string, body: unknown, options: Options = {}): Promise<T> {
  const response = await request(`/api/catalog/${path}`, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as T
}
