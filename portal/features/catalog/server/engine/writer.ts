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
  removeFiles,
  type Settled,
  saveFiles,
  saveRest,
  touchFiles,
  type WriteContext,
  writeContext,
} from '../store/index.ts'

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

const aimedMs = 10
const [smallest, largest] = [10, 200]

export function createWriter(deps: WriterDeps): Writer {
  const { db, clock, events } = deps
  const memory = createMemory()
  const totals: WriterTotals = { rows: 0, changed: 0, conflicts: 0 }
  /** Entities in one transaction. */
  let size = 30

  async function run<T>(
    change: (context: WriteContext) => Promise<T>,
    options: { actor?: string; orphans?: 'delete' | 'keep' } = {},
  ): Promise<T> {
    const { actor = 'catalog', orphans = deps.orphans } = options
    let context: WriteContext | undefined
    const result = await db.transaction((trx: Transaction<CatalogTables>) => {
      context = writeContext({ trx, dialect: db.dialect, memory, now: clock.now(), actor, orphans })
      return change(context)
    })
    totals.rows += context?.written.rows ?? 0
    return result
  }

  /** `run`, with `size` corrected by what it cost, and a turn for others after it. */
  async function measured<T>(
    amount: number,
    change: (context: WriteContext) => Promise<T>,
    orphans = deps.orphans,
  ) {
    const before = performance.eventLoopUtilization()
    const result = await run(change, { orphans })
    const { active } = performance.eventLoopUtilization(before)
    const fitting = (amount * aimedMs) / Math.max(active, 1)
    if (amount * 2 >= size) size = Math.round(Math.min(largest, Math.max(smallest, (size + fitting) / 2)))
    await nextTurn()
    return result
  }

  function publish({ changed, conflicts, revision }: Settled & { revision: number }): void {
    totals.changed += changed.length
    totals.conflicts += conflicts.length
    if (changed.length > 0) events.publish('catalog.entity.changed', { refs: changed, revision })
    for (const { ref, existing, refused } of conflicts) {
      deps.log.warn('conflicting entity', { entityRef: ref, existing, refused })
      events.publish('experimental.catalog.conflict', {
        entityRef: ref,
        newLocationKey: refused,
        existingLocationKey: existing,
        lastConflictAt: new Date(clock.now()).toISOString(),
      })
    }
  }

  async function saveBatch(sourceId: string, batch: FileChange[], ids: Map<string, number>): Promise<void> {
    const amount = batch.reduce((sum, change) => sum + weightOf(change), 0)
    const saved = await measured(amount, (context) => saveFiles(context, sourceId, batch))
    publish(saved)
    for (const [location, id] of saved.files) ids.set(location, id)
  }

  /** A file with many documents: its entities follow in slices, and only then does it count as read. */
  async function saveLarge(sourceId: string, change: FileChange, ids: Map<string, number>): Promise<void> {
    const { etag, contentHash, revision } = change
    const unread = { ...change, etag: null, contentHash: null }
    const saved = await measured(size, (context) => saveFiles(context, sourceId, [unread], size))
    publish(saved)
    const id = saved.files.get(change.location)!
    ids.set(change.location, id)
    for (const rest of saved.rest) {
      publish(
        await measured(rest.refs.length, (context) => {
          context.origins.set(id, change)
          return saveRest(context, rest)
        }),
      )
    }
    await run((context) => touchFiles(context, [{ id, etag, contentHash, revision }]))
  }

  return {
    totals,
    publish,
    run: (change, actor) => run(change, actor === undefined ? {} : { actor }),
    async save(sourceId, changes) {
      const ids = new Map<string, number>()
      let batch: FileChange[] = []
      let amount = 0
      for (const change of changes) {
        const weight = weightOf(change)
        if (weight > largest) {
          await saveLarge(sourceId, change, ids)
          continue
        }
        if (amount + weight > size && batch.length > 0) {
          await saveBatch(sourceId, batch, ids)
          batch = []
          amount = 0
        }
        batch.push(change)
        amount += weight
      }
      if (batch.length > 0) await saveBatch(sourceId, batch, ids)
      return ids
    },
    async touch(files) {
      for (let start = 0; start < files.length; start += 500) {
        await run((context) => touchFiles(context, files.slice(start, start + 500)))
        await nextTurn()
      }
    },
    async remove(fileIds, orphans) {
      for (let start = 0; start < fileIds.length; ) {
        const batch = fileIds.slice(start, start + size)
        publish(await measured(batch.length, (context) => removeFiles(context, batch), orphans))
        start += batch.length
      }
    },
  }
}

function weightOf({ documents }: FileChange): number {
  return Math.max(1, documents?.length ?? 1)
}

/** The source went away while it was being read: nothing to report. */
export function isSourceGone(thrown: unknown): boolean {
  return thrown instanceof PortalError && thrown.code === 'not_found' && thrown.details.sourceId !== undefined
}
