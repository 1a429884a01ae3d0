import { type Condition, isEverything } from './condition.ts'
import { readEntities } from './entity-json.ts'
import { has } from './id-set.ts'
import { matches } from './matches.ts'
import { type PastEntity, pastByRefs, pastText } from './past.ts'
import { inScope, type Scope } from './scope.ts'
import { select } from './select.ts'
import { all, list, sql } from './sql-text.ts'

/** The JSON of the entities with these refs (full and lower-case), in their order; null for each that is not there. */
export async function entitiesByRefs(
  scope: Scope,
  refs: readonly string[],
  asked: Condition,
  fields: readonly string[] | null,
): Promise<(string | null)[]> {
  const condition = inScope(scope, asked)
  const unique = [...new Set(refs)]
  if (unique.length === 0) return []
  if (scope.at !== null) {
    const past = await pastByRefs(scope.db, scope.at, unique, scope.seen)
    for (const [ref, entity] of past) if (scope.hidden && has(scope.hidden, entity.id)) past.delete(ref)
    return refs.map((ref) => pastTextOf(past.get(ref), condition, fields))
  }
  const found = await all<{ id: number; ref: string }>(
    scope.db,
    sql`select e.id, e.ref from ${list(scope.db, unique)} as w cross join catalog_entities e where e.ref = w.v`,
  )
  const allowed = isEverything(condition) ? null : await select(scope.sets, condition)
  const rows = allowed ? found.filter((row) => has(allowed, Number(row.id))) : found
  const ids = new Map(rows.map((row) => [row.ref, Number(row.id)]))
  const texts = await readEntities(scope.db, [...ids.values()], fields, scope.seen)
  return refs.map((ref) => texts.get(ids.get(ref) ?? 0)?.text ?? null)
}

function pastTextOf(
  entity: PastEntity | undefined,
  condition: Condition,
  fields: readonly string[] | null,
): string | null {
  return entity && matches(condition, entity.facts) ? pastText(entity, fields) : null
}
