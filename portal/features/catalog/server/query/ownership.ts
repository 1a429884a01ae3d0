import type { Database } from '@callboard/sdk'

/**
 * The groups a user belongs to, whether the user or the group says so; undefined when the catalog does not
 * know the user.
 */
export async function groupsOf(db: Database, userRef: string): Promise<string[] | undefined> {
  const ref = userRef.toLowerCase()
  const user = await db.get<{ id: number }>('select id from catalog_entities where ref = ?', [ref])
  if (!user) return undefined
  const rows = await db.all<{ ref: string }>(
    `select distinct f.ref as ref from catalog_relations r cross join catalog_relation_types y
       cross join catalog_refs f
     where r.source_id = ? and y.id = r.type_id and y.type = 'memberOf' and f.id = r.target_id order by f.ref`,
    [Number(user.id)],
  )
  return rows.map((row) => row.ref)
}
