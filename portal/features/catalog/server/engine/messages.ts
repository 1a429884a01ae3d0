/** What crosses between the main thread and the ingest worker. */
import { type ErrorCode, PortalError, toPortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'
import type { IngestItem, IngestResult } from './ingest-files.ts'
import type { PipelineSettings } from './pipeline.ts'

export type ToWorker =
  | { type: 'configure'; settings: PipelineSettings }
  | { type: 'ingest'; id: number; items: IngestItem[] }
  | { type: 'expand'; id: number; target: LocationRef }
  /** Answer to `read`. */
  | { type: 'content'; id: number; contents: (SourceFile | 'unchanged' | PlainError)[] }

export type FromWorker =
  | { type: 'ingested'; id: number; results: IngestResult[] }
  /** Targets joined by NUL: one string crosses faster than 100,000. */
  | { type: 'expanded'; id: number; targets: string }
  | { type: 'failed'; id: number; error: PlainError }
  /** Network reads are done by the main thread, which keeps what it learnt when this thread ends. */
  | { type: 'read'; id: number; items: { location: LocationRef; etag: string | null }[] }
  | {
      type: 'log'
      level: 'error' | 'warn' | 'info' | 'debug'
      message: string
      fields?: Record<string, unknown>
    }
  | { type: 'alive' }

/** A `PortalError` without its class. */
export interface PlainError {
  code: ErrorCode
  message: string
  details: Record<string, unknown>
}

export function toPlain(thrown: unknown): PlainError {
  const { code, message, details } = toPortalError(thrown)
  return { code, message, details: JSON.parse(JSON.stringify(details)) as Record<string, unknown> }
}

export function fromPlain({ code, message, details }: PlainError): PortalError {
  return new PortalError(code, message, details)
}
