import type { ListItem, ListRequest } from './list.ts'
import { valuesOf } from './matches.ts'
import { type PastEntity, type PastReader, pastByRefs, pastEntities, pastText } from './past.ts'

interface Place {
  ref: string
  keys: (string | null)[]
}

/** A slice of the catalog as it was. Looks at every entity of then; keeps only places until the slice is known. */
export async function pastPage(
  scope: PastReader,
  at: number,
  request: ListRequest,
): Promise<{ items: ListItem[]; total: number }> {
  const places: Place[] = []
  for await (const entity of pastEntities(scope, at, request.condition)) {
    const keys = keysOf(entity, request)
    if (request.missing === 'last' || !keys.includes(null)) places.push({ ref: entity.ref, keys })
  }
  const compare = comparison(request)
  places.sort((a, b) => compare(a.keys, b.keys))
  const slice = sliceOf(places, request, compare)
  const entities = await pastByRefs(
    scope.db,
    at,
    slice.map((place) => place.ref),
    scope.seen,
  )
  const items = slice.flatMap(({ ref, keys }) => {
    const entity = entities.get(ref)
    return entity ? [{ keys, text: pastText(entity, request.fields) }] : []
  })
  return { items, total: places.length }
}

type Compare = (a: readonly (string | null)[], b: readonly (string | null)[]) => number

function sliceOf(places: readonly Place[], request: ListRequest, compare: Compare): Place[] {
  const { from, backwards, offset, limit } = request
  if (!from) return places.slice(offset, offset + limit)
  if (!backwards) return places.filter((place) => compare(place.keys, from) > 0).slice(offset, offset + limit)
  const before = places.filter((place) => compare(place.keys, from) < 0)
  return before.slice(Math.max(0, before.length - offset - limit), before.length - offset)
}

function keysOf(entity: PastEntity, { order, tie }: ListRequest): (string | null)[] {
  const values = order.map((by) => {
    const sorted = valuesOf(entity.facts, by.field.toLowerCase()).sort()
    return sorted.at(by.order === 'asc' ? 0 : -1) ?? null
  })
  return [...values, tie === 'uid' ? entity.uid : entity.ref]
}

/** The order of `sortColumns`: missing values last in either direction, the tie in the last direction for uids. */
function comparison({ order, tie }: ListRequest): Compare {
  const last = order.at(-1)?.order ?? 'asc'
  const directions = [...order.map((field) => field.order), tie === 'uid' ? last : 'asc']
  return (a, b) => {
    for (const [index, direction] of directions.entries()) {
      const left = a[index] ?? null
      const right = b[index] ?? null
      if (left === right) continue
      if (left === null) return 1
      if (right === null) return -1
      return left < right === (direction === 'asc') ? -1 : 1
    }
    return 0
  }
}
