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

/** The groups a user belongs to and those above them, through any number of steps; empty for an unknown user. */
export async function groupsAbove(db: Database, userRef: string): Promise<string[]> {
  const rows = await db.all<{ ref: string }>(
    `with recursive above(id) as (
       select r.target_id from catalog_entities e cross join catalog_relations r
         cross join catalog_relation_types y
       where e.ref = ? and r.source_id = e.id and y.id = r.type_id and y.type = 'memberOf'
       union
       select r.target_id from above a cross join catalog_relations r cross join catalog_relation_types y
       where r.source_id = a.id and y.id = r.type_id and y.type = 'childOf')
     select f.ref as ref from above a cross join catalog_refs f where f.id = a.id order by f.ref`,
    [userRef.toLowerCase()],
  )
  return rows.map((row) => row.ref)
}
