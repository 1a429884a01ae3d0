import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { generateCatalog } from '../../bench/generate.ts'
import { sharedPostgres } from '../testing/postgres.ts'
import { startProduct, until, untilIngested } from '../testing/product.ts'
import { configOf, folderOf, writeInto } from './catalog-of-files.ts'

/**
 * The product is killed (SIGKILL) at random moments of ingestion, again and again, on one database, while files
 * change in between. At the end its catalog must equal the one of a product that was never killed.
 */
const kills = Number(process.env.CALLBOARD_KILLS ?? 20)
const entities = 1500

type Entity = { metadata: { uid?: string; etag?: string; name: string }; kind: string }

async function catalogOf(product: { json<T>(path: string): Promise<T> }): Promise<Map<string, string>> {
  const all = await product.json<Entity[]>('/api/catalog/entities')
  const catalog = new Map<string, string>()
  for (const entity of all) {
    const { uid: _, ...metadata } = entity.metadata
    const ref = `${entity.kind}:${entity.metadata.name}`
    assert.ok(!catalog.has(ref), `${ref} is there once`)
    catalog.set(ref, JSON.stringify({ ...entity, metadata }))
  }
  return catalog
}

async function survives(database: Record<string, unknown>, label: string): Promise<void> {
  const folder = folderOf({})
  const { target } = generateCatalog(`${folder}/files`, entities)
  const config = configOf({ database, locations: [{ type: 'file', target }] })
  const changed = (round: number, i: number) =>
    `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: changing-${i}\n  description: round ${round}\nspec:\n  type: service\n  lifecycle: production\n  owner: group:default/order-group-${round}\n  dependsOn: ['component:changing-${(i + round) % 200}']\n`
  let whileReading = 0
  for (let round = 0; round < kills; round++) {
    for (let i = 0; i < 200; i++) writeInto(folder, `files/changing/${i}.yaml`, changed(round, i))
    const product = await startProduct({ config, dataDir: folder })
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500))
    const seen = await product
      .json<{ totalItems: number }>('/api/catalog/entities/by-query?limit=0')
      .catch(() => undefined)
    if (!seen || seen.totalItems < entities + 200) whileReading++
    await product.stop('SIGKILL')
  }
  console.log(
    `${label}: killed ${kills} times, ${whileReading} of them before the first ingestion was complete`,
  )

  const last = await startProduct({ config, dataDir: folder })
  const reference = await startProduct({
    config: configOf({ locations: [{ type: 'file', target }] }),
    dataDir: folderOf({}),
  })
  await Promise.all([untilIngested(last, entities + 201), untilIngested(reference, entities + 201)])
  const expected = await catalogOf(reference)
  await until(
    async () => {
      const actual = await catalogOf(last)
      return actual.size === expected.size && [...expected].every(([ref, text]) => actual.get(ref) === text)
    },
    20_000,
    500,
  ).catch(async () => assert.deepEqual(await catalogOf(last), expected))
  await Promise.all([last.stop(), reference.stop()])
}

describe(`killed ${kills} times while it ingests`, { timeout: 300_000 }, () => {
  test('on SQLite nothing is lost and nothing is doubled', async () => {
    await survives({ client: 'better-sqlite3', connection: { directory: folderOf({}) } }, 'SQLite')
  })
  test('on Postgres nothing is lost and nothing is doubled', async () => {
    const postgres = await sharedPostgres()
    await survives({ client: 'pg', connection: postgres.url(await postgres.createDatabase()) }, 'Postgres')
  })
})
