import type { Log } from './log.ts'

export interface JobRun {
  /** Aborted when the lease is lost or the process stops. */
  signal: AbortSignal
  log: Log
}

/**
 * Background work, kept in the database with a lease, so that several processes share it and a killed
 * one's work is taken over. A job has many items, each named by `key`; an item never overlaps itself.
 */
export interface Job {
  /** Prefixed with the feature id: `catalog.refresh-source`. */
  name: string
  /** How many items of this job one process runs at once; 1 unless told. */
  concurrency?: number
  /** Lease in ms, renewed while the run goes on; 30,000 unless told. */
  leaseMs?: number
  /** Does the work of one item. Must be idempotent. Returning a time in ms schedules the next run of the same item. */
  run(key: string, run: JobRun): Promise<{ nextInMs: number } | undefined>
}

export interface Jobs {
  define(job: Job): void
  /** Adds or keeps an item; an existing item keeps its time unless the new one is sooner. */
  schedule(items: { name: string; key: string; inMs?: number }[]): Promise<void>
  /** Makes an item due now, and again after the present run if it is running. */
  trigger(items: { name: string; key: string }[]): Promise<void>
  remove(items: { name: string; key: string }[]): Promise<void>
  /** Every item of a job with its state, for admin and tests. */
  list(name?: string): Promise<JobItem[]>
}

export interface JobItem {
  name: string
  key: string
  state: 'waiting' | 'running'
  dueAt: string
  leaseUntil: string | null
  attempts: number
  lastError: string | null
  lastDurationMs: number | null
  /** When it was last begun; null before the first time. */
  lastStartedAt: string | null
}
