import type { Database } from '@callboard/sdk'

/**
 * Ids of the sources that entities come from: of every file that declares them, whoever wins. A scan starts at
 * the root, so the Locations above the entities are read again as well.
 */
export async function sourcesToRead(db: Database, refs: readonly string[]): Promise<string[]> {
  const wanted = db.dialect.rowsText({ ref: 'text' })
  const value = db.dialect.rowsValue(refs.map((ref) => [ref]))
  const rows = await db.all<{ id: string }>(
    `select distinct s.id from ${wanted} as w cross join catalog_entities e cross join catalog_sources s
     where e.ref = w.ref and s.id = e.source_id
     union select distinct s.id from ${wanted} as w cross join catalog_entities e cross join catalog_claims c
     cross join catalog_files f cross join catalog_sources s
     where e.ref = w.ref and c.ref_id = e.id and f.id = c.file_id and s.id = f.source_id`,
    [value, value],
  )
  return rows.map((row) => row.id)
}
