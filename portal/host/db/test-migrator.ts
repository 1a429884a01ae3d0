/** A process of its own for the test of a migration race: waits for `go`, migrates, says what happened. */
import { sql } from 'kysely'
import { createLog } from '../log/log.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import type { DatabaseSettings } from './settings.ts'

const settings = JSON.parse(process.argv[2] ?? '{}') as DatabaseSettings
const db = await openDatabase(settings, { dataDir: '.', log: createLog({ env: { LOG_LEVEL: 'error' } }) })
process.send?.('open')
process.once('message', async () => {
  const steps = ['a', 'b', 'c'].map((name) => ({
    id: `2026-01-01-race-0${name.charCodeAt(0) - 96}`,
    async up(trx: Parameters<Parameters<typeof db.transaction>[0]>[0]) {
      await sql.raw(`create table race_${name} (id integer primary key, by integer)`).execute(trx)
      await new Promise((resolve) => setTimeout(resolve, 30))
      await sql.raw(`insert into race_${name} (id, by) values (1, ${process.pid})`).execute(trx)
    },
  }))
  const quiet = createLog({ env: { LOG_LEVEL: 'error' } })
  try {
    await migrate(db, steps, quiet)
    process.send?.('done')
  } catch (thrown) {
    process.send?.(thrown instanceof Error ? thrown.message : String(thrown))
  }
  await db.close()
  process.disconnect()
})
