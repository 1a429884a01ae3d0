/**
 * Background work shared by all processes on one database. Each process asks for due items about once a
 * second (at once when it made them due itself), holds a lease on what it runs, and renews it. A process that
 * dies renews nothing, so its items come free when their lease ends. Times are compared by each process's own
 * clock: clocks must agree to well within a lease.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Clock,
  type Database,
  type Job,
  type Jobs,
  type Log,
  type Metrics,
  PortalError,
} from '@callboard/sdk'
import { lost, type Run, runItem, stopping } from './run-item.ts'
import {
  type Claimed,
  claim,
  dueCounts,
  type ItemKey,
  idOf,
  list,
  release,
  remove,
  renew,
  schedule,
} from './store.ts'

export interface JobsDeps {
  db: Database
  log: Log
  clock: Clock
  /** Aborted when the process stops: runs are interrupted and nothing new is begun. */
  signal: AbortSignal
  metrics: Metrics & { beforeRender?(refresh: () => Promise<void> | void): void }
  /** 1,000 unless told. */
  pollMs?: number
}

export interface HostJobs extends Jobs {
  start(): void
  /** Interrupts what runs, waits for it up to `graceMs` (10,000 unless told), and gives the rest back. */
  stop(graceMs?: number): Promise<void>
}

const defaults = { concurrency: 1, leaseMs: 30_000 }

