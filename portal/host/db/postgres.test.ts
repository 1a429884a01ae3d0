import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@callboard/sdk'
import { sql } from 'kysely'
import { silentLog } from '../../testing/databases.ts'
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { connectWithRetry } from './connect.ts'
import { migrate } from './migrate.ts'
import { type OpenDatabase, openDatabase } from './open.ts'
import type { DatabaseSettings } from './settings.ts'
import { watchDatabase } from './watch.ts'

const server = await startPostgres().catch((thrown: Error) => thrown)
if (server instanceof Error && process.env.CI === 'true') throw server
const skip = server instanceof Error ? `Postgres is not available here: ${server.message}` : false

const opened: OpenDatabase[] = []
after(async () => {
  await Promise.all(opened.map((db) => db.close()))
  if (!(server instanceof Error)) await server.close()
})

function recorded() {
  const lines: string[] = []
  const write = (message: string) => void lines.push(message)
  const log: Log = { ...silentLog, info: write, warn: write, child: () => log }
  return { log, lines }
}

async function open(settings: DatabaseSettings, log: Log = silentLog): Promise<OpenDatabase> {
  const db = await openDatabase({ client: 'pg', ...settings }, { dataDir: '.', log })
  opened.push(db)
  return db
}

const table = {
  id: '2026-01-01-shop-01',
  up: async (trx: Parameters<Parameters<OpenDatabase['transaction']>[0]>[0]) =>
    void (await sql`create table shop_a (id integer primary key, n integer)`.execute(trx)),
}

/** A user of their own, with a password, and nothing else. */
async function user(postgres: TestPostgres) {
  const name = `user_${randomBytes(4).toString('hex')}`
  const password = createHash('sha256').update(name).digest('hex').slice(0, 16)
  await postgres.query(`create user ${name} password '${password}'`)
  const connection = { host: postgres.host, port: String(postgres.port), user: name, password }
  return { name, password, connection }
}

