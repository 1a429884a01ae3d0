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
  terms: NonNullable<SortColumn['terms']>
  /** Value and uid of the entity the page starts after, or ends before when `backwards`. */
  from: readonly SqlValue[] | null
  backwards: boolean
  limit: number
  offset: number
}

interface Group {
  value: string
  members: IdSet
}

const fewMembers = 2000

export async function groupedPage(db: Database, set: IdSet, request: GroupedRequest): Promise<PageRow[]> {
  const { field, terms, limit } = request
  const ascending = (field.order === 'asc') !== request.backwards
  const [edge = null, edgeUid = null] = request.from ?? []
  const groups = terms.several
    ? everyGroup(db, set, request)
    : groupsFrom(db, set, terms.key, edge, ascending)
  const page: PageRow[] = []
  let skip = request.offset
  for await (const { value, members } of groups) {
    if (edge !== null && value !== edge && value < String(edge) === ascending) continue
    const after = value === edge ? edgeUid : null
    const needed = limit - page.length + skip
    const found =
      sizeOf(members) <= fewMembers
        ? await sortMembers(db, members, { column: terms.several ? null : field, value, after, ascending })
        : await walkMembers(db, members, { after, ascending, needed })
    for (const { id, uid } of found) {
      if (skip > 0) skip -= 1
      else if (page.push({ id, keys: [value, uid] }) === limit) return page
    }
  }
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
      const members = membersOf(ids, set)
      if (sizeOf(members) > 0) yield { value, members }
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
  const groups: { value: string; ids: number[] }[] = []
  const steps = groupsFrom(db, set, request.terms.key, null, request.field.order === 'asc')
  for await (const { value, members } of steps) {
    const ids = idsIn(members).filter((id) => !has(seen, id))
    for (const id of ids) add(seen, id)
    if (ids.length > 0) groups.push({ value, ids })
  }
  for (const { value, ids } of request.backwards ? groups.reverse() : groups) {
    const members = emptySet(set.length * 32 - 1)
    for (const id of ids) add(members, id)
    yield { value, members }
  }
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

/** A list as value (of a custom kind) leaves terms too, but has no place in the order of a column. */
async function sortMembers(
  db: Database,
  members: IdSet,
  of: { column: SortColumn | null; value: string; after: SqlValue; ascending: boolean },
): Promise<Member[]> {
  const sign = raw(of.ascending ? '>' : '<')
  const from = of.after === null ? raw('') : sql`and e.uid ${sign} ${of.after}`
  const single = of.column ? sql`and ${of.column.value} = ${of.value}` : raw('')
  const rows = await all<Member>(
    db,
    sql`select e.id, e.uid from ${list(db, idsIn(members))} as w cross join catalog_entities e
      where e.id = w.v ${single} ${from} order by e.uid ${raw(of.ascending ? 'asc' : 'desc')}`,
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
