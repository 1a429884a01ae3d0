/** A catalog of files in a temporary folder, with a real engine, for tests that say what files are there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import type { ConfigReader } from '@callboard/sdk'
import type { Entity, JsonObject } from '@callboard/sdk/model'
import type { OpenDatabase } from '../../../../../host/db/open.ts'
import { createEvents } from '../../../../../host/events/events.ts'
import { createJobs, jobsMigrations } from '../../../../../host/jobs/index.ts'
import { createMetrics } from '../../../../../host/metrics/metrics.ts'
import { type OpenTestDatabase, silentLog } from '../../../../../testing/databases.ts'
import { catalogMigrations } from '../../store/index.ts'
import { createEngine, engineSettings } from '../index.ts'

export const everyKind = [
  'Component',
  'API',
  'Resource',
  'System',
  'Domain',
  'Group',
  'User',
  'Location',
  'Template',
]

export const migrations = [...catalogMigrations, ...jobsMigrations]

/** A config reader over plain data, file targets relative to `folder`. */
export function configOf(
  data: { catalog: JsonObject; backend?: JsonObject },
  folders: string[] = [],
): ConfigReader {
  const get = (path: string) =>
    path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], data)
  return {
    section: (key, schema) => schema.parse(get(key)) as never,
    get,
    origin: (path) =>
      get(path) === undefined ? undefined : { file: 'app-config.yaml', line: 12, column: 7 },
    folders,
    onChange: () => {},
  }
}

export interface SmallCatalogOptions {
  files?: Record<string, string>
  catalog?: JsonObject
  backend?: JsonObject
  /** `thread` uses the real worker. */
  mode?: 'thread' | 'inline'
  folder?: string
}

/** A real engine on a database; the caller stops it. */
export async function startEngine(db: OpenDatabase, options: SmallCatalogOptions & { folder: string }) {
  const stop = new AbortController()
  const metrics = createMetrics()
  const log = silentLog
  const events = createEvents(log)
  const clock = { now: () => Date.now() }
  const settingsOf = (catalog: JsonObject = {}) =>
    engineSettings(
      configOf({
        catalog: {
          rules: [{ allow: everyKind }],
          locations: [{ type: 'file', target: '**/*.yaml' }],
          ...options.catalog,
          ...catalog,
        },
        ...(options.backend ? { backend: options.backend } : {}),
      }),
      { cwd: options.folder, log },
    )
  const ctx = { db, events, clock, log, metrics, fetch, signal: stop.signal }
  // Not started: scans happen when the test says so.
  const jobs = createJobs(ctx)
  const engine = createEngine({ ...ctx, jobs }, { settings: settingsOf(), mode: options.mode ?? 'inline' })
  await engine.start()
  return {
    engine,
    jobs,
    events,
    configure: (catalog: JsonObject) => engine.configure(settingsOf(catalog)),
    sources: () =>
      db.all<{ id: string; kind: string; type: string; target: string; state: string }>(
        'select * from catalog_sources order by precedence',
      ),
    async stop() {
      stop.abort()
      await engine.stop()
      await jobs.stop()
    },
  }
}

/** Starts an engine whose config locations are `catalog.locations` (default: every YAML file of the folder). */
export async function smallCatalog(open: OpenTestDatabase, options: SmallCatalogOptions = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'callboard-engine-'))
  if (!options.folder) after(() => rmSync(folder, { recursive: true, force: true }))
  const write = (files: Record<string, string>) => writeFiles(folder, files)
  write(options.files ?? {})
  const db = await open(migrations)
  const started = await startEngine(db, { ...options, folder })
  after(() => started.stop())
  const { engine, jobs, events, sources, configure } = started
  const published: { topic: string; payload: unknown }[] = []
  for (const topic of [
    'catalog.entity.changed',
    'experimental.catalog.conflict',
    'experimental.catalog.errors',
  ]) {
    events.subscribe(topic, (payload) => void published.push({ topic, payload }))
  }
  return {
    folder,
    db,
    engine,
    jobs,
    published,
    write,
    remove: (name: string) => rmSync(join(folder, name)),
    sources,
    configure,
    /** Reads all sources once. */
    async scan() {
      const results = []
      for (const { id } of await sources()) results.push(await engine.scan(id))
      return results
    },
    async entities(): Promise<Map<string, Entity>> {
      const rows = await db.all<{ ref: string; body: string }>(
        'select ref, body from catalog_entities order by ref',
      )
      return new Map(rows.map((row) => [row.ref, JSON.parse(row.body) as Entity]))
    },
    /** Refs without the generated Locations. */
    async refs(): Promise<string[]> {
      const rows = await db.all<{ ref: string }>(
        "select ref from catalog_entities where ref not like '%generated-%' order by ref",
      )
      return rows.map((row) => row.ref)
    },
    /** `type source → target` of every distinct relation. */
    async relations(): Promise<string[]> {
      const rows = await db.all<{ text: string }>(
        `select distinct s.ref || ' ' || y.type || ' ' || t.ref as text from catalog_relations r
         join catalog_refs s on s.id = r.source_id join catalog_refs t on t.id = r.target_id
         join catalog_relation_types y on y.id = r.type_id order by 1`,
      )
      return rows.map((row) => row.text)
    },
    /** Problems as an entity shows them (rule: store/tables.ts). */
    async problemsOf(ref: string): Promise<string[]> {
      const rows = await db.all<{ text: string }>(
        `select distinct p.name || ': ' || p.message as text from catalog_problems p
         join catalog_entities e on e.ref = ?
         where (p.file_id = e.file_id and (p.ref_id is null or p.ref_id = e.id))
         or (exists (select 1 from catalog_file_parents x where x.file_id = p.file_id and x.ref_id = e.id)
           and not exists (select 1 from catalog_entities o where o.id = p.ref_id and o.file_id = p.file_id))
         order by 1`,
        [ref],
      )
      return rows.map((row) => row.text)
    },
    async problems(): Promise<{ name: string; message: string; line: number | null; file: string | null }[]> {
      return db.all('select name, message, line, file from catalog_problems order by file, line, message')
    },
    async history(ref: string): Promise<string[]> {
      const rows = await db.all<{ change: string }>(
        `select h.change from catalog_history h join catalog_refs r on r.id = h.ref_id where r.ref = ? order by h.id`,
        [ref],
      )
      return rows.map((row) => row.change)
    },
    async revision(): Promise<number> {
      return (await db.get<{ value: number }>("select value from catalog_meta where key = 'revision'"))!.value
    },
  }
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

export type SmallCatalog = Awaited<ReturnType<typeof smallCatalog>>

export function component(name: string, spec = '', meta = ''): string {
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
${meta}
spec:
  type: service
  lifecycle: production
  owner: team-a
${spec}`
}

export function location(name: string, ...targets: string[]): string {
  return `apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: ${name} }
spec: { targets: ${JSON.stringify(targets)} }`
}
