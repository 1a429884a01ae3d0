import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job, JobRun } from '@callboard/sdk'
import { forEachDatabase, silentLog } from '../../testing/databases.ts'
import { systemClock } from '../clock.ts'
import type { OpenDatabase } from '../db/open.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createJobs, type HostJobs, jobsMigrations } from './index.ts'

const stops: (() => Promise<void> | void)[] = []
after(async () => {
  for (const stop of stops) await stop()
})

function start(db: OpenDatabase, jobs: Job[], options: { pollMs?: number; isStarted?: boolean } = {}) {
  const metrics = createMetrics()
  const stop = new AbortController()
  const made = createJobs({
    db,
    log: silentLog,
    clock: systemClock,
    signal: stop.signal,
    metrics,
    ...options,
  })
  for (const job of jobs) made.define(job)
  if (options.isStarted !== false) made.start()
  stops.push(() => made.stop(100), metrics.stop)
  return { jobs: made, metrics, stop }
}

async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  withinMs = 5_000,
): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await isTrue())) {
    if (Date.now() > end) assert.fail(`not in ${withinMs} ms: ${what}`)
    await sleep(5)
  }
}

async function only(jobs: HostJobs, name: string) {
  const items = await jobs.list(name)
  assert.equal(items.length, 1)
  return items[0]!
}

