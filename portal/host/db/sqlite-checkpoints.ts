/**
 * Folds the write-ahead log into the database file in a thread of its own while much is written, as copying and
 * syncing would hold up the event loop for a fifth of the time; and shortens the log to nothing once it is quiet.
 * Small writes never get here: their log stays short, and SQLite folds it in by itself.
 */
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

export interface Checkpoints {
  /** To be awaited before a transaction: lets the log be shortened when its turn has come. */
  ready(): Promise<void>
  /** To be called after each transaction. */
  committed(): void
  close(): Promise<void>
}

/** SQLite's own limit, about 4 MB, for as long as there is no thread. */
const ownPages = 1_000
/** A longer log than SQLite allows to small transactions: much is being written. */
const manyBytes = 5_000_000
/** So long the log may get before it is folded in beside the writing, and before the writing waits for that. */
const [longBytes, mostBytes] = [32_000_000, 64_000_000]
const quietMs = 1_000

const source = `
const { DatabaseSync } = require('node:sqlite')
const { parentPort, workerData } = require('node:worker_threads')
const db = new DatabaseSync(workerData, { timeout: 100 })
parentPort.on('message', (mode) => {
  if (mode !== 'end') return parentPort.postMessage(db.prepare('pragma wal_checkpoint(' + mode + ')').get())
  db.close()
  parentPort.close()
})`

interface Outcome {
  /** 1 when somebody was in the way. */
  busy: number
}

export function sqliteCheckpoints(writer: DatabaseSync, path: string): Checkpoints {
  let thread: Worker | undefined
  let answer: ((outcome: Outcome) => void) | undefined
  let folding: Promise<void> | undefined
  let shortening: Promise<Outcome> | undefined
  let length = 0
  let isFolded = false
  let isOff = false
  let lastCommit = 0
  let quiet: NodeJS.Timeout | undefined

  function start(): void {
    writer.exec('pragma wal_autocheckpoint = 0')
    const started = new Worker(source, {
      eval: true,
      workerData: path,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    started.unref()
    started.on('message', (outcome: Outcome) => answer?.(outcome))
    started.on('error', () => {
      // Without the thread SQLite does it all, as for small writes.
      isOff = true
    })
    started.on('exit', () => {
      thread = undefined
      clearInterval(quiet)
      answer?.({ busy: 1 })
      if (writer.isOpen) writer.exec(`pragma wal_autocheckpoint = ${ownPages}`)
    })
    quiet = setInterval(() => void endWhenQuiet(), quietMs / 2)
    quiet.unref()
    thread = started
  }

  async function ask(mode: 'passive' | 'truncate'): Promise<Outcome> {
    const outcome = await new Promise<Outcome>((resolve) => {
      answer = resolve
      thread?.postMessage(mode)
    })
    answer = undefined
    return outcome
  }

  function shorten(): Promise<Outcome> {
    shortening ??= ask('truncate').finally(() => {
      isFolded = false
      shortening = undefined
    })
    return shortening
  }

  async function endWhenQuiet(): Promise<void> {
    if (answer || performance.now() - lastCommit < quietMs) return
    const { busy } = await shorten()
    if (busy === 1 || performance.now() - lastCommit < quietMs) return
    // What the writer keeps in memory of the file is not needed again soon.
    if (writer.isOpen) writer.exec('pragma shrink_memory')
    thread?.postMessage('end')
  }

  return {
    async ready() {
      if (folding && length > mostBytes) await folding
      if (shortening || (isFolded && thread)) await shorten()
    },
    committed() {
      lastCommit = performance.now()
      if (isOff) return
      length = lengthOf(`${path}-wal`)
      if (!thread && length > manyBytes) start()
      if (!thread || answer || isFolded || length <= longBytes) return
      folding = ask('passive').then(() => {
        isFolded = true
        folding = undefined
      })
    },
    async close() {
      isOff = true
      const ending = thread
      if (!ending) return
      const exited = new Promise((resolve) => ending.once('exit', resolve))
      ending.ref()
      ending.postMessage('end')
      await exited
    },
  }
}

function lengthOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
