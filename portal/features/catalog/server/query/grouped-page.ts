import { setImmediate } from 'node:timers/promises'
import type { Database, SqlValue } from '@callboard/sdk'
import { add, eachId, emptySet, has, type IdSet, idsIn, sizeOf } from './id-set.ts'
import type { SortColumn } from './order.ts'
import type { PageRow } from './page.ts'
import { all, list, raw, sql } from './sql-text.ts'

/**
 * A page sorted by a field that has no index of its own: its values are gone through in order by their terms,
 * each with the entities that have it, and only the entities of the page are read.
 */
export interface GroupedRequest {
  field: SortColumn
  /** Key of the field's terms. */
  term: string
  from: readonly SqlValue[] | null
  backwards: boolean
  limit: number
  offset: number
}

interface Edge {
  value: SqlValue
  uid: SqlValue
}

const fewMembers = 2000

export async function groupedPage(db: Database, set: IdSet, request: GroupedRequest): Promise<PageRow[]> {
  const { field, limit } = request
  const ascending = (field.order === 'asc') !== request.backwards
  const edge: Edge | null = request.from && { value: request.from[0] ?? '', uid: request.from[1] ?? '' }
  const page: PageRow[] = []
  let skip = request.offset
  let from = edge?.value ?? null
  let inclusive = true
  for (let step = 2; ; step = Math.min(2000, step * 4)) {
    const groups = await readGroups(db, request.term, { from, inclusive, ascending, step })
    for (const { value, ids } of groups) {
      const members = membersOf(ids, set)
      const size = sizeOf(members)
      if (size === 0) continue
      const after = edge && edge.value === value ? edge.uid : null
      const needed = limit - page.length + skip
      const found =
        size <= fewMembers
          ? await sortMembers(db, members, { field, value, after, ascending })
          : await walkMembers(db, members, { after, ascending, needed })
      for (const { id, uid } of found) {
        if (skip > 0) skip -= 1
        else if (page.push({ id, keys: [value, uid] }) === limit) return page
      }
    }
    const last = groups.at(-1)
    if (!last || groups.length < step) return page
    from = last.value
    inclusive = false
    await setImmediate()
  }
}

interface Group {
  value: string
  ids: string
}

function readGroups(
  db: Database,
  term: string,
  {
    from,
    inclusive,
    ascending,
    step,
  }: { from: SqlValue; inclusive: boolean; ascending: boolean; step: number },
): Promise<Group[]> {
  const sign = raw((ascending ? '>' : '<') + (inclusive ? '=' : ''))
  const start = from === null ? raw('') : sql`and value ${sign} ${from}`
  const direction = raw(ascending ? 'asc' : 'desc')
  return all<Group>(
    db,
    sql`select v.value as value, string_agg(cast(p.entity_id as text), ',') as ids
      from (select distinct value from catalog_terms where key = ${term} and is_null = 0 ${start}
        order by value ${direction} limit ${step}) as v
      cross join catalog_terms t cross join catalog_postings p
      where t.key = ${term} and t.value = v.value and t.is_null = 0 and p.term_id = t.id
      group by v.value order by v.value ${direction}`,
  )
}

function membersOf(ids: string, set: IdSet): IdSet {
  const members = emptySet(set.length * 32 - 1)
  eachId(ids, (id) => {
    if (has(set, id)) add(members, id)
  })
  return members
}

interface Member {
  id: number
  uid: string
}

/** A list as value (of a custom kind) leaves terms too, but has no place in the order: the column tells. */
async function sortMembers(
  db: Database,
  members: IdSet,
  of: { field: SortColumn; value: string; after: SqlValue; ascending: boolean },
): Promise<Member[]> {
  const sign = raw(of.ascending ? '>' : '<')
  const from = of.after === null ? raw('') : sql`and e.uid ${sign} ${of.after}`
  const rows = await all<Member>(
    db,
    sql`select e.id, e.uid from ${list(db, idsIn(members))} as w cross join catalog_entities e
      where e.id = w.v and ${of.field.value} = ${of.value} ${from}
      order by e.uid ${raw(of.ascending ? 'asc' : 'desc')}`,
  )
  return rows.map(({ id, uid }) => ({ id: Number(id), uid }))
}

async function walkMembers(
  db: Database,
  members: IdSet,
  of: { after: SqlValue; ascending: boolean; needed: number },
): Promise<Member[]> {
  const found: Member[] = []
  const sign = raw(of.ascending ? '>' : '<')
  let after = of.after
  for (let step = 256; ; step = Math.min(10_000, step * 4)) {
    const from = after === null ? raw('') : sql`where uid ${sign} ${after}`
    const rows = await all<Member>(
      db,
      sql`select id, uid from catalog_entities ${from}
        order by uid ${raw(of.ascending ? 'asc' : 'desc')} limit ${step}`,
    )
    for (const { id, uid } of rows) {
      if (has(members, Number(id)) && found.push({ id: Number(id), uid }) >= of.needed) return found
    }
    const last = rows.at(-1)
    if (!last || rows.length < step) return found
    after = last.uid
  }
}
