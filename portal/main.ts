/**
 * The composition root: config → log → HTTP listens (alive, not ready) → database → migrations → features →
 * ready → work begins. Nothing that is late or broken outside ends the process.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Feature, FeatureContext, FeatureParts } from '@callboard/sdk'
import { PortalError, reasonOf } from '@callboard/sdk'
import { builtinFeatures } from './builtin.ts'
import { systemClock } from './host/clock.ts'
import {
  dataFolder,
  describeProblem,
  hostConfig,
  type LoadedConfig,
  loadConfig,
  stopOnErrors,
} from './host/config/index.ts'
import { connectWithRetry } from './host/db/connect.ts'
import { migrate } from './host/db/migrate.ts'
import type { OpenDatabase } from './host/db/open.ts'
import { watchDatabase } from './host/db/watch.ts'
import { createEvents } from './host/events/events.ts'
import { createFetch, useProxies } from './host/fetch.ts'
import { createHttp, type Http } from './host/http/create-http.ts'
import { createJobs, jobsMigrations } from './host/jobs/index.ts'
import { createLog, type HostLog } from './host/log/log.ts'
import { createMetrics, metricsContentType } from './host/metrics/metrics.ts'
import { programRoot, programVersion } from './host/program.ts'
import { configSources, createHostView } from './host-view.ts'
import { runningFeatures, type SetUpFeatures } from './running-features.ts'

export interface PortalOptions {
  configFiles: string[]
  port?: number
  host?: string
  dataDir?: string
  env: Record<string, string | undefined>
  /** Where the user typed the command. */
  cwd: string
}

export interface Portal {
  url: string
  /** Resolves when every feature has started, rejects when it can never start. */
  ready: Promise<void>
  /** Ends everything in order; safe to call twice. */
  close(): Promise<void>
}

interface Running {
  parts: FeatureParts[]
  setUp: SetUpFeatures
  db?: OpenDatabase
  stopJobs?: () => Promise<void>
}

/** @throws `input` with every problem of the config when it cannot be used. */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const stop = new AbortController()
  const log = createLog({ env: options.env })
  const config = await configFor(options, log, stop.signal)
  const host = hostConfig(config.reader, options.env)
  log.configure(host.backend.logger)
  useProxies(options.env)
  const dataDir = dataFolder(options.dataDir, options.env, options.cwd)
  mkdirSync(dataDir, { recursive: true })

  const metrics = createMetrics()
  const running: Running = { parts: [], setUp: new Map() }
  const view = createHostView({
    config,
    options,
    dataDir,
    log,
    database: () => running.db,
    features: () => runningFeatures(features, running.setUp),
  })
  const { features, authenticator, permissions, audit } = builtinFeatures({ cwd: options.cwd, host: view })
  const migrations = [...jobsMigrations, ...features.flatMap((feature) => feature.migrations ?? [])]
  const http = createHttp({
    config: config.reader,
    log: log.child({ part: 'http' }),
    authenticator,
    permissions,
    audit,
    metrics: { ...metrics, contentType: metricsContentType, text: () => metrics.render() },
    publicConfig: config.publicConfig,
    webFolder: join(programRoot, 'dist', 'web'),
    dataDir,
    version: programVersion(),
  })
  for (const feature of features) http.declare(feature.routes)
  const { url } = await http.listen()

  const ready = (async () => {
    const db = await connectWithRetry(host.backend.database, {
      dataDir,
      log,
      signal: stop.signal,
      onWaiting: (reason) => http.setNotReady(reason),
      prepare: (opened) => migrate(opened, migrations, log),
    })
    running.db = db
    const jobs = createJobs({ db, log, clock: systemClock, signal: stop.signal, metrics })
    const events = createEvents(log)
    const ctx: FeatureContext = {
      log,
      db,
      jobs,
      events,
      metrics,
      permissions,
      audit,
      clock: systemClock,
      fetch: createFetch(),
      config: config.reader,
      signal: stop.signal,
      dataDir,
    }
    for (const feature of features) {
      const started = performance.now()
      const parts = await setUp(feature, ctx, http)
      running.parts.push(parts)
      running.setUp.set(feature.id, { parts, tookMs: performance.now() - started })
    }
    http.setReady()
    log.info(`Callboard ready on ${url}`)
    watchDatabase(db, { log, signal: stop.signal, onLost: http.setNotReady, onBack: http.setReady })
    jobs.start()
    running.stopJobs = () => jobs.stop()
    for (const part of running.parts) await part.start?.()
  })()

  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await http.close()
    stop.abort(new PortalError('unavailable', 'The portal is shutting down'))
    await ready.catch(() => undefined)
    await running.stopJobs?.()
    for (const part of running.parts.toReversed()) await part.stop?.()
    await running.db?.close()
  }
  return {
    url,
    ready,
    close() {
      closing ??= close()
      return closing
    },
  }
}

async function configFor(options: PortalOptions, log: HostLog, signal: AbortSignal): Promise<LoadedConfig> {
  const { cwd } = options
  const config = await loadConfig({
    ...configSources(options),
    signal,
    onBadReload: (problems) => {
      for (const problem of problems) log.warn(`config not reloaded: ${describeProblem(problem, cwd)}`)
    },
  })
  log.info(`Loading config from ${config.description}`)
  log.redactor.add(config.secrets())
  stopOnErrors(config, cwd)
  for (const problem of config.problems) log.warn(describeProblem(problem, cwd))
  return config
}

async function setUp(feature: Feature, ctx: FeatureContext, http: Http): Promise<FeatureParts> {
  try {
    const parts = await feature.setup({ ...ctx, log: ctx.log.child({ feature: feature.id }) })
    http.mount(feature.routes, parts.handlers)
    return parts
  } catch (thrown) {
    throw new PortalError(
      'internal',
      `The feature ${feature.id} could not be set up: ${reasonOf(thrown)}`,
      {},
      thrown,
    )
  }
}
