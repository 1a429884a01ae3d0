import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '@callboard/sdk'
import type { Include } from '../ingest/types.ts'
import type { StoredTarget } from '../store/index.ts'

/** A file of a source as it was stored by the last scan. */
export interface KnownFile {
  id: number
  location: string
  etag: string | null
  contentHash: string | null
  state: 'ok' | 'failing' | 'missing'
  targets: StoredTarget[]
  includes: Include[]
  /** Which Locations pointed to it: `parentKey` → id of the Location's ref. */
  parents: Map<string, number>
}

interface Row extends Omit<KnownFile, 'targets' | 'includes' | 'parents'> {
  targets: string | null
  includes: string | null
}

const pageSize = 2_000

/** All files of a source by location, read in pages so that others get a turn. */
export async function loadKnownFiles(db: Database, sourceId: string): Promise<Map<string, KnownFile>> {
  const known = new Map<string, KnownFile>()
  let after = ''
  for (;;) {
    const rows = await db.all<Row>(
      `select id, location, etag, content_hash as "contentHash", state, targets, includes from catalog_files
       where source_id = ? and location > ? order by location limit ${pageSize}`,
      [sourceId, after],
    )
    const last = rows.at(-1)
    if (!last) return known
    const byId = new Map<number, KnownFile>()
    for (const row of rows) {
      const file = {
        ...row,
        targets: listOf(row.targets),
        includes: listOf(row.includes),
        parents: new Map(),
      }
      known.set(row.location, file as KnownFile)
      byId.set(row.id, file as KnownFile)
    }
    const edges = await db.all<{ fileId: number; parentId: number; refId: number; ref: string }>(
      `select p.file_id as "fileId", p.parent_id as "parentId", p.ref_id as "refId", r.ref
       from catalog_files f join catalog_file_parents p on p.file_id = f.id join catalog_refs r on r.id = p.ref_id
       where f.source_id = ? and f.location > ? and f.location <= ?`,
      [sourceId, after, last.location],
    )
    for (const edge of edges)
      byId.get(edge.fileId)?.parents.set(parentKey(edge.parentId, edge.ref), edge.refId)
    after = last.location
    await nextTurn()
  }
}

/** Names an edge to a file: the Location `ref`, which stands in file `parentId`. */
export function parentKey(parentId: number, ref: string): string {
  return `${parentId} ${ref}`
}

export function parseParentKey(key: string): { fileId: number; ref: string } {
  const space = key.indexOf(' ')
  return { fileId: Number(key.slice(0, space)), ref: key.slice(space + 1) }
}

function listOf(json: string | null): unknown[] {
  return json === null || json === '[]' ? [] : (JSON.parse(json) as unknown[])
}
