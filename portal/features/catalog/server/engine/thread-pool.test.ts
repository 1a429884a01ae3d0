import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { silentLog } from '../../../../testing/databases.ts'
import { createReader } from '../read/reader.ts'
import type { ReaderSettings } from '../read/types.ts'
import type { IngestItem } from './ingest-files.ts'
import type { PoolOptions } from './pool.ts'
import { threadPool } from './thread-pool.ts'

const folder = mkdtempSync(join(tmpdir(), 'callboard-pool-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const readerSettings: ReaderSettings = {
  allow: [],
  github: [],
  hosts: [],
  fileRoots: [folder],
  trustedFolders: [folder],
  limits: { maxBytes: 1e6, timeoutMs: 1_000, maxRedirects: 5, maxGlobEntries: 1_000 },
}

function pool(options: Partial<PoolOptions> = {}) {
  const reader = createReader(readerSettings, { fetch, log: silentLog })
  const settings = { reader: readerSettings, rules: {} }
  const made = threadPool({ settings, reader, log: silentLog, ...options })
  after(() => made.close())
  return made
}

function item(target: string): IngestItem {
  const location = { type: 'file', target }
  return { location, origin: location, etag: null, contentHash: null, includes: [] }
}

const fragile = new URL('./test/fragile-worker.ts', import.meta.url)

test('files are read, parsed and prepared in a thread, and globs are resolved there', async () => {
  writeFileSync(
    join(folder, 'a.yaml'),
    'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: x, lifecycle: y, owner: z}',
  )
  const threads = pool()
  const found = await threads.expand({ type: 'file', target: join(folder, '*.yaml') })
  assert.deepEqual(found, [{ type: 'file', target: join(folder, 'a.yaml') }])
  const [result, missing] = await threads.ingest([item(found[0]!.target), item(join(folder, 'no.yaml'))])
  assert.equal(result?.outcome === 'read' && result.documents[0]?.ref, 'component:default/a')
  assert.deepEqual(missing?.outcome === 'failed' && missing.missing, true)
})

test('a file that kills the thread costs itself only', async () => {
  const results = await pool({ worker: fragile }).ingest([item('one'), item('crash'), item('two')])
  assert.deepEqual(
    results.map((result) => result.outcome),
    ['unchanged', 'failed', 'unchanged'],
  )
  assert.ok(results[1]?.outcome === 'failed')
  assert.equal(results[1].problem.message, 'the file cannot be processed: the thread ended')
})

test('a file in which the thread hangs costs itself only', async () => {
  // Long enough for a thread to start on a busy machine.
  const threads = pool({ worker: fragile, silentMs: 1_500, idleMs: 200 })
  const results = await threads.ingest([item('one'), item('hang'), item('two')])
  assert.deepEqual(
    results.map((result) => result.outcome),
    ['unchanged', 'failed', 'unchanged'],
  )
})

test('a caller that gives up is told so; a closed pool takes nothing', async () => {
  const threads = pool({ worker: fragile })
  const given = AbortSignal.abort(new Error('stopping'))
  await assert.rejects(threads.ingest([item('one')], given), /stopping/)
  await threads.close()
  await assert.rejects(threads.ingest([item('one')]), { name: 'ServiceUnavailableError' })
})
