/** The catalog as a feature: ingestion (`engine/`), answers (`query/`) and routes (`handlers/`) put together. */
import type { Database, Feature, Jobs, ProtectedResources } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import { type CatalogApi, catalogApi } from '../api.ts'
import { catalogSettings } from '../config.ts'
import { createChangeFeed } from './change-feed.ts'
import { createEngine, type Engine, engineSettings, refreshJob } from './engine/index.ts'
import { catalogHandlers } from './handlers/index.ts'
import { entityResources } from './permission/entity-resources.ts'
import { createEntityLimits, readVisibility } from './permission/visibility.ts'
import { createAnswers, readRevision } from './query/answers.ts'
import { findUsers, type UserQuestion } from './query/find-users.ts'
import type { IdSets } from './query/id-sets.ts'
import { createIdSets } from './query/id-sets.ts'
import { groupsAbove, groupsOf } from './query/ownership.ts'
import type { EntityVisibility } from './query/scope.ts'
import type { Schedule } from './query/sources.ts'
import { catalogMigrations } from './store/index.ts'

export interface CatalogOptions {
  /** Folder that relative `file` targets are looked for in first; the working directory unless told. */
  cwd?: string
  /** `inline` reads files on the main thread, for tests. */
  mode?: 'thread' | 'inline'
  /** Limits which entities a caller sees, instead of the policy; for tests. */
  visibility?: EntityVisibility
}

export interface CatalogFeature extends Feature<CatalogApi> {
  /** The groups a user belongs to; undefined when the catalog does not know the user. */
  ownershipOf(userRef: string): Promise<string[] | undefined>
  /** Those, and the groups above them. */
  groupsAbove(userRef: string): Promise<string[]>
  /** Refs of all users. */
  users(): Promise<string[]>
  /** Refs of the users who fit, two at most. */
  findUsers(question: UserQuestion): Promise<string[]>
  /** Grows with every change. */
  revision(): Promise<number>
  /** What the policy may be about. */
  resources: ProtectedResources
  /** Works once the feature is set up. */
  engine(): Engine
}

const answerBytes = 16 * 1024 * 1024
const setBytes = 8 * 1024 * 1024
const mostUsers = 100_000

export function catalogFeature(options: CatalogOptions = {}): CatalogFeature {
  let running: { db: Database; engine: Engine; setsAt(revision: number): IdSets } | undefined
  const ready = () => {
    if (!running) throw new PortalError('unavailable', 'Service has not started up yet')
    return running
  }
  return {
    id: 'catalog',
    migrations: catalogMigrations,
    routes: catalogApi,
    ownershipOf: async (userRef) => groupsOf(ready().db, userRef),
    groupsAbove: async (userRef) => groupsAbove(ready().db, userRef),
    async users() {
      const rows = await ready().db.all<{ ref: string }>(
        `select ref from catalog_entities where kind = 'user' order by ref limit ${mostUsers}`,
      )
      return rows.map((row) => row.ref)
    },
    findUsers: async (question) => findUsers(ready().db, question),
    revision: async () => readRevision(ready().db),
    resources: entityResources(ready),
    engine: () => ready().engine,
    async setup(ctx) {
      const { db, log, config } = ctx
      const cwd = options.cwd ?? process.cwd()
      let settings = { api: catalogSettings(config), engine: engineSettings(config, { cwd, log }) }
      const engine = createEngine(ctx, { settings: settings.engine, mode: options.mode ?? 'thread' })
      const setsAt = createIdSets(db, setBytes)
      running = { db, engine, setsAt }
      const limits = createEntityLimits(db, ctx.permissions)
      config.onChange((next) => {
        settings = { api: catalogSettings(next), engine: engineSettings(next, { cwd, log }) }
        engine.configure(settings.engine).catch((error: unknown) => {
          log.error('changed config could not be applied to the catalog', { error })
        })
      })
      const handlers = catalogHandlers({
        db,
        engine,
        log,
        fetch: ctx.fetch,
        answers: createAnswers(answerBytes),
        setsAt,
        permissions: ctx.permissions,
        limits,
        visibility: options.visibility ?? readVisibility(limits),
        schedule: scheduleOf(ctx.jobs),
        changes: createChangeFeed(ctx),
        settings: () => settings.api,
        readerSettings: () => settings.engine.pipeline.reader,
      })
      return {
        handlers,
        start: () => engine.start(),
        stop: () => engine.stop(),
        health: () => healthOf(db),
      }
    },
  }
}

function scheduleOf(jobs: Jobs): Schedule {
  return async () => {
    const items = await jobs.list(refreshJob)
    return new Map(
      items.map(({ key, dueAt, lastStartedAt, state }) => [
        key,
        { dueAt, readAt: lastStartedAt, reading: state === 'running' },
      ]),
    )
  }
}

async function healthOf(db: Database): Promise<{ status: 'ok' | 'degraded'; message?: string }> {
  const row = await db.get<{ n: number }>("select count(*) as n from catalog_sources where state = 'failing'")
  const failing = Number(row?.n ?? 0)
  if (failing === 0) return { status: 'ok' }
  return { status: 'degraded', message: `${failing} of the catalog's sources cannot be read` }
}
