import type { Problem } from '@callboard/sdk/model'
import { sql } from 'kysely'
import { storable } from './storable.ts'
import { idRows, type WriteContext, write } from './write-context.ts'

/** A problem of a file; `ref` when it concerns one document that can be told. */
export type FileProblem = Problem & { ref?: string }

/** Problems of this name come from claims (`conflicts.ts`), not from what is read in a file. */
export const conflictName = 'ConflictError'

interface StoredProblem {
  id: number
  fileId: number
  refId: number | null
  severity: string
  name: string
  message: string
  hint: string | null
  file: string | null
  line: number | null
  column: number | null
}

const columns = {
  source_id: 'text',
  file_id: 'int',
  ref_id: 'int',
  severity: 'text',
  name: 'text',
  message: 'text',
  hint: 'text',
  file: 'text',
  line: 'int',
  column_number: 'int',
} as const

/** Makes the stored problems of some files equal to the given ones. Rows that stay are not touched. */
export async function saveProblems(
  context: WriteContext,
  sourceId: string,
  files: Map<number, FileProblem[]>,
  refIds: Map<string, number>,
): Promise<void> {
  const { trx, dialect, now } = context
  const { rows } = await sql<StoredProblem>`
    select p.id, p.file_id as "fileId", p.ref_id as "refId", p.severity, p.name, p.message, p.hint, p.file,
      p.line, p."column"
    from ${idRows(dialect, [...files.keys()])} as r
    join catalog_problems p on p.file_id = r.id where p.name <> ${conflictName}`.execute(trx)
  const stored = new Map(rows.map((row) => [keyOf(row), row.id]))
  const added = new Map<string, (string | number | null)[]>()
  const kept = new Set<number>()
  for (const [fileId, problems] of files) {
    for (const problem of problems) {
      const row = rowOf(fileId, problem, refIds)
      const id = stored.get(keyOf(row))
      if (id !== undefined) kept.add(id)
      else added.set(keyOf(row), [sourceId, fileId, ...fieldsOf(row)])
    }
  }
  const gone = rows.filter((row) => !kept.has(row.id))
  await deleteProblems(context, gone)
  if (added.size === 0) return
  const values = dialect.rows([...added.values()], columns)
  await write(
    context,
    sql`
    insert into catalog_problems (source_id, file_id, ref_id, severity, name, message, hint, file, line, "column",
      first_seen_at)
    select r.source_id, r.file_id, r.ref_id, r.severity, r.name, r.message, r.hint, r.file, r.line,
      r.column_number, cast(${now} as bigint)
    from ${values} as r where true`,
  )
}

/** Deletes problems by id. */
export async function deleteProblems(context: WriteContext, gone: readonly { id: number }[]): Promise<void> {
  if (gone.length === 0) return
  const ids = idRows(
    context.dialect,
    gone.map((row) => row.id),
  )
  await write(context, sql`delete from catalog_problems where id in (select r.id from ${ids} as r)`)
}

const longestMessage = 5_000

function rowOf(fileId: number, problem: FileProblem, refIds: Map<string, number>): Omit<StoredProblem, 'id'> {
  return {
    fileId,
    refId: problem.ref === undefined ? null : (refIds.get(storable(problem.ref)) ?? null),
    severity: problem.severity,
    name: problem.name,
    message: storable(problem.message).slice(0, longestMessage),
    hint: problem.hint === undefined ? null : storable(problem.hint),
    file: problem.at?.file === undefined ? null : storable(problem.at.file),
    line: problem.at?.line ?? null,
    column: problem.at?.column ?? null,
  }
}

function fieldsOf(row: Omit<StoredProblem, 'id'>) {
  const { refId, severity, name, message, hint, file, line, column } = row
  return [refId, severity, name, message, hint, file, line, column]
}

function keyOf(row: Omit<StoredProblem, 'id'>): string {
  return JSON.stringify([row.fileId, ...fieldsOf(row)])
}
