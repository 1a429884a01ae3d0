import type { Database } from '@callboard/sdk'
import { z } from 'zod'
import type { ProblemAnswer, ProblemCounts } from '../../api.ts'
import { allOf, isEverything, relation } from './condition.ts'
import { decode, encodeCursor } from './cursor.ts'
import { idsIn } from './id-set.ts'
import type { Scope } from './scope.ts'
import { select } from './select.ts'
import { all, join, list, raw, type Sql, sql } from './sql-text.ts'

export interface ProblemsRequest {
  entityRef: string | null
  /** Refs of owners; null is anybody. */
  owners: string[] | null
  sourceId: string | null
  severity: ProblemAnswer['severity'] | null
  limit: number
  cursor: string | null
}

const place = z.object({ id: z.number() })

interface ProblemRow extends Omit<ProblemAnswer, 'firstSeenAt' | 'id'> {
  id: number
  firstSeenAt: number
}

/** Problems, newest first; those of one entity are the ones in its `status`. */
export async function readProblems(scope: Scope, request: ProblemsRequest) {
  const { db } = scope
  const tests = [raw('1 = 1')]
  if (request.sourceId !== null) tests.push(sql`p.source_id = ${request.sourceId}`)
  if (request.severity !== null) tests.push(sql`p.severity = ${request.severity}`)
  if (request.entityRef !== null) tests.push(shownOn(request.entityRef.toLowerCase()))
  if (request.owners !== null) tests.push(await onOwned(scope, request.owners))
  if (!isEverything(scope.visible)) tests.push(await onlyVisible(scope))
  const totalItems = await count(db, join(tests, ' and '))
  if (request.cursor !== null) tests.push(sql`p.id < ${decode(request.cursor, place).id}`)
  const rows = await all<ProblemRow>(
    db,
    sql`select p.id, p.severity, p.name, p.message, p.hint, p.file, p.line, p."column", f.location, r.ref as "entityRef",
        p.source_id as "sourceId", p.first_seen_at as "firstSeenAt"
      from catalog_problems p left join catalog_files f on f.id = p.file_id left join catalog_refs r on r.id = p.ref_id
      where ${join(tests, ' and ')} order by p.id desc limit ${request.limit + 1}`,
  )
  const page = rows.slice(0, request.limit)
  const last = page.at(-1)
  return {
    items: page.map(answerOf),
    totalItems,
    pageInfo:
      last && rows.length > request.limit ? { nextCursor: encodeCursor({ id: Number(last.id) }) } : {},
  }
}

/** The problems in an entity's status (see store/tables.ts), and all of a file its Location points to. */
function shownOn(ref: string): Sql {
  return sql`(exists (select 1 from catalog_entities e where e.ref = ${ref} and e.file_id = p.file_id
      and (p.ref_id is null or p.ref_id = e.id))
    or p.ref_id = (select id from catalog_refs where ref = ${ref})
    or p.file_id in (select x.file_id from catalog_file_parents x
      where x.ref_id = (select id from catalog_refs where ref = ${ref})))`
}

/** The problems in the status of entities that one of these owns. */
async function onOwned({ db, sets, visible }: Scope, owners: string[]): Promise<Sql> {
  const ids = idsIn(await select(sets, allOf([relation(['ownedBy'], owners), visible])))
  if (ids.length === 0) return raw('1 = 0')
  return sql`exists (select 1 from ${list(db, ids)} as w join catalog_entities e on e.id = w.v
    where p.ref_id = e.id or (p.ref_id is null and p.file_id = e.file_id))`
}

/** Which problems `p` the reader may see. */
export async function onlyVisible({ db, sets, visible }: Scope): Promise<Sql> {
  const ids = idsIn(await select(sets, visible))
  if (ids.length === 0) return raw('1 = 0')
  // What is about one entity shows with it; what is about a file, or a document that is none, with the file.
  return sql`(p.ref_id in (select w.v from ${list(db, ids)} as w)
    or (exists (select 1 from catalog_entities e where e.file_id = p.file_id
        and e.id in (select w.v from ${list(db, ids)} as w))
      and not exists (select 1 from catalog_entities h where h.id = p.ref_id)))`
}

/** How many problems of each severity the caller may see. */
export async function countProblems(scope: Scope): Promise<ProblemCounts> {
  const counts = { error: 0, warning: 0, info: 0 }
  const where = isEverything(scope.visible) ? raw('1 = 1') : await onlyVisible(scope)
  const rows = await all<{ severity: keyof ProblemCounts; n: number }>(
    scope.db,
    sql`select p.severity, count(*) as n from catalog_problems p where ${where} group by p.severity`,
  )
  for (const { severity, n } of rows) counts[severity] = Number(n)
  return counts
}

async function count(db: Database, where: Sql): Promise<number> {
  const [row] = await all<{ n: number }>(db, sql`select count(*) as n from catalog_problems p where ${where}`)
  return Number(row?.n ?? 0)
}

function answerOf(row: ProblemRow): ProblemAnswer {
  return {
    id: String(row.id),
    severity: row.severity,
    name: row.name,
    message: row.message,
    hint: row.hint,
    file: row.file,
    line: row.line === null ? null : Number(row.line),
    column: row.column === null ? null : Number(row.column),
    location: row.location,
    entityRef: row.entityRef,
    sourceId: row.sourceId,
    firstSeenAt: new Date(Number(row.firstSeenAt)).toISOString(),
  }
}
