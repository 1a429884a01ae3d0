import { PortalError } from '@callboard/sdk'
import { z } from 'zod'
import type { LocationAnswer } from '../../api.ts'
import { hiddenAmong } from '../permission/may.ts'
import { decode, encodeCursor } from './cursor.ts'
import { matches } from './matches.ts'
import { parsePredicate } from './predicate.ts'
import type { Scope } from './scope.ts'

const fields = ['id', 'type', 'target', 'entityRef'] as const
const place = z.object({
  after: z.string(),
  query: z.record(z.string(), z.unknown()),
  limit: z.number().int().min(1),
})

/** One page of registrations that a predicate over id, type, target and entityRef selects. */
export async function locationsByQuery(
  locations: readonly LocationAnswer[],
  request: { query: Record<string, unknown>; limit: number | undefined; cursor: string | undefined },
) {
  const from = request.cursor ? decode(request.cursor, place) : null
  const query = from?.query ?? request.query
  const limit = request.limit ?? from?.limit ?? 1000
  const condition = parsePredicate(query)
  const matching = locations
    .filter((location) => matches(condition, { values: valuesOf(location), texts: new Map(), relations: [] }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const rest = from ? matching.filter((location) => location.id > from.after) : matching
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  const more = last && rest.length > limit
  return {
    items,
    totalItems: matching.length,
    pageInfo: more ? { nextCursor: encodeCursor({ after: last.id, query, limit }) } : {},
  }
}

function valuesOf(location: LocationAnswer): Map<string, Set<string>> {
  return new Map(fields.map((field) => [field.toLowerCase(), new Set([location[field].toLowerCase()])]))
}

/**
 * The registration an entity comes from.
 *
 * @throws `not_found` when there is no such entity, or its root is not a registration.
 */
export async function locationOfEntity(
  scope: Scope,
  ref: string,
  locations: readonly LocationAnswer[],
): Promise<LocationAnswer> {
  if ((await hiddenAmong(scope, [ref])).has(ref)) {
    throw new PortalError('not_found', `found no entity for ref ${ref}`)
  }
  const source = await scope.db.get<{ id: string; type: string; target: string }>(
    `select s.id, s.type, s.target from catalog_entities e cross join catalog_sources s
     where e.ref = ? and s.id = e.source_id`,
    [ref],
  )
  if (!source) throw new PortalError('not_found', `found no entity for ref ${ref}`)
  const location = locations.find(({ id }) => id === source.id)
  if (!location) {
    throw new PortalError(
      'not_found',
      `Found no location with type ${source.type} and target ${source.target}`,
    )
  }
  return location
}
