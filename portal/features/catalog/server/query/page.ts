import { setImmediate } from 'node:timers/promises'
import type { Database, SqlValue } from '@callboard/sdk'
import { type Condition, oneOf } from './condition.ts'
import { groupedPage } from './grouped-page.ts'
import { has, type IdSet, idsIn, sizeOf } from './id-set.ts'
import { beyond, orderBy, type SortColumn } from './order.ts'
import { type Narrowed, pageByName } from './page-by-name.ts'
import type { Scope } from './scope.ts'
import { select } from './select.ts'
import { all, join, list, raw, type Sql, sql } from './sql-text.ts'

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

// Reading a match to sort it costs about as much as ten steps along an index; without an index, sorting more
// than this many matches is worth any other way.
const stepsPerRead = 10
const sortAtMost = 2000
const indexed = new Set(['e.name', 'e.uid', 'e.ref'])

/**
 * The ids of one page: few matches are sorted; many are met by walking an index in the order of the page,
 * until it is full.
 */
export async function readPage(scope: Scope, request: PageRequest): Promise<PageRow[]> {
  if (request.limit <= 0) return []
  const set = await select(scope.sets, request.condition)
  const matching = sizeOf(set)
  if (matching === 0) return []
  const page = await pageOf(scope, set, matching, request)
  return request.backwards ? page.reverse() : page
}

async function pageOf(scope: Scope, set: IdSet, matching: number, request: PageRequest): Promise<PageRow[]> {
  const { db } = scope
  if (matching <= sortAtMost) {
    const { ids, offset } = await toSort(scope, idsIn(set), request)
    if (ids.length <= sortedAtMost(set, request)) return sorted(db, ids, { ...request, offset })
  }
  const [first, tie] = request.sort
  if (first?.terms && tie && request.sort.length === 2 && !first.nullable) {
    return groupedPage(db, set, { ...request, field: first, terms: first.terms })
  }
  return walk(scope, set, matching, request)
}

/** The matches that must be read to find the page among them. */
async function toSort({ sets }: Scope, ids: number[], request: PageRequest): Promise<Narrowed> {
  const { sort, backwards, from, limit, offset } = request
  const [first] = sort
  if (first?.value.text !== 'e.name') return { ids, offset }
  const ascending = (first.order === 'asc') !== backwards
  return pageByName(sets, ids, { ascending, from: from?.[0] ?? undefined, limit, offset })
}

async function sorted(db: Database, ids: readonly number[], request: PageRequest): Promise<PageRow[]> {
  if (ids.length === 0) return []
  const { limit, offset } = request
  const tables = sql`${list(db, ids)} as w cross join catalog_entities e`
  const rows = await rowsOf(db, request, { tables, where: raw('e.id = w.v'), limit, offset })
  return rows.map((row) => pageRow(row, request))
}

/** Up to how many matches are sorted: fewer when an index gives the order and matches are met often on it. */
function sortedAtMost(set: IdSet, { sort, limit, offset }: PageRequest): number {
  if (!indexed.has(sort[0]?.value.text ?? '')) return sortAtMost
  const ids = set.length * 32
  return Math.min(sortAtMost, Math.sqrt((ids * (limit + offset)) / stepsPerRead))
}

/** How many entities match. */
export async function countMatches(scope: Scope, condition: Condition): Promise<number> {
  return sizeOf(await select(scope.sets, condition))
}

/** Goes through all entities in order, in growing steps, and keeps those in the set. */
async function walk(
  { db, sets }: Scope,
  set: IdSet,
  matching: number,
  request: PageRequest,
): Promise<PageRow[]> {
  const { limit, offset } = request
  const kind = kindOf(request)
  const where = kind === null ? raw('1 = 1') : sql`e.kind = ${kind}`
  const all = kind === null ? await sets.everything() : await select(sets, oneOf('kind', [kind]))
  const page: PageRow[] = []
  let skip = offset
  let from = request.from
  // A third more than what fills the page when matches lie evenly.
  let step = Math.min(10_000, Math.ceil(((limit + offset) * sizeOf(all) * 1.3) / matching) + 32)
  for (;;) {
    const rows = await rowsOf(
      db,
      { ...request, from },
      { tables: raw('catalog_entities e'), where, limit: step, offset: 0 },
    )
    for (const row of rows) {
      if (!has(set, Number(row.id))) continue
      if (skip > 0) skip -= 1
      else if (page.push(pageRow(row, request)) === limit) return page
    }
    const last = rows.at(-1)
    if (!last || rows.length < step) return page
    from = pageRow(last, request).keys
    step = Math.min(10_000, step * 4)
    await setImmediate()
  }
}

/** By name there is an index for each kind. */
function kindOf({ condition, sort }: PageRequest): string | null {
  if (sort[0]?.value.text !== 'e.name') return null
  const parts = condition.is === 'all' ? condition.of : [condition]
  const kind = parts.find((part) => part.is === 'in' && part.key === 'kind')
  return kind?.is === 'in' && kind.values.length === 1 ? (kind.values[0] ?? null) : null
}

/** The id, and the sort values as `k0`, `k1`, …: most rows of a walk are looked at and left. */
type Row = Record<string, string | number | null>

function rowsOf(
  db: Database,
  request: Pick<PageRequest, 'sort' | 'from' | 'backwards'>,
  of: { tables: Sql; where: Sql; limit: number; offset: number },
): Promise<Row[]> {
  const { sort, from, backwards } = request
  const tests: Sql[] = [of.where]
  for (const column of sort) if (column.required) tests.push(sql`${column.value} is not null`)
  if (from) tests.push(beyond(sort, from, backwards))
  const joins = join(
    sort.flatMap((column) => (column.join ? [column.join] : [])),
    ' ',
  )
  const keys = join(
    sort.map((column, index) => sql`${column.value} as ${raw(`k${index}`)}`),
    ', ',
  )
  return all<Row>(
    db,
    sql`select e.id as id, ${keys} from ${of.tables} ${joins} where ${join(tests, ' and ')}
      order by ${orderBy(sort, backwards)} limit ${of.limit} offset ${of.offset}`,
  )
}

function pageRow(row: Row, { sort }: Pick<PageRequest, 'sort'>): PageRow {
  return { id: Number(row.id), keys: sort.map((_, index) => textOf(row[`k${index}`])) }
}

function textOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
