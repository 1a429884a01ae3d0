import type { SqlValue } from '@callboard/sdk'
import type { IdSets } from './id-sets.ts'

export interface NamePlace {
  ascending: boolean
  /** Name of the entity the page starts after; others of that name may still belong to it. */
  from: SqlValue | undefined
  /** How many entities the page and what it leaves out are. */
  needed: number
}

/**
 * Those of the entities that can stand on a page in the order of names, found by the names that are kept in
 * memory: the database then reads and sorts a page instead of every match. Equal names are all given, because
 * something else orders them.
 */
export async function firstByName(sets: IdSets, ids: number[], place: NamePlace): Promise<number[]> {
  const { ascending, from, needed } = place
  if (needed * 4 > ids.length) return ids
  const names = await sets.namesOf(ids)
  if (names === null) return ids
  const sign = ascending ? 1 : -1
  const start = typeof from === 'string' ? from : null
  const fromStart = (name: string) => (start === null ? 1 : sign * compare(name, start))
  const first: string[] = []
  for (const name of names) {
    const last = first.length < needed ? undefined : first[needed - 1]
    if (fromStart(name) <= 0 || (last !== undefined && sign * compare(name, last) >= 0)) continue
    if (last !== undefined) first.pop()
    first.splice(placeOf(first, name, sign), 0, name)
  }
  const bound = first.at(-1)
  return ids.filter((_, index) => {
    const name = names[index] as string
    const side = fromStart(name)
    return side === 0 || (side > 0 && bound !== undefined && sign * compare(name, bound) <= 0)
  })
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
