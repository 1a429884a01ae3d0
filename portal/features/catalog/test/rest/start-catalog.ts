/** The catalog behind a real HTTP server, for tests: real database, real files, a real web host for URLs. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConfigReader,
  type Credentials,
  type FeatureContext,
  noAudit,
  openPolicy,
  type Permissions,
  PortalError,
} from '@callboard/sdk'
import type { z } from 'zod'
import type { OpenDatabase } from '../../../../host/db/open.ts'
import { createEvents } from '../../../../host/events/events.ts'
import { createHttp } from '../../../../host/http/create-http.ts'
import { createJobs, jobsMigrations } from '../../../../host/jobs/index.ts'
import { createMetrics } from '../../../../host/metrics/metrics.ts'
import { type OpenTestDatabase, silentLog } from '../../../../testing/databases.ts'
import { type FilesHost, startFilesHost } from '../../../../testing/files-host.ts'
import { type CatalogFeature, type CatalogOptions, catalogFeature } from '../../server/index.ts'

export interface RunningCatalog {
  /** `http://127.0.0.1:<port>/api/catalog` */
  base: string
  db: OpenDatabase
  catalog: CatalogFeature
  /** Serves catalog files; readable by allow-list. */
  host: FilesHost
  /** Folder of the files of the config location. */
  folder: string
  close(): Promise<void>
  ask(path: string, init?: RequestInit): Promise<Response>
  json<T = Json>(path: string): Promise<T>
  post(path: string, body: unknown, method?: string): Promise<Response>
  /** Waits until the catalog answers `path` with something that passes. */
  until<T = Json>(path: string, passes: (body: T) => boolean): Promise<T>
}

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test looks at
export type Json = any

export const token = 'a-user'

const rosa: Credentials = {
  type: 'user',
  userEntityRef: 'user:default/rosa',
  expiresAt: '2099-01-01T00:00:00Z',
  token,
}

const kinds = ['Component', 'API', 'Location', 'Group', 'User', 'System', 'Domain', 'Resource']

export interface RestOptions extends CatalogOptions {
  /** More keys of the `catalog` section. */
  config?: Record<string, unknown>
  /** Everybody may do everything unless told. */
  permissions?: Permissions
}

/** A catalog for the tests of this suite: started before them, closed after them. */
export function withCatalog(open: OpenTestDatabase, options: RestOptions = {}): () => RunningCatalog {
  let running: RunningCatalog | undefined
  before(async () => {
    running = await startCatalog(open, options)
  })
  after(() => running?.close())
  return () => {
    assert.ok(running, 'the catalog did not start')
    return running
  }
}

async function startCatalog(open: OpenTestDatabase, options: RestOptions): Promise<RunningCatalog> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-rest-'))
  cpSync(join(import.meta.dirname, 'files'), folder, { recursive: true })
  const host = await startFilesHost()
  const catalog = catalogFeature({ mode: 'inline', cwd: folder, ...options })
  const db = await open([...jobsMigrations, ...(catalog.migrations ?? [])])
  const stop = new AbortController()
  const metrics = createMetrics()
  const clock = { now: Date.now }
  const jobs = createJobs({ db, log: silentLog, clock, signal: stop.signal, metrics, pollMs: 20 })
  const config = readerOf({
    'backend.reading.allow': [{ host: host.host }],
    catalog: {
      rules: [{ allow: kinds }],
      locations: [{ type: 'file', target: './all.yaml' }],
      ...options.config,
    },
  })
  const http = createHttp({
    config,
    log: silentLog,
    authenticator: {
      async authenticate(given) {
        if (given === token) return rosa
        throw new PortalError('unauthenticated', 'Illegal token')
      },
    },
    webFolder: '/nowhere',
    override: { listen: { host: '127.0.0.1', port: 0 } },
  })
  const events = createEvents(silentLog)
  const ctx = {
    log: silentLog,
    db,
    clock,
    fetch,
    config,
    jobs,
    metrics,
    events,
    permissions: options.permissions ?? openPolicy,
    audit: noAudit,
    signal: stop.signal,
    dataDir: folder,
  }
  const parts = await catalog.setup(ctx satisfies FeatureContext)
  http.mount(catalog.routes, parts.handlers)
  http.setReady()
  const { url } = await http.listen()
  jobs.start()
  await parts.start?.()
  const base = `${url}/api/catalog`
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    if (!headers.has('authorization')) headers.set('authorization', `Bearer ${token}`)
    return fetch(base + path, { ...init, headers })
  }
  const json = async <T = Json>(path: string): Promise<T> => {
    const response = await ask(path)
    const text = await response.text()
    assert.equal(response.status, 200, `${path}: ${text}`)
    return JSON.parse(text) as T
  }
  const running: RunningCatalog = {
    base,
    db,
    catalog,
    host,
    folder,
    async close() {
      await http.close()
      stop.abort()
      await jobs.stop()
      await parts.stop?.()
      metrics.stop()
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    },
    ask,
    json,
    post: (path, body, method = 'POST') =>
      ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    async until(path, passes) {
      for (let left = 400; ; left--) {
        const body = await json(path)
        if (passes(body)) return body
        assert.ok(left > 0, `${path} never passed: ${JSON.stringify(body).slice(0, 500)}`)
        await sleep(25)
      }
    },
  }
  await running.until<Json>('/sources', ({ items }) => items[0]?.state !== 'pending' && !items[0].reading)
  return running
}

function readerOf(config: Record<string, unknown>): ConfigReader {
  const get = (path: string): unknown => {
    if (path in config) return config[path]
    const cut = path.lastIndexOf('.')
    if (cut === -1) return undefined
    return (get(path.slice(0, cut)) as Record<string, unknown> | undefined | null)?.[path.slice(cut + 1)]
  }
  return {
    get,
    section: <S extends z.ZodType>(key: string, schema: S) => schema.parse(get(key)),
    origin: () => undefined,
    folders: [],
    onChange: () => {},
  }
}

/** `kind/name` of entities, for comparing lists. */
export function namesOf(entities: Json[]): string[] {
  return entities.map((entity) => `${entity.kind}/${entity.metadata.name}`)
}

export async function errorOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as Json
  return `${response.status} ${error.message}`
}
