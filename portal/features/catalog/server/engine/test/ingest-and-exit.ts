/** A process that ingests one folder and ends; killed.test.ts kills it on the way. */
import { migrate } from '../../../../../host/db/migrate.ts'
import { openDatabase } from '../../../../../host/db/open.ts'
import { silentLog } from '../../../../../testing/databases.ts'
import { migrations, startEngine } from './small-catalog.ts'

const { database, folder } = JSON.parse(process.argv[2] ?? '{}')
const db = await openDatabase(database, { dataDir: folder, log: silentLog })
await migrate(db, migrations, silentLog)
const started = await startEngine(db, {
  folder,
  mode: 'thread',
  catalog: { locations: [{ type: 'file', target: './root.yaml' }] },
})
// The first commit: from now on there is something to lose.
const off = started.events.subscribe('catalog.entity.changed', () => {
  off()
  process.send?.('writing')
})
for (const { id } of await started.sources()) await started.engine.scan(id)
await started.stop()
await db.close()
process.disconnect?.()
