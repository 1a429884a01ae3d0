import type { SqlValue } from '@callboard/sdk'
import type { IdSets } from './id-sets.ts'

export interface NamePlace {
  ascending: boolean
  /** Name of the entity the page starts after; others of that name may still belong to it. */
  from: SqlValue | undefined
  limit: number
  offset: number
}

/** Among these entities the page begins after `offset` of them. */
export interface Narrowed {
  ids: number[]
  offset: number
}

/** So few are read as quickly as their names are looked up. */
const few = 64

/**
 * Those of the entities that can stand on a page in the order of names, found by the names that are kept in
 * memory: the database then reads and sorts a page instead of every match, however deep the page lies. Equal
 * names are all given, because something else orders them.
 */
export async function pageByName(sets: IdSets, ids: number[], place: NamePlace): Promise<Narrowed> {
  const { ascending, limit, offset } = place
  const from = typeof place.from === 'string' ? place.from : null
  const all = { ids, offset }
  // How many of the first name come before the page is known to the database only.
  if (ids.length <= few || (from !== null && offset > 0)) return all
  const names = await sets.namesOf(ids)
  if (names === null) return all
  const sign = ascending ? 1 : -1
  const sideOf = (name: string) => (from === null ? 1 : sign * compare(name, from))
  const beyond = from === null ? names : names.filter((name) => sideOf(name) > 0)
  const inOrder = offset + limit <= beyond.length / 4 ? firstOf : sortedAll
  const sorted = inOrder(beyond, offset + limit, sign)
  const [low, high] = [sorted[offset], sorted[Math.min(offset + limit, sorted.length) - 1]]
  const isOnPage = (name: string) =>
    (low !== undefined &&
      high !== undefined &&
      sideOf(name) > 0 &&
      sign * compare(name, low) >= 0 &&
      sign * compare(name, high) <= 0) ||
    sideOf(name) === 0
  const first = low === undefined ? offset : sorted.indexOf(low)
  return { ids: ids.filter((_, index) => isOnPage(names[index] as string)), offset: offset - first }
}

/** The first names in order, when they are few among many. */
function firstOf(names: readonly string[], needed: number, sign: number): string[] {
  const first: string[] = []
  for (const name of names) {
    const last = first.length < needed ? undefined : first[needed - 1]
    if (last !== undefined) {
      if (sign * compare(name, last) >= 0) continue
      first.pop()
    }
    first.splice(placeOf(first, name, sign), 0, name)
  }
  return first
}

function sortedAll(names: readonly string[], _needed: number, sign: number): string[] {
  const sorted = names.toSorted()
  return sign === 1 ? sorted : sorted.reverse()
}

function placeOf(sorted: readonly string[], name: string, sign: number): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (sign * compare(sorted[middle] as string, name) <= 0) from = middle + 1
    else to = middle
  }
  return from
}

/** As the databases sort: by character, not by language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
