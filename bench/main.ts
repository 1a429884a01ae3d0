/**
 * Measures the built product against the budgets of DESIGN.md and prints a table.
 *
 *   npm run bench                 10,000 entities on SQLite
 *   npm run bench -- --postgres   the same on an embedded Postgres, too
 *   npm run bench -- --large      100,000 entities, too, on the same databases
 *   npm run bench -- --only-large 100,000 entities and nothing else
 *   npm run bench -- --save       writes the table to bench/results/, with date and machine
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  measureDisk,
  measureIngestion,
  measureRescan,
  measureRestart,
  measureSample,
  type Setup,
} from './ingestion.ts'
import { measurePermissions } from './permissions.ts'
import { measureQueries, measureThroughput } from './queries.ts'
import { type Row, render } from './table.ts'

const { values: flags } = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    'only-large': { type: 'boolean', default: false },
  },
})
const rows: Row[] = []
const work = mkdtempSync(join(tmpdir(), 'callboard-bench-'))
const folderOf = (name: string) => {
  const folder = join(work, name)
  mkdirSync(join(folder, 'db'), { recursive: true })
  return folder
}
const shown: Row[] = []

try {
  if (!flags['only-large']) {
    await measureSample(folderOf('sample'), rows)
    await measureTenThousand({ folder: folderOf('sqlite'), entities: 10_000, label: 'SQLite' })
    show()
  }
  if (flags.postgres && !flags['only-large']) {
    await onPostgres('postgres', 10_000, measureTenThousand)
    show()
  }
  if (flags.large || flags['only-large']) {
    await measureLarge({ folder: folderOf('large'), entities: 100_000, label: 'SQLite' })
    show()
    if (flags.postgres) await onPostgres('large-postgres', 100_000, measureLarge)
    show()
  }
  if (flags.save) save()
} finally {
  rmSync(work, { recursive: true, force: true })
}

function show(): void {
  const fresh = rows.splice(0)
  if (fresh.length === 0) return
  shown.push(...fresh)
  console.log(`\n${render(fresh)}`)
}

async function measureTenThousand(setup: Setup): Promise<void> {
  const { product, config } = await measureIngestion(setup, rows)
  await measureRescan(product, setup, rows)
  if (!setup.database) measureDisk(setup, rows)
  const again = await measureRestart(product, config, setup, rows)
  await measureQueries(again, `10,000 entities, ${setup.label}`, undefined, rows)
  await measureThroughput(again, `10,000 entities, ${setup.label}`, rows)
  await again.stop()
  await measurePermissions(config, setup, rows)
}

async function measureLarge(setup: Setup): Promise<void> {
  const { product, config } = await measureIngestion(setup, rows)
  if (!setup.database) measureDisk(setup, rows)
  const label = `100,000 entities, ${setup.label}`
  await measureQueries(product, label, { page: 15, facets: 60, byName: 3 }, rows)
  await measureThroughput(product, label, rows)
  await product.stop()
  await measurePermissions(config, setup, rows)
}

async function onPostgres(name: string, entities: number, measure: (setup: Setup) => Promise<void>) {
  const { startPostgres } = await import('../portal/testing/postgres.ts')
  const postgres = await startPostgres()
  try {
    const database = { client: 'pg', connection: postgres.url(await postgres.createDatabase()) }
    await measure({ folder: folderOf(name), entities, label: 'Postgres', database })
  } finally {
    await postgres.close()
  }
}

function save(): void {
  const day = new Date().toISOString().slice(0, 10)
  const file = join(dirname(fileURLToPath(import.meta.url)), 'results', `${day}.md`)
  mkdirSync(dirname(file), { recursive: true })
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
  writeFileSync(
    file,
    `# Benchmark of ${day}\n\nMachine: ${machine}. Client and server share it. Postgres is the embedded one of the tests, without fsync.\n\n${render(shown)}\n`,
  )
  console.log(`\nWritten to bench/results/${day}.md`)
}
