/** kill -9 at random moments of ingestion: whatever was lost is read again, nothing twice. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrate } from '../../../../../host/db/migrate.ts'
import { openDatabase } from '../../../../../host/db/open.ts'
import type { DatabaseSettings } from '../../../../../host/db/settings.ts'
import { silentLog } from '../../../../../testing/databases.ts'
import { sharedPostgres } from '../../../../../testing/postgres.ts'
import { temporaryFolder } from '../../../../../testing/temporary-folder.ts'
import { component, location, migrations, smallCatalog, writeFiles } from './small-catalog.ts'

/** Each costs a start of the process; set it to 20 for the long run. */
const kills = Number(process.env.CALLBOARD_KILLS ?? 5)
const entities = 1_200

function filesFor(round: number): Record<string, string> {
  const services = Array.from({ length: entities - 200 }, (_, i) => [
    `s/${i % 20}/${i}.yaml`,
    component(
      `svc-${i}`,
      `  system: sys-${(i + round) % 7}\n  dependsOn: [component:svc-${(i * 3 + round) % 900}]`,
    ),
  ])
  const one = Array.from({ length: 200 }, (_, i) => component(`many-${i}`, `  system: round-${round}`))
  return {
    ...Object.fromEntries(services),
    'many.yaml': one.join('\n---\n'),
    'root.yaml': location('root', './s/**/*.yaml', './many.yaml'),
  }
}

async function contentOf(db: Awaited<ReturnType<typeof openDatabase>>) {
  return {
    entities: await db.all('select ref, hash from catalog_entities order by ref'),
    relations: await db.all(
      `select o.ref as origin, s.ref as source, y.type, t.ref as target from catalog_relations r
       join catalog_refs o on o.id = r.origin_id join catalog_refs s on s.id = r.source_id
       join catalog_refs t on t.id = r.target_id join catalog_relation_types y on y.id = r.type_id
       order by 1, 2, 3, 4`,
    ),
    terms: await db.all(
      `select e.ref, t.key, t.original from catalog_postings p join catalog_terms t on t.id = p.term_id
       join catalog_entities e on e.id = p.entity_id order by 1, 2, 3`,
    ),
    claims: await db.all(
      `select r.ref, c.document, f.location from catalog_claims c join catalog_refs r on r.id = c.ref_id
       join catalog_files f on f.id = c.file_id order by 1, 2, 3`,
    ),
    problems: await db.all('select name, message, file, line from catalog_problems order by 2'),
  }
}

async function dieAndRecover(settings: () => Promise<DatabaseSettings>): Promise<void> {
  const folder = temporaryFolder('killed')
  after(() => rmSync(folder, { recursive: true, force: true }))
  const roots = { catalog: { locations: [{ type: 'file', target: './root.yaml' }] }, folder }
  const database = await settings()
  const child = (): ChildProcess =>
    fork(new URL('./ingest-and-exit.ts', import.meta.url), [JSON.stringify({ database, folder })], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  const open = (where: DatabaseSettings) => async () => {
    const db = await openDatabase(where, { dataDir: folder, log: silentLog })
    after(() => db.close())
    return db
  }
  let interrupted = 0
  // What is there before the first kill decides nothing; each round changes most files.
  for (let round = 0; round < kills; round += 1) {
    writeFiles(folder, filesFor(round))
    const victim = child()
    const exited = once(victim, 'exit')
    await Promise.race([once(victim, 'message'), exited])
    await sleep(Math.random() * 250)
    if (victim.kill('SIGKILL')) interrupted += 1
    await exited
  }
  assert.ok(interrupted >= kills / 4, `${interrupted} of ${kills} were killed while they worked`)
  const last = child()
  const [code] = (await once(last, 'exit')) as [number]
  assert.equal(code, 0)

  const survivor = await open(database)()
  const fresh = await smallCatalog(async () => {
    const db = await open(await settings())()
    await migrate(db, migrations, silentLog)
    return db
  }, roots)
  await fresh.scan()
  assert.equal((await fresh.refs()).length, entities + 1)
  assert.deepEqual(await contentOf(survivor), await contentOf(fresh.db))
  const doubled = await survivor.all(
    `select r.ref from catalog_history h join catalog_refs r on r.id = h.ref_id
     where h.change = 'created' group by r.ref having count(*) > 1`,
  )
  assert.deepEqual(doubled, [], 'no entity is created twice')
}

describe('killed during ingestion', () => {
  test(`sqlite: ${kills} times`, async () => {
    let next = 0
    const folder = temporaryFolder('killed-db')
    after(() => rmSync(folder, { recursive: true, force: true }))
    await dieAndRecover(async () => ({
      client: 'better-sqlite3',
      connection: { filename: join(folder, `${next++}.db`) },
    }))
  })

  test(`postgres: ${kills} times`, async (t) => {
    const postgres = await sharedPostgres().catch((thrown: unknown) => String(thrown))
    if (typeof postgres === 'string') {
      t.skip(`Postgres is not available here: ${postgres}`)
      return
    }
    await dieAndRecover(async () => ({
      client: 'pg',
      connection: postgres.url(await postgres.createDatabase()),
    }))
  })
})
