import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Product, startProduct } from '../testing/product.ts'
import { configOf, folderOf } from './catalog-of-files.ts'

/** The product stops in the middle of changes; what was answered before must be in its audit log afterwards. */
const changeFor = async (product: Product, ms: number): Promise<{ at: number; target: string }[]> => {
  const done: { at: number; target: string }[] = []
  const end = Date.now() + ms
  for (let i = 0; Date.now() < end; i += 1) {
    const target = `https://example.test/${product.pid}/${i}.yaml`
    const answer = await product.post('/api/catalog/locations', { type: 'url', target })
    assert.equal(answer.status, 201)
    done.push({ at: Date.now(), target: `url:${target}` })
    await sleep(5)
  }
  return done
}

const recorded = async (product: Product): Promise<Set<string>> => {
  const answer = await product.get('/api/audit/events/export?action=catalog.location.create')
  const lines = (await answer.text()).trimEnd().split('\n')
  return new Set(lines.map((line) => (JSON.parse(line) as { subject: string }).subject))
}

test('a stopped portal has written every event, a killed one all but the last second', async () => {
  const folder = folderOf({})
  const database = { client: 'better-sqlite3', connection: { directory: folderOf({}) } }
  const config = configOf({ database, locations: [] })
  const first = await startProduct({ config, dataDir: folder })
  const before = await changeFor(first, 700)
  await first.stop('SIGTERM')

  const second = await startProduct({ config, dataDir: folder })
  const killed = await changeFor(second, 2500)
  const at = Date.now()
  await second.stop('SIGKILL')

  const third = await startProduct({ config, dataDir: folder })
  const known = await recorded(third)
  const missing = [...before, ...killed].filter(({ target }) => !known.has(target))
  const oldest = Math.min(at, ...missing.map((change) => change.at))
  console.log(
    `${before.length} changes before SIGTERM, ${killed.length} before SIGKILL: ${missing.length} lost, of the last ${at - oldest} ms`,
  )
  assert.ok(before.every(({ target }) => known.has(target)))
  assert.ok(at - oldest < 1000)
  await third.stop()
})
