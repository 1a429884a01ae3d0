/**
 * Finds names and values that contain a text. Refs and terms are only ever added, with rising ids, so their
 * texts are kept in memory as a few long strings and searched with `indexOf`: a fraction of a millisecond
 * where `like '%…%'` reads every row. What came since the last search is read before the next.
 */
import { setImmediate } from 'node:timers/promises'
import type { Database } from '@callboard/sdk'
import { all, type Sql, sql } from './sql-text.ts'

export interface TextIndex {
  /** Ids of the refs whose name contains `term`; they need not be entities. */
  names(revision: number, term: string): Promise<number[]>
  /** The names of these refs, or null when they may not sort here as they do in the database. */
  namesOf(revision: number, ids: readonly number[]): Promise<string[] | null>
  /** Ids of the terms of `key` whose value contains `term`. */
  values(revision: number, key: string, term: string): Promise<number[]>
}

interface Row {
  id: number
  text: string
}

/** Texts joined by line ends; `starts` says where each begins. */
interface Segment {
  text: string
  ids: number[]
  starts: number[]
}

interface Column {
  segments: Segment[]
  /** No text has characters that UTF-16 sorts otherwise than UTF-8. */
  isPlain: boolean
  lastId: number
  revision: number
  filling: Promise<void> | undefined
}

const rowsAtOnce = 1000
const smallSegment = 100_000
const keptColumns = 12

export function createTextIndex(db: Database): TextIndex {
  const columns = new Map<string, Column>()

  async function upToDate(name: string, revision: number, source: Source): Promise<Column> {
    const column = columns.get(name) ?? newColumn()
    columns.delete(name)
    columns.set(name, column)
    if (columns.size > keptColumns) columns.delete(columns.keys().next().value as string)
    while (column.revision < revision) {
      column.filling ??= fill(db, column, revision, source).finally(() => {
        column.filling = undefined
      })
      await column.filling
    }
    return column
  }
  const find = async (name: string, revision: number, term: string, source: Source): Promise<number[]> =>
    (await upToDate(name, revision, source)).segments.flatMap((segment) => search(segment, term))

  return {
    names: (revision, term) => find('names', revision, term, names),
    async namesOf(revision, ids) {
      const { segments, isPlain } = await upToDate('names', revision, names)
      return isPlain ? textsOf(segments, ids) : null
    },
    values: (revision, key, term) => find(`values ${key}`, revision, term, valuesOf(key)),
  }
}

function newColumn(): Column {
  return { segments: [], isPlain: true, lastId: 0, revision: -1, filling: undefined }
}

interface Source {
  table: 'catalog_refs' | 'catalog_terms'
  /** One step of the rows with ids in (after, upTo]; `last` is the row it goes on from. */
  query(after: number, upTo: number, last: Row | undefined): Sql
  textOf(text: string): string
}

const names: Source = {
  table: 'catalog_refs',
  query: (after, upTo, last) => sql`select id, ref as text from catalog_refs
    where id > ${last?.id ?? after} and id <= ${upTo} order by id limit ${rowsAtOnce}`,
  textOf: (ref) => ref.slice(ref.indexOf('/') + 1),
}

function valuesOf(key: string): Source {
  return {
    table: 'catalog_terms',
    query: (after, upTo, last) =>
      after === 0
        ? // All of a key: by the index of keys, not through the terms of all others.
          sql`select id, value as text from catalog_terms where key = ${key}
            and (value, id) > (${last?.text ?? ''}, ${last?.id ?? 0}) and id <= ${upTo}
            order by value, id limit ${rowsAtOnce}`
        : // New ones: by id; the empty string keeps the database from using the index of keys.
          sql`select id, value as text from catalog_terms where key || '' = ${key}
            and id > ${last?.id ?? after} and id <= ${upTo} order by id limit ${rowsAtOnce}`,
    textOf: (value) => value,
  }
}

async function fill(db: Database, column: Column, revision: number, source: Source): Promise<void> {
  const newest = await db.get<{ id: number | null }>(`select max(id) as id from ${source.table}`)
  const upTo = Number(newest?.id ?? 0)
  let last: Row | undefined
  while (upTo > column.lastId) {
    const rows = await all<Row>(db, source.query(column.lastId, upTo, last))
    append(column, rows, source)
    last = rows.at(-1)
    if (rows.length < rowsAtOnce) break
    await setImmediate()
  }
  column.lastId = upTo
  column.revision = revision
}

function append(column: Column, rows: readonly Row[], source: Source): void {
  const last = column.segments.at(-1)
  const segment = last && last.text.length < smallSegment ? last : { text: '', ids: [], starts: [] }
  const texts: string[] = []
  let at = segment.text.length
  for (const { id, text: whole } of rows) {
    const text = source.textOf(whole)
    segment.ids.push(Number(id))
    segment.starts.push(at)
    texts.push(text, '\n')
    at += text.length + 1
  }
  const added = texts.join('')
  segment.text += added
  column.isPlain &&= !/[\ud800-\uffff]/.test(added)
  if (segment !== last && rows.length > 0) column.segments.push(segment)
}

function search({ text, ids, starts }: Segment, term: string): number[] {
  const found: number[] = []
  let entry = 0
  for (let at = text.indexOf(term); at !== -1; ) {
    entry = entryAt(starts, at, entry)
    found.push(ids[entry] as number)
    const next = starts[entry + 1]
    if (next === undefined) return found
    at = text.indexOf(term, next)
  }
  return found
}

/** The texts with these ids, where they rise through the segments; null when one is not there. */
function textsOf(segments: readonly Segment[], ids: readonly number[]): string[] | null {
  const firsts = segments.map((segment) => segment.ids[0] ?? 0)
  const texts: string[] = []
  for (const id of ids) {
    const segment = segments[entryAt(firsts, id, 0)]
    if (!segment) return null
    const entry = entryAt(segment.ids, id, 0)
    if (segment.ids[entry] !== id) return null
    const end = segment.starts[entry + 1] ?? segment.text.length
    texts.push(segment.text.slice(segment.starts[entry], end - 1))
  }
  return texts
}

/** The last entry that starts at or before `at`, looked for from `low` on. */
function entryAt(starts: readonly number[], at: number, low: number): number {
  let from = low
  let to = starts.length - 1
  while (from < to) {
    const middle = (from + to + 1) >>> 1
    if ((starts[middle] as number) <= at) from = middle
    else to = middle - 1
  }
  return from
}
