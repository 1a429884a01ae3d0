/** Rows about reading: first ingestion, the scan in which nothing changed, stalls, disk, memory, start. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { countOf, type Product, startProduct, until, untilIngested } from '../portal/testing/product.ts'
import { generateCatalog } from './generate.ts'
import { startProbe } from './latency.ts'
import { type Row, row } from './table.ts'

export interface Setup {
  folder: string
  entities: number
  /** `backend.database` of the config; SQLite in `folder` when absent. */
  database?: Record<string, unknown>
  label: string
}

export function configOf({ folder, database }: Setup, target: string): Record<string, unknown> {
  return {
    backend: {
      database: database ?? { client: 'better-sqlite3', connection: { directory: join(folder, 'db') } },
    },
    auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
    catalog: {
      rules: [{ allow: ['Component', 'API', 'Resource', 'System', 'Domain', 'Group', 'User', 'Location'] }],
      locations: [{ type: 'file', target }],
    },
  }
}

/** Ingests `entities` from files into an empty database and leaves the product running. */
export async function measureIngestion(
  setup: Setup,
  rows: Row[],
): Promise<{ product: Product; config: Record<string, unknown> }> {
  const catalog = generateCatalog(join(setup.folder, 'files'), setup.entities)
  const config = configOf(setup, catalog.target)
  const product = await startProduct({ config, dataDir: setup.folder })
  const probe = startProbe(`${product.base}/.backstage/health/v1/liveness`)
  const seconds = await untilIngested(product, setup.entities, 900_000)
  const stall = await probe.stop()
  const n = `${setup.entities.toLocaleString('en')} entities, ${setup.label}`
  rows.push(row(`ingest ${n}, first time`, seconds, setup.entities > 20_000 ? 60 : 4, 's'))
  rows.push(row(`liveness while ingesting ${n}: p99`, stall.p99, 50, 'ms'))
  rows.push(row(`liveness while ingesting ${n}: max`, stall.max, 250, 'ms'))
  return { product, config }
}

/** Scans again with nothing changed. */
export async function measureRescan(product: Product, setup: Setup, rows: Row[]): Promise<void> {
  const n = `${setup.entities.toLocaleString('en')} entities, ${setup.label}`
  const scans = () => product.metric('catalog_scan_duration_seconds_count')
  const spent = () => product.metric('catalog_scan_duration_seconds_sum')
  const written = () => product.metric('catalog_rows_written_total')
  await settle(product)
  const before = { scans: await scans(), spent: await spent(), written: await written() }
  const probe = startProbe(`${product.base}/.backstage/health/v1/liveness`)
  const locations = await product.json<{ kind: string; metadata: { name: string } }[]>(
    '/api/catalog/entities?filter=kind=location',
  )
  const root = locations.find((entity) => entity.metadata.name.startsWith('generated-'))
  await product.post('/api/catalog/refresh', { entityRef: `location:default/${root?.metadata.name}` })
  await until(async () => (await scans()) > before.scans, 60_000, 20)
  const steady = await probe.stop()
  rows.push(row(`re-scan ${n}, nothing changed`, (await spent()) - before.spent, 0.5, 's'))
  rows.push(row(`re-scan ${n}: rows written`, (await written()) - before.written, 0, 'rows'))
  rows.push(row(`liveness in steady state, ${n}: max`, steady.max, 250, 'ms'))
}

/** Waits until the process has been quiet for a second: no more writing. */
async function settle(product: Product): Promise<void> {
  let last = -1
  await until(
    async () => {
      const now = await countOf(product)
      const same = now === last
      last = now
      return same
    },
    30_000,
    1000,
  )
}

export function measureDisk(setup: Setup, rows: Row[]): void {
  const folder = join(setup.folder, 'db')
  const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
  rows.push(
    row(
      `disk an entity, ${setup.entities.toLocaleString('en')} with history`,
      bytes / setup.entities / 1000,
      6,
      'kB',
    ),
  )
}

/** Restarts on the same store: time to readiness, stalls just after, memory when idle. */
export async function measureRestart(
  product: Product,
  config: Record<string, unknown>,
  setup: Setup,
  rows: Row[],
): Promise<Product> {
  await product.stop()
  const n = `${setup.entities.toLocaleString('en')} entities, ${setup.label}`
  const times: number[] = []
  let again = product
  for (let i = 0; i < 5; i++) {
    again = await startProduct({ config, dataDir: setup.folder })
    times.push(again.readyMs)
    if (i < 4) await again.stop()
  }
  const median = times.sort((a, b) => a - b)[2] ?? 0
  rows.push(row(`start to readiness, existing store of ${n} (median of 5)`, median, 400, 'ms'))
  const probe = startProbe(`${again.base}/.backstage/health/v1/liveness`)
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  const stall = await probe.stop()
  rows.push(row(`liveness in the 20 s after a restart, ${n}: p99`, stall.p99, 50, 'ms'))
  rows.push(row(`liveness in the 20 s after a restart, ${n}: max`, stall.max, 250, 'ms'))
  rows.push(row(`resident memory idle, ${n}`, again.rss(), 160, 'MB'))
  return again
}

/** The very first start, with the sample catalog. */
export async function measureSample(folder: string, rows: Row[]): Promise<void> {
  const product = await startProduct({ dataDir: folder, env: { NODE_ENV: 'development' } })
  rows.push(row('first start ever, sample catalog, to readiness', product.readyMs, 1500, 'ms'))
  await untilIngested(product, 60, 20_000)
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  rows.push(row('resident memory idle, sample catalog', product.rss(), 110, 'MB'))
  await product.stop()
}
