import { setImmediate } from 'node:timers/promises'
import type { Database, SqlValue } from '@callboard/sdk'
import { add, eachId, emptySet, has, type IdSet } from './id-set.ts'
import type { SortColumn } from './order.ts'
import type { PageRow } from './page.ts'
import { all, list, raw, sql } from './sql-text.ts'

/**
 * A page sorted by a field that has no index of its own: its values are gone through in order by their terms,
 * each with the entities that have it, and only the entities of the page are read.
 */
export interface GroupedRequest {
  field: SortColumn
  terms: NonNullable<SortColumn['terms']>
  /** Value and uid of the entity the page starts after, or ends before when `backwards`. */
  from: readonly SqlValue[] | null
  backwards: boolean
  limit: number
  offset: number
}

interface Group {
  value: string
  members: number[]
}

const fewMembers = 2000

export async function groupedPage(db: Database, set: IdSet, request: GroupedRequest): Promise<PageRow[]> {
  const { field, terms, limit } = request
  const ascending = (field.order === 'asc') !== request.backwards
  const [edge = null, edgeUid = null] = request.from ?? []
  const groups = terms.several
    ? everyGroup(db, set, request)
    : groupsFrom(db, set, terms.key, edge, ascending)
  const column = terms.several ? null : field
  const page: PageRow[] = []
  let skip = request.offset
  const isFull = (found: readonly PageRow[]): boolean => {
    for (const row of found) {
      if (skip > 0) skip -= 1
      else if (page.push(row) === limit) return true
    }
    return false
  }
  let small: Group[] = []
  let waiting = 0
  const flush = async (): Promise<PageRow[]> => {
    const ready = small
    small = []
    waiting = 0
    return ready.length === 0 ? [] : sortGroups(db, ready, { column, edge, edgeUid, ascending })
  }
  for await (const group of groups) {
    const { value, members } = group
    if (edge !== null && value !== edge && value < String(edge) === ascending) continue
    if (members.length <= fewMembers) {
      small.push(group)
      waiting += members.length
      // The first group may lose members to the edge, so a few more than needed are gathered.
      if (waiting < limit - page.length + skip + 1) continue
      if (isFull(await flush())) return page
      continue
    }
    if (isFull(await flush())) return page
    const after = value === edge ? edgeUid : null
    const needed = limit - page.length + skip
    if (isFull(await walkGroup(db, group, set, { after, ascending, needed }))) return page
  }
  isFull(await flush())
  return page
}

/** The groups of a key from a value on, in growing steps. */
async function* groupsFrom(
  db: Database,
  set: IdSet,
  key: string,
  edge: SqlValue,
  ascending: boolean,
): AsyncGenerator<Group> {
  let from = edge
  let inclusive = true
  for (let step = 2; ; step = Math.min(2000, step * 4)) {
    const rows = await readGroups(db, key, { from, inclusive, ascending, step })
    for (const { value, ids } of rows) {
      const members: number[] = []
      eachId(ids, (id) => {
        if (has(set, id)) members.push(id)
      })
      if (members.length > 0) yield { value, members }
    }
    const last = rows.at(-1)
    if (!last || rows.length < step) return
    from = last.value
    inclusive = false
    await setImmediate()
  }
}

/**
 * All groups of a key of which an entity may have several values: it counts where it comes first in the
 * field's own direction, and that is only known from the beginning.
 */
async function* everyGroup(db: Database, set: IdSet, request: GroupedRequest): AsyncGenerator<Group> {
  const seen = emptySet(set.length * 32 - 1)
  const groups: Group[] = []
  for await (const group of groupsFrom(db, set, request.terms.key, null, request.field.order === 'asc')) {
    const members = group.members.filter((id) => !has(seen, id))
    for (const id of members) add(seen, id)
    if (members.length > 0) groups.push({ value: group.value, members })
  }
  yield* request.backwards ? groups.reverse() : groups
}

function readGroups(
  db: Database,
  key: string,
  step: { from: SqlValue; inclusive: boolean; ascending: boolean; step: number },
): Promise<{ value: string; ids: string }[]> {
  const sign = raw((step.ascending ? '>' : '<') + (step.inclusive ? '=' : ''))
  const start = step.from === null ? raw('') : sql`and value ${sign} ${step.from}`
  const direction = raw(step.ascending ? 'asc' : 'desc')
  return all(
    db,
    sql`select v.value as value, string_agg(cast(p.entity_id as text), ',') as ids
      from (select distinct value from catalog_terms where key = ${key} and is_null = 0 ${start}
        order by value ${direction} limit ${step.step}) as v
      cross join catalog_terms t cross join catalog_postings p
      where t.key = ${key} and t.value = v.value and t.is_null = 0 and p.term_id = t.id
      group by v.value order by v.value ${direction}`,
  )
}

interface Member {
  id: number
  uid: string
}

/**
 * The members of consecutive groups in order, without those up to the edge. A list as value (of a custom
 * kind) leaves terms too, but has no place in the order of a column.
 */
async function sortGroups(
  db: Database,
  groups: readonly Group[],
  of: { column: SortColumn | null; edge: SqlValue; edgeUid: SqlValue; ascending: boolean },
): Promise<PageRow[]> {
  const ids = groups.flatMap((group) => group.members)
  const column = of.column ? of.column.value : raw('null')
  const rows = await all<Member & { value: string | null }>(
    db,
    sql`select e.id, e.uid, ${column} as value from ${list(db, ids)} as w cross join catalog_entities e
      where e.id = w.v order by e.uid ${raw(of.ascending ? 'asc' : 'desc')}`,
  )
  const places = new Map(groups.flatMap((group, place) => group.members.map((id) => [id, place])))
  const sorted = groups.map((): PageRow[] => [])
  for (const { id, uid, value } of rows) {
    const place = places.get(Number(id)) ?? 0
    const group = groups[place] as Group
    if (of.column && value !== group.value) continue
    if (group.value === of.edge && of.edgeUid !== null && !isPast(uid, String(of.edgeUid), of.ascending))
      continue
    sorted[place]?.push({ id: Number(id), keys: [group.value, uid] })
  }
  return sorted.flat()
}

function isPast(uid: string, edge: string, ascending: boolean): boolean {
  return ascending ? uid > edge : uid < edge
}

/** The members of a large group by uid: the index of uids is walked until enough are met. */
async function walkGroup(
  db: Database,
  group: Group,
  set: IdSet,
  of: { after: SqlValue; ascending: boolean; needed: number },
): Promise<PageRow[]> {
  const members = emptySet(set.length * 32 - 1)
  for (const id of group.members) add(members, id)
  const found: PageRow[] = []
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
      if (!has(members, Number(id))) continue
      if (found.push({ id: Number(id), keys: [group.value, uid] }) >= of.needed) return found
    }
    const last = rows.at(-1)
    if (!last || rows.length < step) return found
    after = last.uid
  }
}
