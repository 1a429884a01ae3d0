import { parseRef } from '@callboard/sdk/model'
import { isEverything } from './condition.ts'
import { onlyVisible } from './problems.ts'
import type { Scope } from './scope.ts'
import { all, raw, sql } from './sql-text.ts'

/** In the shape of the reference's list (contract: catalog-engine §15). */
export interface UnprocessedEntity {
  entity_id: string
  entity_ref: string
  unprocessed_entity: unknown
  processed_entity: unknown
  errors: unknown[]
  next_update_at: string
  last_discovery_at: string
  location_key: string | null
}

interface Row {
  id: number
  ref: string
  name: string | null
  message: string | null
  hint: string | null
  file: string | null
  line: number | null
  at: number
  location: string | null
}

/** Documents that name an entity and could not become one: nothing else stands for their ref. */
export async function readFailed(scope: Scope): Promise<UnprocessedEntity[]> {
  const shown = isEverything(scope.visible) ? raw('1 = 1') : await onlyVisible(scope)
  const rows = await all<Row>(
    scope.db,
    sql`select r.id, r.ref, p.name, p.message, p.hint, p.file, p.line, p.first_seen_at as at, f.location
     from catalog_problems p cross join catalog_refs r left join catalog_files f on f.id = p.file_id
     where r.id = p.ref_id and p.severity = 'error'
       and not exists (select 1 from catalog_entities e where e.id = p.ref_id) and ${shown}
     order by r.id, p.id`,
  )
  return [...Map.groupBy(rows, (row) => row.ref).values()].map(unprocessedOf)
}

/** The Locations of roots that were not read yet. */
export async function readPending(scope: Scope): Promise<UnprocessedEntity[]> {
  const rows = await scope.db.all<Row>(
    `select r.id, r.ref, null as name, null as message, null as hint, null as file, null as line,
       s.created_at as at, s.type || ':' || s.target as location
     from catalog_sources s cross join catalog_refs r
     where s.state = 'pending' and r.id = s.location_id order by r.id`,
  )
  return rows.map((row) => unprocessedOf([row]))
}

function unprocessedOf(rows: readonly Row[]): UnprocessedEntity {
  const [first] = rows as [Row, ...Row[]]
  const { kind, namespace, name } = parseRef(first.ref)
  const since = new Date(Math.min(...rows.map((row) => Number(row.at)))).toISOString()
  return {
    entity_id: String(first.id),
    entity_ref: first.ref,
    unprocessed_entity: { kind, metadata: { namespace, name } },
    processed_entity: null,
    errors: rows.filter((row) => row.name !== null).map(errorOf),
    next_update_at: since,
    last_discovery_at: since,
    location_key: first.location,
  }
}

function errorOf({ name, message, hint, file, line }: Row) {
  return {
    name,
    message,
    ...(hint !== null && { hint }),
    ...(file !== null && { file }),
    ...(line !== null && { line }),
  }
}