describe('postgres', { skip }, () => {
  const postgres = server as TestPostgres

  test('a user who owns just one database works without naming it', async () => {
    const { name, connection } = await user(postgres)
    await postgres.query(`create database ${name} owner ${name}`)
    const db = await open({ connection })
    assert.equal(db.describe, `postgres://${name}@127.0.0.1:${postgres.port}/${name}`)
    await migrate(db, [table], silentLog)
    assert.equal((await db.get<{ n: number }>('select count(*) as n from shop_a'))?.n, 0)
    assert.ok((await db.size()) > 0)
  })

  test('without a database of the user, the one Backstage uses is tried, and the log says so', async () => {
    const { name, connection } = await user(postgres)
    await postgres.query(`create database backstage_plugin_catalog owner ${name}`)
    const { log, lines } = recorded()
    const db = await open({ connection }, log)
    assert.match(db.describe, /backstage_plugin_catalog$/)
    assert.deepEqual(lines, ['no database is named and the default one cannot be used, using another'])
    await migrate(db, [table], silentLog)
    await db.close()
    await postgres.query('drop database backstage_plugin_catalog')
  })

  test('what is missing is named: the database, the password, the right', async () => {
    const { name, password, connection } = await user(postgres)
    await assert.rejects(open({ connection: { ...connection, database: 'nowhere' } }), {
      code: 'unavailable',
      message: new RegExp(
        `database "nowhere" does not exist; create it with: create database "nowhere" owner "${name}"`,
      ),
    })
    await assert.rejects(open({ connection: { ...connection, password: 'wrong' } }), {
      message: /password authentication failed/,
    })
    const database = await postgres.createDatabase()
    await postgres.query(`revoke connect on database ${database} from public`)
    await assert.rejects(open({ connection: { ...connection, database } }), {
      message: new RegExp(`user "${name}" lacks the CONNECT right on database "${database}"`),
    })
    await postgres.query(`grant connect on database ${database} to ${name}`)
    await assert.rejects(open({ connection: { ...connection, database }, schema: 'mine' }), {
      message: new RegExp(`user "${name}" lacks the CREATE right on database "${database}"`),
    })
    const db = await open({ connection: postgres.url(database, name, password) })
    await assert.rejects(migrate(db, [table], silentLog), {
      code: 'forbidden',
      message: new RegExp(
        `user "${name}" lacks the CREATE right on schema "public" of database "${database}".*grant usage, create`,
      ),
    })
    await postgres.query(`grant usage, create on schema public to ${name}`, database)
    await migrate(db, [table], silentLog)
  })

  test('tables can live in a schema of their own', async () => {
    const connection = postgres.url(await postgres.createDatabase())
    const db = await open({ connection, schema: 'portal' })
    await migrate(db, [table], silentLog)
    const found = await db.all(
      'select table_schema as s from information_schema.tables where table_name = ?',
      ['shop_a'],
    )
    assert.deepEqual(found, [{ s: 'portal' }])
    await migrate(await open({ connection, schema: 'portal' }), [table], silentLog)
  })

  test('a deadlock is tried again', async () => {
    const db = await open({ connection: postgres.url(await postgres.createDatabase()) })
    await migrate(db, [table], silentLog)
    await sql`insert into shop_a values (1, 0), (2, 0)`.execute(db.write)
    let tries = 0
    const cross = (a: number, b: number) =>
      db.transaction(async (trx) => {
        tries += 1
        await sql`update shop_a set n = n + 1 where id = ${a}`.execute(trx)
        await sleep(50)
        await sql`update shop_a set n = n + 1 where id = ${b}`.execute(trx)
      })
    await Promise.all([cross(1, 2), cross(2, 1)])
    assert.ok(tries > 2, String(tries))
    assert.deepEqual(await db.all('select n from shop_a'), [{ n: 2 }, { n: 2 }])
  })

  test('a read prepared before a migration works after it', async () => {
    const db = await open({ connection: postgres.url(await postgres.createDatabase()) })
    await migrate(db, [table], silentLog)
    assert.deepEqual(await db.all('select * from shop_a'), [])
    await sql`alter table shop_a add column name text`.execute(db.write)
    await sql`insert into shop_a values (1, 2, ${'nul \0'})`.execute(db.write)
    assert.deepEqual(await db.all('select * from shop_a'), [{ id: 1, n: 2, name: 'nul \ufffd' }])
    await sql`deallocate all`.execute(db.write)
    assert.deepEqual(await db.all('select id from shop_a where name = ?', ['nul \0']), [{ id: 1 }])
  })

  test('a database that starts late is waited for, one line for each try', async () => {
    const late = await startPostgres({ running: false })
    try {
      const { log, lines } = recorded()
      const waiting: string[] = []
      const connecting = connectWithRetry(
        { client: 'pg', connection: late.url('postgres') },
        { dataDir: '.', log, waitsMs: [50, 100], onWaiting: (reason) => waiting.push(reason) },
      )
      while (lines.length < 3) await sleep(10)
      await late.start()
      const db = await connecting
      const describe = `postgres://postgres@127.0.0.1:${late.port}/postgres`
      assert.equal(lines[0], `waiting for database ${describe}: ECONNREFUSED`)
      assert.equal(lines.at(-1), `connected to database ${describe}`)
      assert.equal(waiting.length, lines.length - 1)
      assert.ok(!lines.some((line) => line.includes(new URL(late.url('x')).password)))
      await db.close()
    } finally {
      await late.close()
    }
  })

  test('a right that is granted later is waited for too', async () => {
    const { name, password } = await user(postgres)
    const database = await postgres.createDatabase()
    const { log, lines } = recorded()
    const connecting = connectWithRetry(
      { client: 'pg', connection: postgres.url(database, name, password) },
      { dataDir: '.', log, waitsMs: [30], prepare: (db) => migrate(db, [table], log) },
    )
    while (!lines.some((line) => line.includes('lacks the CREATE right on schema'))) await sleep(10)
    await postgres.query(`grant create on schema public to ${name}`, database)
    const db = await connecting
    assert.deepEqual(await db.all('select id from shop_a'), [])
    await db.close()
  })

  test('waiting ends when the program stops', async () => {
    const stop = new AbortController()
    const connecting = connectWithRetry(
      { client: 'pg', connection: { host: '127.0.0.1', port: 1, user: 'x' } },
      { dataDir: '.', log: silentLog, signal: stop.signal },
    )
    setTimeout(() => stop.abort(new Error('stopped')), 50)
    await assert.rejects(connecting)
  })

  test('a server that goes away and comes back fails queries meanwhile, and nothing else', {
    timeout: 60_000,
  }, async () => {
    const own = await startPostgres()
    const stop = new AbortController()
    const db = await openDatabase(
      { client: 'pg', connection: own.url('postgres') },
      { dataDir: '.', log: silentLog },
    )
    try {
      const seen: string[] = []
      watchDatabase(db, {
        log: silentLog,
        signal: stop.signal,
        everyMs: 20,
        onLost: () => seen.push('lost'),
        onBack: () => seen.push('back'),
      })
      const inFlight = db.transaction(async (trx) => void (await sql`select pg_sleep(30)`.execute(trx)))
      const cut = assert.rejects(inFlight, { code: 'unavailable' })
      await db.all('select 1 as one')
      await own.stop()
      await cut
      await assert.rejects(db.all('select 1 as one'), { code: 'unavailable' })
      await assert.rejects(sql`select 1`.execute(db.write), { code: 'unavailable' })
      await assert.rejects(db.ping(), { code: 'unavailable' })
      while (!seen.includes('lost')) await sleep(10)
      await own.start()
      while (!seen.includes('back')) await sleep(10)
      assert.deepEqual(await db.all('select 1 as one'), [{ one: 1 }])
      assert.deepEqual(seen, ['lost', 'back'])
    } finally {
      stop.abort()
      await db.close()
      await own.close()
    }
  })
})
