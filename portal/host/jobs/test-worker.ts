/** A process of its own for the test of several processes: runs items and writes down each run. */
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../clock.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { createLog } from '../log/log.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createJobs, jobsMigrations } from './index.ts'

const [url = '', name = '', runMs = '5'] = process.argv.slice(2)
const log = createLog({ env: { LOG_LEVEL: 'error' } })
const db = await openDatabase({ client: 'pg', connection: url }, { dataDir: '.', log })
await migrate(db, jobsMigrations, log)
const stop = new AbortController()
const jobs = createJobs({
  db,
  log,
  clock: systemClock,
  signal: stop.signal,
  metrics: createMetrics(),
  pollMs: 100,
})

jobs.define({
  name: 'test.item',
  concurrency: 4,
  leaseMs: 1_000,
  async run(key) {
    const startedAt = Date.now()
    await db.write.insertInto('runs').values({ worker: name, key, started_at: startedAt }).execute()
    await sleep(Number(runMs))
    const ended = { ended_at: Date.now() }
    await db.write.updateTable('runs').set(ended).where('worker', '=', name).where('key', '=', key).execute()
    return undefined
  },
})
jobs.start()
process.send?.('ready')

process.on('SIGTERM', async () => {
  await jobs.stop()
  await db.close()
  process.exit(0)
})
