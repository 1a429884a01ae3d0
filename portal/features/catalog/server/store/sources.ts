import { createHash, randomUUID } from 'node:crypto'
import type { LocationRef } from '@callboard/sdk/model'
import { stringifyLocation } from '@callboard/sdk/model'
import { sql, type Transaction } from 'kysely'
import { generatedName } from '../ingest/generated-location.ts'
import { internRefs } from './intern.ts'
import type { CatalogTables, SourceRow } from './tables.ts'
import { beginChange, type WriteContext } from './write-context.ts'

type Reading = Pick<Transaction<CatalogTables>, 'selectFrom'>

/** Registered sources come after all configured ones, older first; providers last. */
const precedenceOf = {
  registered: (now: number) => 1_000_000_000 + now,
  provider: (now: number) => 4_000_000_000_000_000 + now,
}

export interface ConfigSource extends LocationRef {
  presence: SourceRow['presence']
  /** Place in the config. */
  precedence: number
}

/** Ref of the Location that stands for a root: `location:default/generated-<sha1>`. */
export function generatedRef(location: LocationRef): string {
  return `location:default/${generatedName(location)}`
}

export async function listSources(trx: Reading, kind?: SourceRow['kind']): Promise<SourceRow[]> {
  const query = trx.selectFrom('catalog_sources').selectAll().orderBy('precedence').orderBy('id')
  return kind ? query.where('kind', '=', kind).execute() : query.execute()
}

export function findSource(trx: Reading, id: string): Promise<SourceRow | undefined> {
  return trx.selectFrom('catalog_sources').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function insertSource(
  context: WriteContext,
  source: Pick<SourceRow, 'kind' | 'type' | 'target'> &
    Partial<Pick<SourceRow, 'id' | 'presence' | 'precedence'>>,
): Promise<SourceRow> {
  const { kind, type, target } = source
  const ref = generatedRef(source)
  const locationId = kind === 'provider' ? null : (await internRefs(context, [ref])).get(ref)!
  const precedence = source.precedence ?? (kind === 'config' ? 0 : precedenceOf[kind](context.now))
  const row: SourceRow = {
    id: source.id ?? randomUUID(),
    kind,
    type,
    target,
    presence: source.presence ?? 'required',
    precedence,
    location_id: locationId,
    created_at: context.now,
    last_change_at: null,
    state: 'pending',
    fingerprint: null,
  }
  await context.trx.insertInto('catalog_sources').values(row).execute()
  return row
}

export interface SourcesDiff {
  /** No longer configured; their files are still to be removed. */
  removed: SourceRow[]
  /** Existing sources whose precedence is another now. */
  reordered: SourceRow[]
}

/** Makes the rows of config sources equal to the config. A location named twice counts once. */
export async function syncConfigSources(context: WriteContext, wanted: ConfigSource[]): Promise<SourcesDiff> {
  const sources = new Map(wanted.toReversed().map((source) => [stringifyLocation(source), source]))
  const current = await listSources(context.trx, 'config')
  if (isUpToDate(current, sources)) return { removed: [], reordered: [] }
  await beginChange(context)
  // Another process may have done it while we waited for our turn.
  const stored = new Map(
    (await listSources(context.trx, 'config')).map((row) => [stringifyLocation(row), row]),
  )
  const diff: SourcesDiff = { removed: [], reordered: [] }
  for (const [key, source] of [...sources].toReversed()) {
    const row = stored.get(key)
    stored.delete(key)
    if (!row) await insertSource(context, { ...source, kind: 'config', id: configId(key) })
    if (!row || isSame(row, source)) continue
    if (row.precedence !== source.precedence) diff.reordered.push(row)
    const { precedence, presence } = source
    await context.trx
      .updateTable('catalog_sources')
      .set({ precedence, presence })
      .where('id', '=', row.id)
      .execute()
  }
  diff.removed.push(...stored.values())
  for (const row of diff.removed) await deleteSourceRow(context, row.id)
  return diff
}

function isUpToDate(rows: SourceRow[], sources: Map<string, ConfigSource>): boolean {
  if (rows.length !== sources.size) return false
  return rows.every((row) => {
    const source = sources.get(stringifyLocation(row))
    return source !== undefined && isSame(row, source)
  })
}

function isSame(row: SourceRow, source: ConfigSource): boolean {
  return row.precedence === source.precedence && row.presence === source.presence
}

/** Short, as it stands in a row of each file and each entity. */
function configId(location: string): string {
  return `c${createHash('sha256').update(location).digest('hex').slice(0, 11)}`
}

/** From now on nothing reads the source; its files follow (see `filesWithoutSource`). */
export async function deleteSourceRow({ trx }: WriteContext, id: string): Promise<void> {
  await trx.deleteFrom('catalog_sources').where('id', '=', id).execute()
}

/** Notes how a complete read ended; writes nothing when it ended as before. */
export async function saveSourceState(
  { trx, now }: WriteContext,
  source: SourceRow,
  next: { state: SourceRow['state']; fingerprint: string; changed: boolean },
): Promise<void> {
  if (!next.changed && source.state === next.state && source.fingerprint === next.fingerprint) return
  await trx
    .updateTable('catalog_sources')
    .set({ state: next.state, fingerprint: next.fingerprint, last_change_at: now })
    .where('id', '=', source.id)
    .execute()
}

/** Ids of refs that more than one document claims, for sources whose order changed. */
export async function contestedRefs({ trx }: WriteContext): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; ref: string }>`
    select distinct r.id, r.ref from catalog_claims c join catalog_refs r on r.id = c.ref_id
    where c.draft is not null`.execute(trx)
  return new Map(rows.map((row) => [row.id, row.ref]))
}
