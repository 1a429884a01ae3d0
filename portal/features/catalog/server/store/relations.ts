import { sql } from 'kysely'
import { internRelationTypes } from './intern.ts'
import { idRows, type WriteContext, write } from './write-context.ts'

/** Relations as stored for an origin: [source ref, type, target ref]. */
export type Triple = [source: string, type: string, target: string]

/** Stored relations by the entity they originate from. */
export async function relationsOf(
  { trx, dialect }: WriteContext,
  ids: number[],
): Promise<Map<number, Triple[]>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; source: string; type: string; target: string }>`
    select o.id, s.ref as source, y.type, t.ref as target
    from ${idRows(dialect, ids)} as o
    join catalog_relations l on l.origin_id = o.id
    join catalog_refs s on s.id = l.source_id
    join catalog_refs t on t.id = l.target_id
    join catalog_relation_types y on y.id = l.type_id`.execute(trx)
  const result = new Map<number, Triple[]>()
  for (const row of rows) {
    const list = result.get(row.id)
    const triple: Triple = [row.source, row.type, row.target]
    if (list) list.push(triple)
    else result.set(row.id, [triple])
  }
  return result
}

export interface RelationChange {
  originId: number
  before: Triple[]
  after: Triple[]
}

const columns = { origin_id: 'int', source_id: 'int', type_id: 'int', target_id: 'int' } as const

/** Writes the difference; what goes is kept in `catalog_past_relations` for reads of the past. */
export async function saveRelations(
  context: WriteContext,
  changes: RelationChange[],
  refIds: Map<string, number>,
): Promise<void> {
  const typeIds = await internRelationTypes(
    context,
    changes.flatMap((change) => [...change.before, ...change.after].map(([, type]) => type)),
  )
  const added: number[][] = []
  const removed: number[][] = []
  for (const { originId, before, after } of changes) {
    const old = new Map(before.map((triple) => [triple.join(' '), triple]))
    const seen = new Set<string>()
    for (const triple of after) {
      const key = triple.join(' ')
      if (seen.has(key)) continue
      seen.add(key)
      if (!old.delete(key)) added.push(row(originId, triple, refIds, typeIds))
    }
    for (const triple of old.values()) removed.push(row(originId, triple, refIds, typeIds))
  }
  const { dialect, now } = context
  if (removed.length > 0) {
    const gone = dialect.rows(removed, columns)
    await write(
      context,
      sql`
      insert into catalog_past_relations (origin_id, source_id, type_id, target_id, since, until)
      select l.origin_id, l.source_id, l.type_id, l.target_id, l.since, cast(${now} as bigint)
      from ${gone} as r join catalog_relations l on l.origin_id = r.origin_id and l.source_id = r.source_id
      and l.type_id = r.type_id and l.target_id = r.target_id`,
    )
    await write(
      context,
      sql`
      delete from catalog_relations where (origin_id, source_id, type_id, target_id) in
      (select r.origin_id, r.source_id, r.type_id, r.target_id from ${gone} as r)`,
    )
  }
  if (added.length > 0) {
    await write(
      context,
      sql`
      insert into catalog_relations (origin_id, source_id, type_id, target_id, since)
      select r.origin_id, r.source_id, r.type_id, r.target_id, cast(${now} as bigint)
      from ${dialect.rows(added, columns)} as r`,
    )
  }
}

function row(originId: number, triple: Triple, refIds: Map<string, number>, typeIds: Map<string, number>) {
  const [source, type, target] = triple
  return [originId, refIds.get(source)!, typeIds.get(type)!, refIds.get(target)!]
}
