/**
 * The engine's way to the store: many small transactions, each sized by how long the last one kept the event
 * loop busy, with a turn for others between them. Publishes what happened after each commit.
 */
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Clock, type Database, type Events, type Log, PortalError } from '@callboard/sdk'
import type { Transaction } from 'kysely'
import {
  type CatalogTables,
  createMemory,
  type FileChange,
  forget,
  removeFiles,
  type Saved,
  type Settled,
  saveFiles,
  saveRest,
  touchFiles,
  type WriteContext,
  writeContext,
} from '../store/index.ts'
import { split, weightOf } from './batches.ts'

export interface WriterDeps {
  db: Database
  clock: Clock
  events: Events
  log: Log
  orphans: 'delete' | 'keep'
}

/** What was written so far. */
export interface WriterTotals {
  rows: number
  changed: number
  conflicts: number
}

export interface Writer {
  readonly totals: WriterTotals
  /** Stores files of one source; answers their ids by location. */
  save(sourceId: string, changes: FileChange[]): Promise<Map<string, number>>
  touch(files: Parameters<typeof touchFiles>[1]): Promise<void>
  /** `orphans` overrides what the config says. */
  remove(fileIds: number[], orphans?: 'delete' | 'keep'): Promise<void>
  /** Any other change, in one transaction. */
  run<T>(change: (context: WriteContext) => Promise<T>, actor?: string): Promise<T>
  /** Tells subscribers about a change made by `run`. */
  publish(settled: Settled & { revision: number }): void
}

/** How long one slice of a transaction may keep the event loop. */
const aimedMs = 8
const [smallest, largest] = [15, 100]
/** Entities in one transaction: fewer commits write each page of an index less often. */
const perTransaction = 500

export function createWriter(deps: WriterDeps): Writer {
  const { db, clock } = deps
  const memory = createMemory()
  const totals: WriterTotals = { rows: 0, changed: 0, conflicts: 0 }
  /** Entities in one slice. */
  let size = 30

  async function run<T>(
    change: (context: WriteContext) => Promise<T>,
    options: { actor?: string; orphans?: 'delete' | 'keep' } = {},
  ): Promise<T> {
    const { actor = 'catalog', orphans = deps.orphans } = options
    let context: WriteContext | undefined
    try {
      const result = await db.transaction((trx: Transaction<CatalogTables>) => {
        if (context) forget(memory)
        context = writeContext({ trx, dialect: db.dialect, memory, now: clock.now(), actor, orphans })
        return change(context)
      })
      totals.rows += context?.written.rows ?? 0
      return result
    } catch (thrown) {
      forget(memory)
      throw thrown
    }
  }

  /** Runs one slice of a transaction, corrects `size` by what it cost, and gives others a turn. */
  async function sliced<T>(amount: number, slice: () => Promise<T>): Promise<T> {
    const before = performance.eventLoopUtilization()
    const result = await slice()
    const { active } = performance.eventLoopUtilization(before)
    const fitting = (amount * aimedMs) / Math.max(active, 1)
    if (amount * 2 >= size) size = Math.round(Math.min(largest, Math.max(smallest, (size + fitting) / 2)))
    await nextTurn()
    return result
  }

  function publish(settled: Settled & { revision: number }): void {
    totals.changed += settled.changed.length
    totals.conflicts += settled.conflicts.length
    publishChange(deps, settled)
  }

  async function saveBatch(sourceId: string, batch: FileChange[], ids: Map<string, number>): Promise<void> {
    const saved = await run(async (context) => {
      const results: Saved[] = []
      for (let rest = batch; rest.length > 0; ) {
        const [slice, following] = split(rest, size)
        rest = following
        results.push(await sliced(weightOf(slice), () => saveFiles(context, sourceId, slice)))
      }
      return results
    })
    for (const each of saved) {
      publish(each)
      for (const [location, id] of each.files) ids.set(location, id)
    }
  }

  /** A file with many documents: its entities follow in slices, and only then does it count as read. */
  async function saveLarge(sourceId: string, change: FileChange, ids: Map<string, number>): Promise<void> {
    const { location, etag, contentHash, revision } = change
    const unread = { ...change, etag: null, contentHash: null }
    const saved = await run((context) => sliced(size, () => saveFiles(context, sourceId, [unread], size)))
    publish(saved)
    const id = saved.files.get(location)!
    ids.set(location, id)
    for (let start = 0; start < saved.rest.length; start += slicesPerTransaction) {
      const parts = saved.rest.slice(start, start + slicesPerTransaction)
      const settled = await run(async (context) => {
        context.origins.set(id, change)
        const results: Awaited<ReturnType<typeof saveRest>>[] = []
        for (const part of parts) {
          results.push(await sliced(part.refs.length, () => saveRest(context, part)))
        }
        return results
      })
      settled.forEach(publish)
    }
    await run((context) => touchFiles(context, [{ id, etag, contentHash, revision }]))
  }

  return {
    totals,
    publish,
    run: (change, actor) => run(change, actor === undefined ? {} : { actor }),
    async save(sourceId, changes) {
      const ids = new Map<string, number>()
      const small = changes.filter((change) => weightOf([change]) <= perTransaction)
      for (let rest = small; rest.length > 0; ) {
        const [batch, following] = split(rest, perTransaction)
        rest = following
        await saveBatch(sourceId, batch, ids)
      }
      for (const change of changes) {
        if (weightOf([change]) > perTransaction) await saveLarge(sourceId, change, ids)
      }
      return ids
    },
    async touch(files) {
      for (let start = 0; start < files.length; start += 500) {
        await run((context) => touchFiles(context, files.slice(start, start + 500)))
        await nextTurn()
      }
    },
    async remove(fileIds, orphans = deps.orphans) {
      for (let start = 0; start < fileIds.length; ) {
        const batch = fileIds.slice(start, start + size)
        start += batch.length
        publish(await run((context) => sliced(batch.length, () => removeFiles(context, batch)), { orphans }))
      }
    },
  }
}

const slicesPerTransaction = 5

function publishChange({ events, log, clock }: WriterDeps, settled: Settled & { revision: number }): void {
  const { changed, conflicts, revision } = settled
  if (changed.length > 0) events.publish('catalog.entity.changed', { refs: changed, revision })
  for (const { ref, existing, refused } of conflicts) {
    log.warn('Detected conflicting entityRef', { entityRef: ref, existing, refused })
    events.publish('experimental.catalog.conflict', {
      entityRef: ref,
      newLocationKey: refused,
      existingLocationKey: existing,
      lastConflictAt: new Date(clock.now()).toISOString(),
    })
  }
}

/** The source went away while it was being read: nothing to report. */
export function isSourceGone(thrown: unknown): boolean {
  return thrown instanceof PortalError && thrown.code === 'not_found' && thrown.details.sourceId !== undefined
}
