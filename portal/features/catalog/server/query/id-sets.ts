import type { Database } from '@callboard/sdk'
import { add, eachId, eachPair, emptySet, has, type IdSet } from './id-set.ts'
import { all, raw, type Sql, sql } from './sql-text.ts'
import { createTextIndex, type TextIndex } from './text-index.ts'

/** The sets that conditions are made of, read once per revision of the catalog and kept while it lasts. */
export interface IdSets {
  db: Database
  /** Every entity. */
  everything(): Promise<IdSet>
  /** The ids that `rows` gives, a `from … where …` with the id as `id`; kept under `key`. */
  read(key: string, id: string, rows: Sql): Promise<IdSet>
  /** The sources of the relations `r` that `rows` gives, as far as an entity of `by` declares them. */
  readDeclared(key: string, rows: Sql, by: IdSet): Promise<IdSet>
  /** A set made from others, kept under `key`. */
  keep(key: string, make: () => Promise<IdSet>): Promise<IdSet>
  emptySet(): Promise<IdSet>
  /** Ids of refs whose name contains the text. */
  namesWith(text: string): Promise<number[]>
  /** Names of refs, in order of the ids; null when only the database can sort them. */
  namesOf(ids: readonly number[]): Promise<string[] | null>
  /** Ids of terms of a key whose value contains the text. */
  termsWith(key: string, text: string): Promise<number[]>
}

/** Gives the sets of a revision; those of an older one are forgotten. `maxBytes` bounds what is kept. */
export function createIdSets(db: Database, maxBytes: number): (revision: number) => IdSets {
  const texts = createTextIndex(db)
  const setsAt = (revision: number) => ({ revision, sets: setsOf(db, maxBytes, texts, revision) })
  let latest = setsAt(-1)
  return (revision) => {
    if (revision > latest.revision) latest = setsAt(revision)
    return revision === latest.revision ? latest.sets : setsAt(revision).sets
  }
}

function setsOf(db: Database, maxBytes: number, texts: TextIndex, revision: number): IdSets {
  const kept = new Map<string, Promise<IdSet>>()
  let maxId: Promise<number> | undefined
  let most = 1000

  const keep = (key: string, make: () => Promise<IdSet>): Promise<IdSet> => {
    const known = kept.get(key)
    if (known) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const made = make()
    kept.set(key, made)
    made.catch(() => kept.delete(key))
    while (kept.size > most) kept.delete(kept.keys().next().value as string)
    return made
  }

  const empty = async (): Promise<IdSet> => {
    maxId ??= readMaxId(db)
    const set = emptySet(await maxId)
    most = Math.max(8, Math.floor(maxBytes / set.byteLength))
    return set
  }

  const read: IdSets['read'] = (key, id, rows) =>
    keep(key, async () => {
      const set = await empty()
      const aggregate = { text: `string_agg(cast(${id} as text), ',')`, params: [] }
      const [row] = await all<{ ids: string | null }>(db, sql`select ${aggregate} as ids ${rows}`)
      eachId(row?.ids ?? '', (found) => add(set, found))
      return set
    })

  const readDeclared: IdSets['readDeclared'] = (key, rows, by) =>
    keep(key, async () => {
      const set = await empty()
      const [row] = await all<{ ids: string | null }>(db, sql`select ${sourcesAndOrigins} as ids ${rows}`)
      eachPair(row?.ids ?? '', (source, origin) => {
        if (source === origin || has(by, origin)) add(set, source)
      })
      return set
    })

  const everyEntity = sql`from catalog_entities`
  return {
    db,
    keep,
    read,
    readDeclared,
    emptySet: empty,
    everything: () => read('everything', 'id', everyEntity),
    namesWith: (text) => texts.names(revision, text),
    namesOf: (ids) => texts.namesOf(revision, ids),
    termsWith: (key, text) => texts.values(revision, key, text),
  }
}

/** Of relations `r`, for `eachPair`: what each belongs to, and the entity that declares it. */
export const sourcesAndOrigins = raw(
  "string_agg(cast(r.source_id as text) || ',' || cast(r.origin_id as text), ',')",
)

async function readMaxId(db: Database): Promise<number> {
  const row = await db.get<{ id: number | null }>('select max(id) as id from catalog_entities')
  return Number(row?.id ?? 0)
}
