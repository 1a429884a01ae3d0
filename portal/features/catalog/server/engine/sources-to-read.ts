import type { Database } from '@callboard/sdk'

/**
 * Ids of the sources that an entity comes from: of every file that declares it, whoever wins. A scan starts at
 * the root, so the Locations above the entity are read again as well.
 */
export async function sourcesToRead(db: Database, ref: string): Promise<string[]> {
  const rows = await db.all<{ id: string }>(
    `select distinct s.id from catalog_entities e join catalog_sources s on s.id = e.source_id where e.ref = ?
     union select distinct s.id from catalog_refs r join catalog_claims c on c.ref_id = r.id
     join catalog_files f on f.id = c.file_id join catalog_sources s on s.id = f.source_id
     where r.ref = ? and exists (select 1 from catalog_entities e where e.id = r.id)`,
    [ref, ref],
  )
  return rows.map((row) => row.id)
}