export function createJobs(deps: JobsDeps): HostJobs {
  const { db, clock, signal, pollMs = 1_000 } = deps
  const log = deps.log.child({ part: 'jobs' })
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const observe = instruments(deps)
  const jobs = new Map<string, Job>()
  const running = new Map<string, Run>()
  let state: 'new' | 'started' | 'stopped' = 'new'
  let pollTimer: NodeJS.Timeout | undefined
  let renewTimer: NodeJS.Timeout | undefined
  let nextPollAt = Number.POSITIVE_INFINITY
  let isPolling = false
  /** A poll was asked for while one was under way, which may have missed what it was asked for. */
  let isAsked = false
  let isAway = false

  /** Times before the next regular poll at which an item of ours comes due. */
  let dueSoon: number[] = []

  const expectDue = (at: number) => {
    if (at >= clock.now() + pollMs || dueSoon.length > 1_000) return
    dueSoon.push(at)
    pollAt(at)
  }

  /** Makes sure that a poll happens at `at` or sooner. */
  const pollAt = (at: number) => {
    if (state !== 'started' || at >= nextPollAt) return
    nextPollAt = at
    clearTimeout(pollTimer)
    pollTimer = setTimeout(() => void poll(), Math.max(0, at - clock.now()))
  }

  const poll = async () => {
    nextPollAt = Number.POSITIVE_INFINITY
    if (isPolling) {
      isAsked = true
      return
    }
    isPolling = true
    isAsked = false
    const startedAt = clock.now()
    dueSoon = dueSoon.filter((at) => at > startedAt)
    try {
      const claimed = await claimFree()
      if (isAway) log.info('jobs go on')
      isAway = false
      for (const item of claimed) begin(item)
    } catch (thrown) {
      if (!isAway) log.warn('jobs wait: the database does not answer', { error: thrown })
      isAway = true
    } finally {
      isPolling = false
      const now = clock.now()
      pollAt(isAsked && !isAway ? now : now + pollMs * (0.8 + Math.random() * 0.4))
      for (const at of dueSoon) pollAt(at)
    }
  }

  const claimFree = async (): Promise<Claimed[]> => {
    const busy = new Map<string, number>()
    for (const { item } of running.values()) busy.set(item.name, (busy.get(item.name) ?? 0) + 1)
    const capacities = [...jobs.values()].map((job) => ({
      name: job.name,
      free: Math.max(0, (job.concurrency ?? defaults.concurrency) - (busy.get(job.name) ?? 0)),
      leaseMs: job.leaseMs ?? defaults.leaseMs,
    }))
    if (state !== 'started' || capacities.every((job) => job.free === 0)) return []
    return claim(db, owner, clock.now(), capacities)
  }

  const begin = (item: Claimed) => {
    const job = jobs.get(item.name)
    if (!job) return
    const id = idOf(item)
    const leaseMs = job.leaseMs ?? defaults.leaseMs
    // We lost this item and got it back while our first run has not ended yet: one after the other.
    const before = running.get(id)?.done
    const run: Run = {
      item,
      leaseMs,
      until: clock.now() + leaseMs,
      controller: new AbortController(),
      done: Promise.resolve(),
    }
    if (state === 'stopped') run.controller.abort(stopping)
    running.set(id, run)
    run.done = (async () => {
      await before
      const nextAt = run.controller.signal.aborted
        ? undefined
        : await runItem({ db, log, clock, owner, observe }, job, run)
      if (running.get(id) === run) running.delete(id)
      pollAt(clock.now())
      if (nextAt !== undefined) expectDue(nextAt)
    })()
    planRenewal()
  }

  const planRenewal = () => {
    if (renewTimer || running.size === 0) return
    const shortest = Math.min(...[...running.values()].map((run) => run.leaseMs))
    renewTimer = setTimeout(() => {
      void renewAll().finally(() => {
        renewTimer = undefined
        planRenewal()
      })
    }, shortest / 3)
  }

  const renewAll = async () => {
    const now = clock.now()
    const held = [...running.values()].filter((run) => !run.controller.signal.aborted)
    const due = held.filter((run) => run.until - now < run.leaseMs * 0.75)
    if (due.length === 0) return
    const leases = due.map((run) => ({
      run,
      name: run.item.name,
      key: run.item.key,
      until: now + run.leaseMs,
    }))
    try {
      const kept = new Set((await renew(db, owner, leases)).map(idOf))
      for (const { run, until } of leases) {
        if (kept.has(idOf(run.item))) run.until = until
        else if (running.get(idOf(run.item)) === run) run.controller.abort(lost)
      }
    } catch (thrown) {
      log.debug('leases could not be renewed', { error: thrown })
      for (const run of due) if (clock.now() >= run.until) run.controller.abort(lost)
    }
  }

  const interrupt = () => {
    state = 'stopped'
    clearTimeout(pollTimer)
    for (const run of running.values()) run.controller.abort(stopping)
  }
  signal.addEventListener('abort', interrupt, { once: true })

  const refuseUnknown = (items: readonly ItemKey[]) => {
    const unknown = items.find((item) => !jobs.has(item.name))
    if (unknown) throw new PortalError('not_found', `No job is called "${unknown.name}"`)
  }

  const scheduleAt = async (items: readonly (ItemKey & { at: number })[]) => {
    if (items.length === 0) return
    refuseUnknown(items)
    await schedule(db, items)
    for (const at of new Set(items.map((item) => item.at))) expectDue(at)
  }

  return {
    define(job) {
      if (jobs.has(job.name)) throw new Error(`Two jobs are called "${job.name}"`)
      jobs.set(job.name, job)
    },
    schedule: (items) => {
      const now = clock.now()
      return scheduleAt(items.map(({ name, key, inMs = 0 }) => ({ name, key, at: now + Math.max(0, inMs) })))
    },
    trigger: (items) => {
      const now = clock.now()
      return scheduleAt(items.map(({ name, key }) => ({ name, key, at: now })))
    },
    async remove(items) {
      if (items.length > 0) await remove(db, items)
      for (const item of items) running.get(idOf(item))?.controller.abort(lost)
    },
    list: (name) => list(db, name),
    start() {
      if (state !== 'new') return
      state = 'started'
      // Nobody else can hold a lease on a database of our own: what is held was held before a crash.
      const freed = db.dialect.shared ? Promise.resolve() : release(db, null, clock.now())
      freed
        .catch((thrown) => log.warn('leases of the last run stay until they end', { error: thrown }))
        .finally(() => pollAt(clock.now()))
    },
    async stop(graceMs = 10_000) {
      interrupt()
      const ended = Promise.all([...running.values()].map((run) => run.done))
      const timeUp = new AbortController()
      await Promise.race([ended, sleep(graceMs, undefined, { signal: timeUp.signal }).catch(() => {})])
      timeUp.abort()
      clearTimeout(renewTimer)
      await release(db, owner, clock.now()).catch((thrown) => {
        log.warn('leases could not be given back, they end by themselves', { error: thrown })
      })
    },
  }
}

function instruments({ db, clock, metrics }: JobsDeps) {
  const seconds = metrics.histogram('callboard_job_run_seconds', 'Duration of job runs.', ['job', 'result'])
  const failures = metrics.counter('callboard_job_failures_total', 'Job runs that failed.', ['job'])
  const depth = metrics.gauge('callboard_jobs_due', 'Items of a job that are due and wait for a process.', [
    'job',
  ])
  const seen = new Set<string>()
  metrics.beforeRender?.(async () => {
    const counts = new Map((await dueCounts(db, clock.now())).map((row) => [row.name, row.due]))
    for (const name of counts.keys()) seen.add(name)
    for (const name of seen) depth.set(counts.get(name) ?? 0, { job: name })
  })
  return (job: string, duration: number, result: 'ok' | 'failed') => {
    seen.add(job)
    seconds.observe(duration, { job, result })
    if (result === 'failed') failures.inc({ job })
  }
}
