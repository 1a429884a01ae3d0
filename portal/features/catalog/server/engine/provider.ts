import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Database, PortalError } from '@callboard/sdk'
import { type Entity, type Problem, parseLocation, refOf } from '@callboard/sdk/model'
import type { Kysely } from 'kysely'
import { digest, hashOf } from '../ingest/hash.ts'
import { beginChange, type CatalogTables, insertSource, listSources, type SourceRow } from '../store/index.ts'
import type { Pool } from './pool.ts'
import { type GivenText, processGiven } from './process-given.ts'
import { entityLocation, providerLocation } from './scan.ts'
import type { Writer } from './writer.ts'

export interface ProvidedEntity {
  entity: Entity
  locationKey?: string
}

/** `full` replaces all the provider has given; `delta` adds and removes (contract: catalog-engine §4). */
export type Mutation =
  | { type: 'full'; entities: ProvidedEntity[] }
  | { type: 'delta'; added: ProvidedEntity[]; removed: (ProvidedEntity | { entityRef: string })[] }

export interface ProviderConnection {
  /** @throws input when an entity has no envelope or lacks the managed-by annotations */
  applyMutation(mutation: Mutation): Promise<void>
  /** Reads the sources again whose files have one of the keys, e.g. `url:https://host/a.yaml`. */
  refresh(options: { keys: string[] }): Promise<void>
  /** Says what is wrong with the provider itself; with an error its source fails until it is told otherwise. */
  report(problems: Problem[]): Promise<void>
  /** Refs of what it has given. */
  given(): Promise<string[]>
}

export interface ProviderDeps {
  db: Database
  pool(): Pool
  /** The config can leave a provider out. */
  isDisabled(): boolean
  writer(): Writer
  refreshSource(id: string): Promise<void>
}

/** A provider may give a whole company at once: others get a turn between so many entities. */
const perTurn = 100

const byLocation = 'backstage.io/managed-by-location'
const byOrigin = 'backstage.io/managed-by-origin-location'

export function createProvider(name: string, deps: ProviderDeps): ProviderConnection {
  const read = deps.db.read as Kysely<CatalogTables>

  async function sourceOf(writer: Writer): Promise<SourceRow> {
    const find = (rows: SourceRow[]) => rows.find((row) => row.target === name)
    const found = find(await listSources(read, 'provider'))
    if (found) return found
    return writer.run(async (context) => {
      await beginChange(context)
      const meanwhile = find(await listSources(context.trx, 'provider'))
      return meanwhile ?? insertSource(context, { kind: 'provider', type: 'provider', target: name })
    })
  }

  async function stored(sourceId: string): Promise<Map<string, { id: number; hash: string | null }>> {
    const rows = await read
      .selectFrom('catalog_files')
      .select(['id', 'location', 'content_hash as hash'])
      .where('source_id', '=', sourceId)
      .where('location', 'like', `${entityLocation}%`)
      .execute()
    return new Map(rows.map((row) => [row.location, row]))
  }

  /** Trouble of the provider is kept as a file without entities, which is failing. */
  async function report(problems: Problem[]): Promise<void> {
    if (deps.isDisabled()) return
    const writer = deps.writer()
    const source = await sourceOf(writer)
    const [known] = await read
      .selectFrom('catalog_files')
      .select(['id', 'content_hash as hash'])
      .where('source_id', '=', source.id)
      .where('location', '=', providerLocation)
      .execute()
    if (problems.length === 0) {
      if (!known && source.state !== 'pending') return
      if (known) await writer.remove([known.id], 'keep')
      return deps.refreshSource(source.id)
    }
    const contentHash = hashOf(problems)
    if (known?.hash === contentHash) return
    const state = problems.some(({ severity }) => severity === 'error') ? 'failing' : 'ok'
    const nothing = { etag: null, revision: null, targets: [], includes: [], documents: [], parents: [] }
    await writer.save(source.id, [{ ...nothing, location: providerLocation, contentHash, state, problems }])
    await deps.refreshSource(source.id)
  }

  return {
    async applyMutation(mutation) {
      if (deps.isDisabled()) return
      const writer = deps.writer()
      const source = await sourceOf(writer)
      const given = mutation.type === 'full' ? mutation.entities : mutation.added
      for (const { entity } of given) check(entity)
      const known = await stored(source.id)
      const wanted = new Set<string>()
      const changed: GivenText[] = []
      for (const [index, { entity }] of given.entries()) {
        const text = JSON.stringify(entity)
        const location = entityLocation + refOf(entity)
        const contentHash = digest(text)
        wanted.add(location)
        if (known.get(location)?.hash !== contentHash) {
          changed.push({ location, contentHash, ...placeOf(entity), text })
        }
        if (index % perTurn === 0) await nextTurn()
      }
      for await (const changes of processGiven(deps.pool(), changed)) await writer.save(source.id, changes)
      const isGone = mutation.type === 'full' ? undefined : removedLocations(mutation.removed)
      const gone = [...known].filter(([location]) => isGone?.has(location) ?? !wanted.has(location))
      await writer.remove(
        gone.map(([, file]) => file.id),
        'delete',
      )
      if (changed.length > 0 || gone.length > 0) await deps.refreshSource(source.id)
    },
    async refresh({ keys }) {
      const wanted = deps.db.dialect.rowsText({ location: 'text' })
      const rows = await deps.db.all<{ id: string }>(
        `select distinct f.source_id as id from ${wanted} as w join catalog_files f on f.location = w.location`,
        [deps.db.dialect.rowsValue(keys.map((key) => [key]))],
      )
      for (const { id } of rows) await deps.refreshSource(id)
    },
    report,
    async given() {
      const source = (await listSources(read, 'provider')).find((row) => row.target === name)
      if (!source) return []
      return [...(await stored(source.id)).keys()].map((location) => location.slice(entityLocation.length))
    },
  }
}

function removedLocations(removed: Extract<Mutation, { type: 'delta' }>['removed']): Set<string> {
  return new Set(
    removed.map(
      (each) => entityLocation + ('entity' in each ? refOf(each.entity) : each.entityRef.toLowerCase()),
    ),
  )
}

function placeOf(entity: Entity): Pick<GivenText, 'file' | 'origin'> {
  return {
    file: parseLocation(annotation(entity, byLocation)),
    origin: parseLocation(annotation(entity, byOrigin)),
  }
}

function check(entity: Entity): void {
  if (typeof entity?.kind !== 'string' || typeof entity.metadata?.name !== 'string') {
    throw new PortalError('input', 'Malformed entity envelope, kind and metadata.name must be strings')
  }
  annotation(entity, byLocation)
  annotation(entity, byOrigin)
}

function annotation(entity: Entity, name: string): string {
  const value = entity.metadata.annotations?.[name]
  if (typeof value === 'string') return value
  throw new PortalError('input', `Entity ${refOf(entity)} lacks the annotation ${name}`)
}
