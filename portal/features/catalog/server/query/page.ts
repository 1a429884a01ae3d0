import type { Database, SqlValue } from '@callboard/sdk'
import { bind } from './bind.ts'
import { startOf, test, without } from './compile.ts'
import type { Condition } from './condition.ts'
import { beyond, orderBy, type SortColumn } from './order.ts'
import { all, join, raw, type Sql, sql } from './sql-text.ts'

/** Which entities, in which order, from where. */
export interface PageRequest {
  condition: Condition
  sort: readonly SortColumn[]
  /** Sort values of the entity the page starts after (or ends before, when `backwards`). */
  from: readonly SqlValue[] | null
  backwards: boolean
  limit: number
  offset: number
}

export interface PageRow {
  id: number
  /** The values of the sort columns, for the next cursor. */
  keys: (string | null)[]
}

// Up to here, sorting all matches is quicker than walking an index and testing each entity.
const sortAtMost = 2000

/**
 * The ids of one page. Starts from the smallest set the condition names when that is small, otherwise
 * walks the index of the order and stops when the page is full: never reads what the page does not show.
 */
export async function readPage(db: Database, request: PageRequest): Promise<PageRow[]> {
  if (request.limit <= 0) return []
  const bound = await bind(db, request.condition)
  const start = startOf(db, bound, sortAtMost)
  if (start?.count === 0) return []
  const rest = start ? without(bound, start.leaf) : bound
  const tests: Sql[] = [test(db, rest, { id: 'e.id', in: 'entities' })]
  if (start) tests.push(raw('e.id = d.id'))
  for (const column of request.sort) if (column.required) tests.push(sql`${column.value} is not null`)
  if (request.from) tests.push(beyond(request.sort, request.from, request.backwards))
  const tables = start ? sql`(${start.ids}) as d cross join catalog_entities e` : raw('catalog_entities e')
  const joins = join(
    request.sort.flatMap((column) => (column.join ? [column.join] : [])),
    ' ',
  )
  const keys = join(
    request.sort.map((column, index) => sql`${column.value} as ${raw(`k${index}`)}`),
    ', ',
  )
  const rows = await all<Record<string, string | number | null>>(
    db,
    sql`select e.id as id, ${keys} from ${tables} ${joins} where ${join(tests, ' and ')}
      order by ${orderBy(request.sort, request.backwards)} limit ${request.limit} offset ${request.offset}`,
  )
  const page = rows.map((row) => ({
    id: Number(row.id),
    keys: request.sort.map((_, index) => textOf(row[`k${index}`])),
  }))
  return request.backwards ? page.reverse() : page
}

/** How many entities match: counted on posting lists, without touching the entities where possible. */
export async function countMatches(db: Database, condition: Condition): Promise<number> {
  const bound = await bind(db, condition)
  const start = startOf(db, bound, Number.MAX_SAFE_INTEGER)
  if (!start) {
    const tested = test(db, bound, { id: 'e.id', in: 'entities' })
    return count(db, sql`select count(*) as n from catalog_entities e where ${tested}`)
  }
  const tests = [test(db, without(bound, start.leaf), { id: 'd.id', in: 'postings' })]
  if (!start.entitiesOnly) tests.push(raw('exists (select 1 from catalog_entities x where x.id = d.id)'))
  return count(db, sql`select count(*) as n from (${start.ids}) as d where ${join(tests, ' and ')}`)
}

async function count(db: Database, query: Sql): Promise<number> {
  const [row] = await all<{ n: number }>(db, query)
  return Number(row?.n ?? 0)
}

function textOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
