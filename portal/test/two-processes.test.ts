import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedPostgres } from '../testing/postgres.ts'
import { type Product, startProduct, until, untilIngested } from '../testing/product.ts'
import { component, configOf, folderOf, writeInto } from './catalog-of-files.ts'

/**
 * Two processes on one Postgres: each source is scanned by one of them per cycle, changes are never lost, no
 * deadlock shows, and when one is killed the other takes over within its lease. Seconds of churn in the test
 * run; `CALLBOARD_CHURN_SECONDS=600` for the long one.
 */
const churnMs = Number(process.env.CALLBOARD_CHURN_SECONDS ?? 15) * 1000
const sources = 40

test('two processes share the sources of one Postgres', { timeout: churnMs + 120_000 }, async () => {
  const postgres = await sharedPostgres()
  const database = { client: 'pg', connection: postgres.url(await postgres.createDatabase()) }
  const folder = folderOf({})
  const write = (i: number, round: number) =>
    writeInto(
      folder,
      `source-${i}/all.yaml`,
      `${component(`a-${i}`, `team-${round}`)}---\n${component(`b-${i}`, 'team-b')}`,
    )
  for (let i = 0; i < sources; i++) write(i, 0)
  const locations = Array.from({ length: sources }, (_, i) => ({
    type: 'file',
    target: `${folder}/source-${i}/all.yaml`,
  }))
  const config = configOf({ database, locations, catalog: { processingInterval: { seconds: 2 } } })
  const start = () => startProduct({ config, dataDir: folder })
  const [one, two] = await Promise.all([start(), start()])
  await untilIngested(one, sources * 3)

  const scans = async (product: Product) => product.metric('catalog_scan_duration_seconds_count')
  const began = Date.now()
  const before = (await scans(one)) + (await scans(two))
  let round = 0
  while (Date.now() - began < churnMs) {
    round++
    for (let i = 0; i < sources; i += 3) write(i, round)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  const cycles = (Date.now() - began) / 2000
  const [byOne, byTwo] = [await scans(one), await scans(two)]
  const perSource = (byOne + byTwo - before) / sources
  console.log(
    `${sources} sources, ${cycles.toFixed(1)} cycles at most: ${perSource.toFixed(1)} scans a source; ${byOne} + ${byTwo}`,
  )
  assert.ok(perSource <= cycles + 1, 'no source is scanned twice in a cycle')
  assert.ok(byOne > 0 && byTwo > 0, 'both work')
  for (const product of [one, two]) assert.doesNotMatch(product.log(), /deadlock|duplicate key/i)

  await one.stop('SIGKILL')
  round++
  for (let i = 0; i < sources; i++) write(i, round)
  const owned = () =>
    two.json<unknown[]>(`/api/catalog/entities?filter=kind=component,spec.owner=team-${round}`)
  await until(async () => (await owned()).length === sources, 45_000, 250)
  await two.stop()
})
