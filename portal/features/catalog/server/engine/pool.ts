/** Who does the work of ingestion: a thread of its own (`thread-pool.ts`), or the calling one. */
import { type Log, PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import { readerOf } from '../ingest/processors.ts'
import type { Reader } from '../read/types.ts'
import { type IngestItem, type IngestResult, ingestFiles } from './ingest-files.ts'
import { createPipeline, type PipelineSettings } from './pipeline.ts'

export interface Pool {
  /** Reads, parses and prepares files; results in order. */
  ingest(items: IngestItem[], signal?: AbortSignal): Promise<IngestResult[]>
  /** A target that may hold globs → locations of files. @throws PortalError */
  expand(target: LocationRef, signal?: AbortSignal): Promise<LocationRef[]>
  close(): Promise<void>
}

export interface PoolOptions {
  settings: PipelineSettings
  /** Reader of the main thread, for everything that is not a file of this machine. */
  reader: Reader
  log: Log
  /** How long an idle worker lives; 5,000 unless told. */
  idleMs?: number
  /** How long a worker may be silent; 30,000 unless told. */
  silentMs?: number
  /** Another worker than ours, for tests. */
  worker?: URL
}

/** @throws input when the config leaves out who reads locations of that type */
export function refuseUnread({ disabled = [] }: PipelineSettings, { type, target }: LocationRef): void {
  const reader = readerOf[type]
  if (reader === undefined || !disabled.includes(reader)) return
  const why = `${reader} is disabled in the config`
  throw new PortalError('input', `No processor was able to handle reading of ${type}:${target}; ${why}`)
}

/** Everything on the calling thread, for tests and one-shot commands. */
export function inlinePool({ settings, reader }: Pick<PoolOptions, 'settings' | 'reader'>): Pool {
  const pipeline = createPipeline(settings, reader)
  return {
    ingest: (items, signal) => ingestFiles(pipeline, items, signal),
    async expand(target, signal) {
      refuseUnread(settings, target)
      return reader.expand(target, signal)
    },
    async close() {},
  }
}
