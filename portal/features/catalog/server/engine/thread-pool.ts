/**
 * Runs ingestion off the main thread: one worker, started when there is work and ended when idle. A worker
 * that dies or hangs costs one try; then its files are given to a new one singly, so that only the file that
 * does it becomes a problem.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { PortalError, reasonOf } from '@callboard/sdk'
import { isGlob } from '../read/glob-pattern.ts'
import { giveBackMemory } from './give-back-memory.ts'
import type { IngestItem, IngestResult } from './ingest-files.ts'
import { type FromWorker, fromPlain, type ToWorker, toPlain } from './messages.ts'
import { type Pool, type PoolOptions, refuseUnread } from './pool.ts'
import { readProblem } from './read-problem.ts'

interface Call {
  message: Extract<ToWorker, { id: number }>
  resolve(message: FromWorker): void
  reject(error: WorkerFailure): void
}

/** The worker ended without an answer: the fault of something it was given. */
class WorkerFailure extends Error {}

export function threadPool(options: PoolOptions): Pool {
  const { settings, reader, log, idleMs = 5_000, silentMs = 30_000 } = options
  const calls = new Map<number, Call>()
  let worker: Worker | undefined
  let nextId = 1
  let lastSign = 0
  let watch: NodeJS.Timeout | undefined
  let isClosed = false

  const end = (why: string) => {
    const ended = worker
    worker = undefined
    clearInterval(watch)
    void ended?.terminate()
    const waiting = [...calls.values()]
    calls.clear()
    for (const call of waiting) call.reject(new WorkerFailure(why))
  }

  const start = (): Worker => {
    // A hostile file may use up its heap, not ours.
    const started = new Worker(options.worker ?? workerUrl(), {
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    })
    started.unref()
    started.postMessage({ type: 'configure', settings } satisfies ToWorker)
    started.on('message', (message: FromWorker) => {
      lastSign = Date.now()
      if (message.type === 'read') void readFor(started, message)
      else if (message.type === 'log') log[message.level](message.message, message.fields)
      else if (message.type !== 'alive') finish(message)
    })
    const gone = (why: string) => {
      if (worker === started) end(why)
    }
    started.on('error', (error) => gone(reasonOf(error)))
    started.on('exit', () => gone('the thread ended'))
    lastSign = Date.now()
    let idleSince = Date.now()
    watch = setInterval(
      () => {
        if (calls.size > 0) idleSince = Date.now()
        if (calls.size > 0 && Date.now() - lastSign > silentMs)
          end(`no sign of life for ${silentMs / 1_000} s`)
        else if (Date.now() - idleSince >= idleMs) {
          end('idle')
          setTimeout(giveBackMemory, 1_000).unref()
        }
      },
      Math.min(1_000, idleMs),
    )
    watch.unref()
    return started
  }

  const finish = (message: Extract<FromWorker, { id: number }>) => {
    const call = calls.get(message.id)
    calls.delete(message.id)
    call?.resolve(message)
    // An idle worker must not keep the process alive; a busy one must.
    if (calls.size === 0) worker?.unref()
  }

  const readFor = async (asking: Worker, { id, items }: Extract<FromWorker, { type: 'read' }>) => {
    const contents = await reader.readMany(items).catch((thrown: unknown) => items.map(() => toPlain(thrown)))
    const plain = contents.map((content) => (content instanceof PortalError ? toPlain(content) : content))
    if (worker === asking) asking.postMessage({ type: 'content', id, contents: plain } satisfies ToWorker)
  }

  const call = (message: Call['message'], signal: AbortSignal | undefined): Promise<FromWorker> => {
    signal?.throwIfAborted()
    if (isClosed) throw new PortalError('unavailable', 'The catalog is shutting down')
    return new Promise((resolve, reject) => {
      const abort = () => {
        calls.delete(message.id)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      const done = () => signal?.removeEventListener('abort', abort)
      calls.set(message.id, {
        message,
        resolve: (answer) => {
          done()
          resolve(answer)
        },
        reject: (error) => {
          done()
          reject(error)
        },
      })
      worker ??= start()
      worker.ref()
      worker.postMessage(message)
    })
  }

  const ingestOnce = async (items: IngestItem[], signal: AbortSignal | undefined) => {
    const answer = await call({ type: 'ingest', id: nextId++, items }, signal)
    if (answer.type === 'ingested') return answer.results
    throw answer.type === 'failed' ? fromPlain(answer.error) : new Error(`unexpected ${answer.type}`)
  }

  const ingestSingly = async (items: IngestItem[], signal: AbortSignal | undefined) => {
    const results: IngestResult[] = []
    for (const item of items) {
      try {
        results.push(...(await ingestOnce([item], signal)))
      } catch (thrown) {
        if (!(thrown instanceof WorkerFailure) || isClosed) throw thrown
        const why = new PortalError('input', `the file cannot be processed: ${thrown.message}`)
        results.push({ outcome: 'failed', missing: false, problem: readProblem(item.location, why) })
      }
    }
    return results
  }

  return {
    async ingest(items, signal) {
      try {
        return await ingestOnce(items, signal)
      } catch (thrown) {
        if (!(thrown instanceof WorkerFailure) || isClosed) throw thrown
        log.warn('ingest worker ended, its files are tried singly', {
          reason: thrown.message,
          files: items.length,
        })
        return ingestSingly(items, signal)
      }
    },
    async expand(target, signal) {
      refuseUnread(settings, target)
      if (target.type !== 'file') return reader.expand(target, signal)
      if (!isGlob(target.target)) return [target]
      const answer = await call({ type: 'expand', id: nextId++, target }, signal)
      if (answer.type === 'failed') throw fromPlain(answer.error)
      if (answer.type !== 'expanded') throw new Error(`unexpected ${answer.type}`)
      if (answer.targets === '') return []
      return answer.targets.split('\0').map((each) => ({ type: target.type, target: each }))
    },
    async close() {
      isClosed = true
      end('the catalog is shutting down')
    },
  }
}

/** Beside this file when run from the sources; in the bundle beside `server.js`, above our chunk or next to it. */
function workerUrl(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./worker.ts', import.meta.url)
  const beside = new URL('./ingest-worker.js', import.meta.url)
  return existsSync(fileURLToPath(beside)) ? beside : new URL('../ingest-worker.js', import.meta.url)
}
