import { sql } from 'kysely'
import { byPreference } from './claims.ts'
import { conflictName, deleteProblems } from './problems.ts'
import type { Plan } from './settle.ts'
import { idRows, type WriteContext, write } from './write-context.ts'

/** Two files declare the same ref. */
export interface Conflict {
  ref: string
  /** Location of the file whose entity is in the catalog. */
  existing: string
  /** Location of the file whose document waits. */
  refused: string
}

const columns = {
  source_id: 'text',
  file_id: 'int',
  ref_id: 'int',
  message: 'text',
  file: 'text',
  line: 'int',
} as const

interface ConflictRow {
  fileId: number
  refId: number
  sourceId: string
  message: string
  /** Where the refused document starts. */
  line: number | null
  conflict: Conflict
}

type StoredConflict = Pick<ConflictRow, 'fileId' | 'refId' | 'message' | 'line'> & { id: number }

const keyOf = ({ fileId, refId, line, message }: Omit<StoredConflict, 'id'>) =>
  `${fileId} ${refId} ${line} ${message}`

/** Brings the conflict problems of some refs up to date; answers those that are new. */
export async function saveConflicts(context: WriteContext, plans: Plan[]): Promise<Conflict[]> {
  const { trx, dialect, now } = context
  const wanted = new Map<string, ConflictRow>()
  for (const plan of plans) for (const row of conflictsOf(plan)) wanted.set(keyOf(row), row)
  const { rows } = await sql<StoredConflict>`
    select p.id, p.file_id as "fileId", p.ref_id as "refId", p.message, p.line
    from ${idRows(
      dialect,
      plans.map((plan) => plan.id),
    )} as r
    join catalog_problems p on p.ref_id = r.id where p.name = ${conflictName}`.execute(trx)
  const gone = rows.filter((row) => !wanted.delete(keyOf(row)))
  await deleteProblems(context, gone)
  const added = [...wanted.values()]
  if (added.length === 0) return []
  const values = added.map((row) => [
    row.sourceId,
    row.fileId,
    row.refId,
    row.message,
    row.conflict.refused,
    row.line,
  ])
  await write(
    context,
    sql`
    insert into catalog_problems (source_id, file_id, ref_id, severity, name, message, hint, file, line, first_seen_at)
    select r.source_id, r.file_id, r.ref_id, 'error', cast(${conflictName} as text), r.message,
      cast(${hint} as text), r.file, r.line, cast(${now} as bigint)
    from ${dialect.rows(values, columns)} as r where true`,
  )
  return added.map((row) => row.conflict)
}

const hint = 'Rename one of the two entities, or remove one of the two files.'

/** The same file reached from two sources is no conflict; two documents of one file are. */
function conflictsOf({ id, ref, winner, losers, lineOf }: Plan): ConflictRow[] {
  if (!winner) return []
  const result: ConflictRow[] = []
  for (const loser of losers.toSorted(byPreference)) {
    if (loser.location === winner.location && loser.fileId !== winner.fileId) continue
    const place = loser.fileId === winner.fileId ? `${winner.location} (a later document)` : winner.location
    result.push({
      fileId: loser.fileId,
      refId: id,
      sourceId: loser.sourceId,
      message: `Detected conflicting entityRef ${ref} already referenced by ${place} and now also ${loser.location}`,
      line: lineOf(loser),
      conflict: { ref, existing: winner.location, refused: loser.location },
    })
  }
  return result
}
