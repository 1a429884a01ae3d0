import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { forEachDatabase, silentLog } from '../../testing/databases.ts'
import { sharedPostgres } from '../../testing/postgres.ts'
import { systemClock } from '../clock.ts'
import type { OpenDatabase } from '../db/open.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createJobs, jobsMigrations } from './index.ts'

const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
})

async function worker(url: string, name: string, runMs: number): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'test-worker.ts'), [url, name, String(runMs)])
  children.push(child)
  await once(child, 'message')
  return child
}

interface RunRow {
  worker: string
  key: string
  started_at: number
  ended_at: number | null
}

async function queue(db: OpenDatabase, items: number) {
  const text = 'create table runs (worker text, key text, started_at bigint, ended_at bigint)'
  await db.write.executeQuery({ sql: text, parameters: [] } as never)
  const metrics = createMetrics()
  metrics.stop()
  const signal = new AbortController().signal
  const jobs = createJobs({ db, log: silentLog, clock: systemClock, signal, metrics })
  jobs.define({ name: 'test.item', run: async () => undefined })
  await jobs.schedule(Array.from({ length: items }, (_, i) => ({ name: 'test.item', key: `k${i}` })))
  return {
    runs: () => db.all<RunRow>('select * from runs order by started_at'),
    waiting: async () => (await jobs.list()).length,
  }
}

forEachDatabase((name, open) => {
  if (name === 'sqlite') return

  test('two processes share 200 items and none runs twice', async () => {
    const db = await open(jobsMigrations)
    const { runs, waiting } = await queue(db, 200)
    const url = await urlOf(db)
    const both = await Promise.all([worker(url, 'one', 5), worker(url, 'two', 5)])
    for (let i = 0; i < 400 && (await waiting()) > 0; i++) await sleep(25)
    for (const child of both) child.kill('SIGTERM')
    await Promise.all(both.map((child) => once(child, 'exit')))
    const rows = await runs()
    assert.equal(rows.length, 200)
    assert.equal(new Set(rows.map((row) => row.key)).size, 200)
    const byOne = rows.filter((row) => row.worker === 'one').length
    assert.ok(byOne > 20 && byOne < 180, `one ran ${byOne}`)
  })

  test('what a killed process ran is taken over when its lease ends', async () => {
    const db = await open(jobsMigrations)
    const { runs, waiting } = await queue(db, 4)
    const url = await urlOf(db)
    const first = await worker(url, 'first', 60_000)
    for (let i = 0; i < 200 && (await runs()).length < 4; i++) await sleep(10)
    first.kill('SIGKILL')
    const killedAt = Date.now()
    const second = await worker(url, 'second', 5)
    for (let i = 0; i < 200 && (await waiting()) > 0; i++) await sleep(25)
    second.kill('SIGTERM')
    await once(second, 'exit')
    const again = (await runs()).filter((row) => row.worker === 'second')
    assert.equal(again.length, 4)
    for (const row of again) {
      // A lease of 1 s, renewed at most a third of it before the kill, and polls of 0.1 s.
      assert.ok(
        row.started_at >= killedAt && row.started_at - killedAt < 2_000,
        String(row.started_at - killedAt),
      )
    }
  })

  test('a process that is told to stop ends its runs and hands over the rest at once', async () => {
    const db = await open(jobsMigrations)
    const { runs, waiting } = await queue(db, 6)
    const url = await urlOf(db)
    const first = await worker(url, 'first', 300)
    for (let i = 0; i < 200 && (await runs()).length < 4; i++) await sleep(10)
    first.kill('SIGTERM')
    await once(first, 'exit')
    assert.equal((await runs()).filter((row) => row.ended_at !== null).length, 4)
    const second = await worker(url, 'second', 5)
    for (let i = 0; i < 200 && (await waiting()) > 0; i++) await sleep(10)
    second.kill('SIGTERM')
    await once(second, 'exit')
    assert.equal((await runs()).length, 6)
  })
})

async function urlOf(db: OpenDatabase): Promise<string> {
  const server = await sharedPostgres()
  return server.url(db.describe.split('/').at(-1) ?? '')
}
