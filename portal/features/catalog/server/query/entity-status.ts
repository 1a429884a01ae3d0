import type { Database } from '@callboard/sdk'
import type { StatusItem } from '@callboard/sdk/model'
import { all, list, sql } from './sql-text.ts'

interface ProblemOfEntity {
  id: number
  severity: 'error' | 'warning' | 'info'
  name: string
  message: string
  hint: string | null
  file: string | null
  line: number | null
  column: number | null
}

/** What is wrong with entities, as status items, by entity id. Where a problem shows: store/tables.ts. */
export async function readStatus(db: Database, ids: readonly number[]): Promise<Map<number, StatusItem[]>> {
  const rows = await all<ProblemOfEntity & { problem: number }>(
    db,
    sql`select e.id as id, p.id as problem, p.severity, p.name, p.message, p.hint, p.file, p.line, p."column"
        from ${list(db, ids)} as w cross join catalog_entities e cross join catalog_problems p
        where e.id = w.v and p.file_id = e.file_id and (p.ref_id is null or p.ref_id = e.id)
      union
      select x.ref_id as id, p.id as problem, p.severity, p.name, p.message, p.hint, p.file, p.line, p."column"
        from ${list(db, ids)} as w cross join catalog_file_parents x cross join catalog_problems p
        where x.ref_id = w.v and p.file_id = x.file_id and (p.ref_id is null or not exists
          (select 1 from catalog_entities o where o.id = p.ref_id and o.file_id = p.file_id))`,
  )
  const found = new Map<number, StatusItem[]>()
  for (const row of rows.sort(byPlace)) {
    const items = found.get(Number(row.id))
    if (items) items.push(statusItem(row))
    else found.set(Number(row.id), [statusItem(row)])
  }
  return found
}

// As one reads the files: ids tell only which of them was read first, and databases sort nulls differently.
function byPlace(a: ProblemOfEntity & { problem: number }, b: typeof a): number {
  const [one, other] = [a.file ?? '', b.file ?? '']
  if (one !== other) return one < other ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || a.problem - b.problem
}

/** The type of every status item that the catalog itself makes. */
const processingStatus = 'backstage.io/catalog-processing'

function statusItem({ severity, name, message, hint, file, line, column }: ProblemOfEntity): StatusItem {
  return {
    type: processingStatus,
    level: severity,
    message: `${name}: ${message}`,
    error: {
      name,
      message,
      ...(hint !== null && { hint }),
      ...(file !== null && { file }),
      ...(line !== null && { line: Number(line) }),
      ...(column !== null && { column: Number(column) }),
    },
  }
}
