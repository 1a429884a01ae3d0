/**
 * The ingest worker thread: reads files of this machine, parses and validates them, prepares them for the
 * store. Bundled as `ingest-worker.js`; started and ended by `thread-pool.ts`.
 */
import { isMainThread, parentPort } from 'node:worker_threads'
import type { Log, PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'
import { createReader } from '../read/reader.ts'
import type { Reader } from '../read/types.ts'
import { ingestFiles } from './ingest-files.ts'
import { type FromWorker, fromPlain, type PlainError, type ToWorker, toPlain } from './messages.ts'
import { createPipeline, type Pipeline, type PipelineSettings } from './pipeline.ts'

const port = parentPort
if (isMainThread || !port) throw new Error('worker.ts runs in a worker thread only')

const aliveMs = 1_000
let pipeline: Pipeline | undefined
let nextRead = 1
const reads = new Map<number, (contents: (SourceFile | 'unchanged' | PlainError)[]) => void>()

const send = (message: FromWorker) => port.postMessage(message)
const log = logTo(send)

// A thread that is stuck in one document says nothing, and is ended.
setInterval(() => send({ type: 'alive' }), aliveMs)

port.on('message', (message: ToWorker) => {
  if (message.type === 'configure') pipeline = pipelineOf(message.settings)
  else if (message.type === 'content') answerRead(message.id, message.contents)
  else void answer(message)
})

async function answer(message: Extract<ToWorker, { type: 'ingest' | 'expand' }>): Promise<void> {
  const { id } = message
  try {
    if (!pipeline) throw new Error('The ingest worker was asked before it was configured')
    if (message.type === 'ingest') {
      send({ type: 'ingested', id, results: await ingestFiles(pipeline, message.items) })
    } else {
      const locations = await pipeline.reader.expand(message.target)
      send({ type: 'expanded', id, targets: locations.map((location) => location.target).join('\0') })
    }
  } catch (thrown) {
    send({ type: 'failed', id, error: toPlain(thrown) })
  }
}

function answerRead(id: number, contents: (SourceFile | 'unchanged' | PlainError)[]): void {
  reads.get(id)?.(contents)
  reads.delete(id)
}

function pipelineOf(settings: PipelineSettings): Pipeline {
  const local = createReader(settings.reader, { fetch, log })
  const reader: Reader = {
    ...local,
    async read(location, known, signal) {
      if (location.type === 'file') return local.read(location, known, signal)
      const [content] = await readRemotely([{ location, etag: known.etag }])
      if (typeof content === 'object' && 'code' in content) throw content
      return content!
    },
    async readMany(items, signal) {
      const remote = items.filter((item) => item.location.type !== 'file')
      if (remote.length === 0) return local.readMany(items, signal)
      const here = items.filter((item) => item.location.type === 'file')
      const [mine, theirs] = await Promise.all([local.readMany(here, signal), readRemotely(remote)])
      return items.map((item) => (item.location.type === 'file' ? mine.shift()! : theirs.shift()!))
    },
  }
  return createPipeline(settings, reader)
}

function readRemotely(
  items: { location: LocationRef; etag: string | null }[],
): Promise<(SourceFile | 'unchanged' | PortalError)[]> {
  const id = nextRead++
  return new Promise((resolve) => {
    reads.set(id, (contents) =>
      resolve(
        contents.map((content) =>
          typeof content === 'object' && 'code' in content ? fromPlain(content) : content,
        ),
      ),
    )
    send({ type: 'read', id, items })
  })
}

function logTo(send: (message: FromWorker) => void): Log {
  const line = (level: keyof Omit<Log, 'child'>) => (message: string, fields?: Record<string, unknown>) =>
    send({ type: 'log', level, message, ...(fields ? { fields: plain(fields) } : {}) })
  const log: Log = {
    error: line('error'),
    warn: line('warn'),
    info: line('info'),
    debug: line('debug'),
    child: () => log,
  }
  return log
}

function plain(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? value.message : value]),
  )
}
