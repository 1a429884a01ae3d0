/**
 * Keeps the catalog equal to its sources: knows them, reads each in a job of its own, and carries out what
 * people ask for (register, unregister, refresh, delete). See docs/glossary.md for the nouns.
 */
import type { FeatureContext } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import type { Entity, LocationRef } from '@callboard/sdk/model'
import type { Kysely } from 'kysely'
import type { Target } from '../ingest/types.ts'
import { createReader } from '../read/reader.ts'
import type { Reader } from '../read/types.ts'
import {
  beginChange,
  type CatalogTables,
  contestedRefs,
  deleteLocations,
  deleteSourceRow,
  filesOf,
  findSource,
  insertLocation,
  listSources,
  pruneHistory,
  type RegisteredLocation,
  removeEntities,
  type SourceRow,
  settle,
  storable,
  syncConfigSources,
  updateLocation,
} from '../store/index.ts'
import { dryRun } from './dry-run.ts'
import { isKeepable } from './ingest-files.ts'
import { engineMetrics } from './metrics.ts'
import { fingerprintOf } from './pipeline.ts'
import { inlinePool, type Pool, threadPool } from './pool.ts'
import { createProvider, type ProviderConnection } from './provider.ts'
import { saveRoot } from './root.ts'
import { scan } from './scan.ts'
import type { EngineSettings } from './settings.ts'
import { sourcesToRead } from './sources-to-read.ts'
import type { ScanResult } from './walk.ts'
import { createWriter, isSourceGone, type Writer } from './writer.ts'

export type EngineContext = Pick<
  FeatureContext,
  'db' | 'jobs' | 'events' | 'clock' | 'log' | 'metrics' | 'signal' | 'fetch'
>

export interface EngineOptions {
  settings: EngineSettings
  /** `inline` does everything on the calling thread; for tests. */
  mode?: 'thread' | 'inline'
}

export interface Engine {
  /** The reader of the main thread, for handlers that look at files. */
  readonly reader: Reader
  /** Makes the sources those of the config and begins to read them. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Takes a changed config: sources, rules, hosts. */
  configure(settings: EngineSettings): Promise<void>
  /** Reads one source now, in this process. */
  scan(sourceId: string, signal?: AbortSignal): Promise<ScanResult>
  /** @throws conflict when it is registered already */
  addLocation(
    location: LocationRef & { presence?: Target['presence'] },
    actor: string,
  ): Promise<RegisteredLocation>
  /** @throws not_found | conflict */
  updateLocation(id: string, location: LocationRef, actor: string): Promise<RegisteredLocation>
  /** Unregisters; what only these locations kept alive is gone when it returns. Answers how many there were. */
  removeLocations(ids: string[], actor: string): Promise<number>
  /** Removes entities by uid; those that are gone already are no error. */
  removeEntities(uids: string[], actor: string): Promise<void>
  /** Makes the sources of entities due now. Answers how many sources that are. */
  refreshEntities(refs: string[]): Promise<number>
  /** Makes one source due now. */
  refreshSource(sourceId: string): Promise<void>
  /** What registering would give. @throws input with all errors */
  dryRun(target: Target, signal?: AbortSignal): Promise<Entity[]>
  /** A source whose entities are given by code. Named before `start`, or what it gave in an earlier run goes. */
  provider(name: string): ProviderConnection
  /** Nobody names the provider any more: what it gave goes, unless the config keeps orphans. */
  dropProvider(name: string): Promise<void>
}

const refreshJob = 'catalog.refresh-source'
const pruneJob = 'catalog.prune-history'
const pruneEveryMs = 3_600_000
const pruneBatch = 500