forEachDatabase((name, open) => {
  test('an item scheduled here runs at once and is gone afterwards', async () => {
    const db = await open(jobsMigrations)
    const ran: string[] = []
    const { jobs } = start(db, [{ name: 't.a', run: async (key) => void ran.push(key) as undefined }], {
      pollMs: 60_000,
    })
    await sleep(20)
    await jobs.schedule([
      { name: 't.a', key: 'x' },
      { name: 't.a', key: 'y' },
    ])
    await until('both ran', () => ran.length === 2)
    await until('both gone', async () => (await jobs.list()).length === 0)
    assert.deepEqual(ran.sort(), ['x', 'y'])
  })

  test('an item keeps its time unless the new one is sooner, and scheduling it again writes nothing', async () => {
    const db = await open(jobsMigrations)
    const { jobs } = start(db, [{ name: 't.a', run: async () => undefined }], { isStarted: false })
    await jobs.schedule([{ name: 't.a', key: 'x', inMs: 60_000 }])
    const first = (await only(jobs, 't.a')).dueAt
    await jobs.schedule([
      { name: 't.a', key: 'x', inMs: 90_000 },
      { name: 't.a', key: 'x', inMs: 80_000 },
    ])
    assert.equal((await only(jobs, 't.a')).dueAt, first)
    await jobs.schedule([{ name: 't.a', key: 'x', inMs: 1_000 }])
    assert.ok((await only(jobs, 't.a')).dueAt < first)
    await jobs.remove([{ name: 't.a', key: 'x' }])
    assert.deepEqual(await jobs.list('t.a'), [])
    await assert.rejects(jobs.trigger([{ name: 't.unknown', key: 'x' }]), { code: 'not_found' })
  })

  test('a job runs again after the time it returns', async () => {
    const db = await open(jobsMigrations)
    const at: number[] = []
    const job: Job = {
      name: 't.every',
      run: async () => ({ nextInMs: at.push(Date.now()) < 3 ? 60 : 60_000 }),
    }
    const { jobs } = start(db, [job])
    await jobs.schedule([{ name: 't.every', key: '' }])
    await until('three runs', () => at.length === 3)
    assert.ok(at[1]! - at[0]! >= 55 && at[2]! - at[1]! >= 55, String(at))
    await until('waiting', async () => (await only(jobs, 't.every')).state === 'waiting')
    const item = await only(jobs, 't.every')
    assert.equal(item.attempts, 0)
    assert.ok((item.lastDurationMs ?? -1) >= 0)
  })

  test('a trigger during a run makes it run once more', async () => {
    const db = await open(jobsMigrations)
    let runs = 0
    let open1 = () => {}
    const gate = new Promise<void>((resolve) => {
      open1 = resolve
    })
    const { jobs } = start(db, [
      {
        name: 't.a',
        concurrency: 5,
        async run() {
          runs += 1
          if (runs === 1) await gate
          return undefined
        },
      },
    ])
    await jobs.trigger([{ name: 't.a', key: 'x' }])
    await until('running', () => runs === 1)
    for (let i = 0; i < 3; i++) await jobs.trigger([{ name: 't.a', key: 'x' }])
    await sleep(50)
    assert.equal(runs, 1, 'an item never overlaps itself')
    assert.equal((await only(jobs, 't.a')).state, 'running')
    open1()
    await until('ran again, once', async () => runs === 2 && (await jobs.list()).length === 0)
  })

  test('no more items of a job run at once than its concurrency', async () => {
    const db = await open(jobsMigrations)
    const now = { a: 0, b: 0 }
    const most = { a: 0, b: 0 }
    let done = 0
    const job = (id: 'a' | 'b', concurrency: number): Job => ({
      name: `t.${id}`,
      concurrency,
      async run() {
        now[id] += 1
        most[id] = Math.max(most[id], now[id])
        await sleep(5)
        now[id] -= 1
        done += 1
        return undefined
      },
    })
    const { jobs } = start(db, [job('a', 3), job('b', 1)])
    const keys = Array.from({ length: 12 }, (_, i) => String(i))
    await jobs.schedule(
      keys.flatMap((key) => [
        { name: 't.a', key },
        { name: 't.b', key },
      ]),
    )
    await until('all done', () => done === 24)
    assert.deepEqual(most, { a: 3, b: 1 })
  })

  test('a failed item is tried again later, its reason is kept until it works', async () => {
    const db = await open(jobsMigrations)
    let runs = 0
    const { jobs, metrics } = start(db, [
      {
        name: 't.a',
        async run() {
          runs += 1
          if (runs === 1) throw new Error('the host is away')
          return { nextInMs: 60_000 }
        },
      },
    ])
    await jobs.schedule([{ name: 't.a', key: 'x' }])
    await until('failed', async () => (await only(jobs, 't.a')).lastError === 'the host is away')
    const failed = await only(jobs, 't.a')
    assert.equal(failed.attempts, 1)
    const waitMs = Date.parse(failed.dueAt) - Date.now()
    assert.ok(waitMs > 500 && waitMs < 1_200, String(waitMs))
    await until('worked', async () => (await only(jobs, 't.a')).lastError === null)
    assert.equal(runs, 2)
    assert.equal((await only(jobs, 't.a')).attempts, 0)
    const text = await metrics.render()
    assert.match(text, /callboard_job_failures_total\{job="t.a"\} 1\n/)
    assert.match(text, /callboard_jobs_due\{job="t.a"\} 0\n/)
  })

  test('a long run keeps its lease', async () => {
    const db = await open(jobsMigrations)
    let runs = 0
    const job: Job = {
      name: 't.long',
      leaseMs: 200,
      async run(_key, { signal }) {
        runs += 1
        await sleep(700, undefined, { signal })
        return undefined
      },
    }
    const one = start(db, [job], { pollMs: 50 })
    const two = start(db, [{ ...job }], { pollMs: 50, isStarted: name === 'postgres' })
    await one.jobs.schedule([{ name: 't.long', key: 'x' }])
    await until('done', async () => (await two.jobs.list()).length === 0)
    assert.equal(runs, 1)
  })

  test('a run whose lease is lost is told so, and its outcome changes nothing', async () => {
    const db = await open(jobsMigrations)
    const signals: AbortSignal[] = []
    const { jobs } = start(db, [
      {
        name: 't.a',
        leaseMs: 150,
        async run(_key: string, run: JobRun) {
          signals.push(run.signal)
          if (signals.length === 1)
            await new Promise((resolve) => run.signal.addEventListener('abort', resolve))
          return { nextInMs: 60_000 }
        },
      },
    ])
    await jobs.schedule([{ name: 't.a', key: 'x' }])
    await until('running', () => signals.length === 1)
    await db.write.updateTable('jobs_items').set({ owner: 'somebody else' }).execute()
    await until('aborted', () => signals[0]!.aborted)
    assert.equal((await only(jobs, 't.a')).state, 'running', 'it is the other one who ends it')
    await until('taken over when the lease ended', () => signals.length === 2)
  })

  test('a stop interrupts what runs and gives it back without calling it a failure', async () => {
    const db = await open(jobsMigrations)
    const started: string[] = []
    const job: Job = {
      name: 't.a',
      concurrency: 3,
      async run(key, { signal }) {
        started.push(key)
        if (key === 'deaf') await sleep(1_000)
        else await sleep(60_000, undefined, { signal })
        return undefined
      },
    }
    const { jobs } = start(db, [job])
    await jobs.schedule(['polite', 'deaf'].map((key) => ({ name: 't.a', key })))
    await until('both run', () => started.length === 2)
    const before = Date.now()
    await jobs.stop(200)
    assert.ok(Date.now() - before < 500)
    for (const item of await jobs.list()) {
      assert.deepEqual([item.state, item.attempts, item.lastError], ['waiting', 0, null])
      assert.ok(Date.parse(item.dueAt) <= Date.now())
    }
    assert.equal((await jobs.list()).length, 2)
  })

  test('an idle queue writes nothing', async () => {
    const db = await open(jobsMigrations)
    const { jobs } = start(db, [{ name: 't.a', run: async () => undefined }], { pollMs: 5 })
    await jobs.schedule([{ name: 't.a', key: 'later', inMs: 600_000 }])
    await sleep(50)
    // Transaction ids of Postgres belong to all databases of the server, so its rows are asked who wrote them.
    const written = async () =>
      name === 'sqlite'
        ? (await db.write.selectNoFrom((e) => e.fn<number>('total_changes', []).as('n')).execute())[0]!.n
        : await db.get('select count(*) as rows, max(xmin::text::bigint) as writer from jobs_items')
    const before = await written()
    await sleep(100)
    assert.deepEqual(await written(), before)
  })

  test('what a crashed process of a private database held is free at the next start', async () => {
    const db = await open(jobsMigrations)
    if (db.dialect.shared) return
    const ran: string[] = []
    const { jobs } = start(db, [{ name: 't.a', run: async (key) => void ran.push(key) as undefined }], {
      isStarted: false,
    })
    await jobs.schedule([{ name: 't.a', key: 'x' }])
    await db.write
      .updateTable('jobs_items')
      .set({ owner: 'dead', ready_at: Date.now() + 60_000 })
      .execute()
    jobs.start()
    await until('ran', () => ran.length === 1)
  })
})
