import { allOf, type Condition, exists } from './condition.ts'
import { readEntities } from './entity-json.ts'
import { declaredInSight, isAlwaysThere, type OrderField, sortColumns } from './order.ts'
import { countMatches, readPage } from './page.ts'
import { pastPage } from './past-page.ts'
import { inScope, type Scope } from './scope.ts'

/** A slice of all entities that match, in an order. */
export interface ListRequest {
  condition: Condition
  order: readonly OrderField[]
  /** Breaks ties, so that every entity has one place. */
  tie: 'uid' | 'ref'
  /** What becomes of entities that lack an order field. */
  missing: 'last' | 'drop'
  /** Sort values of the entity the slice starts after, or ends before when `backwards`. */
  from: readonly (string | null)[] | null
  backwards: boolean
  limit: number
  offset: number
  fields: readonly string[] | null
}

export interface ListItem {
  /** Sort values, tie last: what a cursor to this entity holds. */
  keys: (string | null)[]
  text: string
}

export async function readList(scope: Scope, request: ListRequest): Promise<ListItem[]> {
  const condition = inScope(scope, request.condition)
  if (scope.at !== null) return (await pastPage(scope, scope.at, { ...request, condition })).items
  const sort = sortColumns(request.order, request.tie, declaredInSight(scope)).map((column) =>
    request.missing === 'drop' && column.nullable
      ? { ...column, nullable: false, required: true as const }
      : column,
  )
  const { from, backwards, limit, offset, fields } = request
  const rows = await readPage(scope, { condition, sort, from, backwards, limit, offset })
  const texts = await readEntities(
    scope.db,
    rows.map((row) => row.id),
    fields,
    scope.seen,
  )
  return rows.flatMap(({ id, keys }) => {
    const entity = texts.get(id)
    return entity ? [{ keys, text: entity.text }] : []
  })
}

/** How many entities the list has in all. */
export async function countList(
  scope: Scope,
  request: Pick<ListRequest, 'condition' | 'order' | 'missing'>,
): Promise<number> {
  const needed = request.missing === 'drop' ? request.order.filter(({ field }) => !isAlwaysThere(field)) : []
  const asked = allOf([request.condition, ...needed.map(({ field }) => exists(field))])
  const condition = inScope(scope, asked)
  if (scope.at === null) return countMatches(scope, condition)
  const all = { tie: 'uid', from: null, backwards: false, limit: 0, offset: 0, fields: null } as const
  return (await pastPage(scope, scope.at, { ...request, ...all, condition })).total
}
