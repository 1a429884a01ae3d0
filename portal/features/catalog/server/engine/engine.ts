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
import { type CatalogTables, findSource, listSources, type RegisteredLocation } from '../store/index.ts'
import { changesByHand } from './by-hand.ts'
import { dryRun } from './dry-run.ts'
import { engineMetrics } from './metrics.ts'
import { fingerprintOf } from './pipeline.ts'
import { inlinePool, type Pool } from './pool.ts'
import { createProvider, type ProviderConnection } from './provider.ts'
import { prune } from './prune.ts'
import { refreshJob, refreshOf } from './refresh-job.ts'
import { scan } from './scan.ts'
import type { EngineSettings } from './settings.ts'
import { removeProviders, sweep, syncSources } from './sync-sources.ts'
import { threadPool } from './thread-pool.ts'
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

const pruneJob = 'catalog.prune-history'
const pruneEveryMs = 3_600_000

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

  const partsOf = (own: Writer) => ({ read, writer: own, log, settings, providers })

  async function syncAndRead(): Promise<void> {
    const gone = await syncSources(partsOf(writer()))
    await jobs.remove(gone.map(({ id }) => refreshOf(id)))
    const all = await listSources(read)
    await jobs.schedule(all.map((source) => ({ ...refreshOf(source.id), inMs: 0 })))
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
        await prune({ writer: writer(), clock, log, history: settings.history }, signal)
        return { nextInMs: pruneEveryMs }
      },
    })
  }

  const refreshSource = (sourceId: string) => jobs.trigger([refreshOf(sourceId)])

  return {
    get reader() {
      return reader
    },
    async start() {
      defineJobs()
      await syncAndRead()
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
      await syncAndRead()
    },
    scan: (sourceId, signal = ctx.signal) => scanSource(sourceId, signal),
    ...changesByHand({ db, jobs, writer, links: (of) => reader.links(of) }),
    refreshSource,
    async dropProvider(name) {
      providers.delete(name)
      const own = writer()
      await jobs.remove((await removeProviders(partsOf(own))).map(({ id }) => refreshOf(id)))
      await sweep(read, own)
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

function between({ minMs, maxMs }: { minMs: number; maxMs: number }): number {
  return Math.round(minMs + Math.random() * (maxMs - minMs))
}