export function createEngine(ctx: EngineContext, options: EngineOptions): Engine {
  const { db, jobs, clock, log } = ctx
  const mode = options.mode ?? 'thread'
  const metrics = engineMetrics(ctx)
  let settings = options.settings
  let reader: Reader
  let pool: Pool
  let fingerprint: string
  const formerPools: Pool[] = []
  const providers = new Set<string>()
  use(settings)

  function use(next: EngineSettings): void {
    settings = next
    fingerprint = fingerprintOf(next.pipeline)
    reader = createReader(next.pipeline.reader, { fetch: ctx.fetch, log, now: () => clock.now() })
    const given = { settings: next.pipeline, reader, log }
    pool = mode === 'inline' ? inlinePool(given) : threadPool(given)
  }

  const read = db.read as Kysely<CatalogTables>
  const writer = (): Writer => createWriter({ ...ctx, orphans: settings.orphans })

  async function scanSource(sourceId: string, signal: AbortSignal): Promise<ScanResult> {
    const source = await findSource(read, sourceId)
    if (!source) throw new PortalError('not_found', `No source ${sourceId}`, { sourceId })
    const started = performance.now()
    const own = writer()
    const parts = { ...ctx, pool, writer: own, fingerprint, links: reader.links, count: metrics.files }
    const namedAt = settings.namedAt(source)
    const result = await scan({ ...parts, namedAt }, source, signal)
    metrics.scanned((performance.now() - started) / 1_000, result, own.totals)
    const { changed, rows } = own.totals
    const facts = { url: source.target, changed, problems: result.problems, files: result.files, rows }
    if (rows > 0) log.info('source refreshed', facts)
    else log.debug('source refreshed', facts)
    ctx.events.publish('catalog.source.refreshed', { sourceId: source.id, changed: changed > 0 })
    if (changed > 0) await metrics.count()
    return result
  }

  /** Removes the files of sources that are gone, with everything only they kept alive. */
  async function sweep(own: Writer): Promise<void> {
    for (;;) {
      const ids = await filesOf(read, 'no source', 500)
      if (ids.length === 0) return
      await own.remove(ids, 'delete')
    }
  }

  async function syncSources(): Promise<void> {
    const own = writer()
    const diff = await own.run(async (context) => {
      const found = await syncConfigSources(context, settings.locations)
      if (found.reordered.length > 0) await settle(context, await contestedRefs(context))
      return found
    })
    const gone = await removeProviders(own)
    await jobs.remove([...diff.removed, ...gone].map(itemOf))
    await sweep(own)
    const all = await listSources(read)
    await jobs.schedule(all.map((source) => ({ ...itemOf(source), inMs: 0 })))
  }

  /** Removes the sources of providers that are not there any more, or that the config leaves out. */
  async function removeProviders(own: Writer): Promise<SourceRow[]> {
    const { disabled, orphans } = settings.providers
    if (orphans === 'keep') return []
    const known = await listSources(read, 'provider')
    const gone = known.filter(({ target }) => !providers.has(target) || disabled.includes(target))
    if (gone.length === 0) return []
    await own.run(async (context) => {
      await beginChange(context)
      for (const { id } of gone) await deleteSourceRow(context, id)
    })
    log.info('providers are gone', { providers: gone.map(({ target }) => target) })
    return gone
  }

  function defineJobs(): void {
    jobs.define({
      name: refreshJob,
      // No interval: other processes read, this one only asks them to.
      concurrency: settings.interval === null ? 0 : 4,
      async run(key, { signal }) {
        try {
          await scanSource(key, signal)
        } catch (thrown) {
          if (isSourceGone(thrown)) return undefined
          throw thrown
        }
        return settings.interval === null ? undefined : { nextInMs: between(settings.interval) }
      },
    })
    jobs.define({
      name: pruneJob,
      async run(_key, { signal }) {
        await prune(signal)
        return { nextInMs: pruneEveryMs }
      },
    })
  }

  async function prune(signal: AbortSignal): Promise<void> {
    const own = writer()
    const { maxVersions, maxAgeMs } = settings.history
    for (;;) {
      signal.throwIfAborted()
      const retention = { maxVersions, before: clock.now() - maxAgeMs }
      const removed = await own.run((context) => pruneHistory(context, retention, pruneBatch))
      if (removed < pruneBatch) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    if (own.totals.rows > 0) log.info('history pruned', { rows: own.totals.rows })
  }

  const refreshSource = (sourceId: string) => jobs.trigger([{ name: refreshJob, key: sourceId }])

  return {
    get reader() {
      return reader
    },
    async start() {
      defineJobs()
      await syncSources()
      await jobs.schedule([{ name: pruneJob, key: 'all', inMs: 60_000 }])
      await metrics.count()
    },
    async stop() {
      for (const each of [...formerPools, pool]) await each.close()
    },
    async configure(next) {
      // A scan under way ends with the pool it began with; that one's worker ends when idle.
      formerPools.push(pool)
      if (formerPools.length > 3) await formerPools.shift()?.close()
      use(next)
      await syncSources()
    },
    scan: (sourceId, signal = ctx.signal) => scanSource(sourceId, signal),
    async addLocation(location, actor) {
      refuseUnkeepable(location)
      const own = writer()
      const source = await own.run((context) => insertLocation(context, location), actor)
      await saveRoot(own, source, reader.links)
      await refreshSource(source.id)
      const { id, type, target } = source
      const ref = await read
        .selectFrom('catalog_refs')
        .select('ref')
        .where('id', '=', source.location_id!)
        .executeTakeFirstOrThrow()
      return { id, type, target, entityRef: ref.ref }
    },
    async updateLocation(id, location, actor) {
      refuseUnkeepable(location)
      const updated = await writer().run((context) => updateLocation(context, id, location), actor)
      await refreshSource(id)
      return updated
    },
    async removeLocations(ids, actor) {
      if (ids.length === 0) return 0
      const own = writer()
      const sources = await own.run((context) => deleteLocations(context, ids), actor)
      await jobs.remove(sources.map(itemOf))
      await sweep(own)
      return sources.length
    },
    async removeEntities(uids, actor) {
      if (uids.length === 0) return
      const own = writer()
      own.publish(await own.run((context) => removeEntities(context, uids), actor))
    },
    async refreshEntities(refs) {
      if (refs.length === 0) return 0
      const sources = await sourcesToRead(db, refs)
      await jobs.trigger(sources.map((key) => ({ name: refreshJob, key })))
      return sources.length
    },
    refreshSource,
    async dropProvider(name) {
      providers.delete(name)
      const own = writer()
      await jobs.remove((await removeProviders(own)).map(itemOf))
      await sweep(own)
    },
    dryRun: (target, signal) => dryRun({ pool, links: reader.links }, target, signal),
    provider(name) {
      providers.add(name)
      return createProvider(name, {
        db,
        isDisabled: () => settings.providers.disabled.includes(name),
        pool: () => pool,
        writer,
        refreshSource,
      })
    },
  }
}

function refuseUnkeepable({ type, target }: LocationRef): void {
  if (isKeepable(`${type}:${target}`) && storable(target) === target) return
  throw new PortalError('input', 'The location target is too long, or holds characters that are not text')
}

function itemOf(source: SourceRow): { name: string; key: string } {
  return { name: refreshJob, key: source.id }
}

function between({ minMs, maxMs }: { minMs: number; maxMs: number }): number {
  return Math.round(minMs + Math.random() * (maxMs - minMs))
}
