import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@callboard/sdk'
import { sql } from 'kysely'
import { silentLog } from '../../testing/databases.ts'
import { openDatabase } from './open.ts'
import type { DatabaseSettings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'callboard-sqlite-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const open = (settings: DatabaseSettings, log: Log = silentLog) =>
  openDatabase(settings, { dataDir: join(folder, 'data'), log })

test('the file lies where the settings say', async () => {
  const client = 'better-sqlite3'
  const cases: [DatabaseSettings, string][] = [
    [{}, join(folder, 'data', 'callboard.db')],
    [{ client }, join(folder, 'data', 'callboard.db')],
    [
      { client: 'sqlite3', connection: { directory: join(folder, 'dir') } },
      join(folder, 'dir', 'callboard.db'),
    ],
    [{ client, connection: { filename: join(folder, 'a', 'b.sqlite') } }, join(folder, 'a', 'b.sqlite')],
    [{ client, connection: `file:${join(folder, 'url.db')}` }, join(folder, 'url.db')],
  ]
  for (const [settings, path] of cases) {
    const db = await open(settings)
    assert.equal(db.describe, `sqlite:${path}`)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    await db.close()
    await db.close()
    assert.deepEqual(
      readdirSync(dirname(path)).filter((name) => /-(wal|shm)$/.test(name)),
      [],
    )
  }
})

test('settings that can never work are refused with a sentence', async () => {
  await assert.rejects(open({ client: 'mysql2' }), { code: 'input', message: /"mysql2" is not supported/ })
  await assert.rejects(open({ client: 'pg', connection: { type: 'rds', host: 'x' } }), { code: 'input' })
  await assert.rejects(open({ client: 'pg', connection: { port: 'abc' } }), {
    message: /"abc" is not a port/,
  })
  await assert.rejects(open({ client: 'better-sqlite3', connection: 5 }), { code: 'input' })
})

test('reads do not wait for a transaction and see only what is committed', async () => {
  const db = await open({ connection: { filename: join(folder, 'wal.db') } })
  await sql`create table t (id integer)`.execute(db.write)
  await db.transaction(async (trx) => {
    await sql`insert into t values (1)`.execute(trx)
    assert.deepEqual(await db.all('select id from t'), [])
    assert.deepEqual((await sql`select id from t`.execute(db.read)).rows, [])
  })
  assert.deepEqual(await db.all('select id from t'), [{ id: 1 }])
  await assert.rejects(db.all('insert into t values (2)'), /readonly|read-only/)
  await db.close()
})

test('a changed schema reaches statements that were prepared before', async () => {
  const db = await open({ client: 'better-sqlite3', connection: ':memory:' })
  await sql`create table t (id integer)`.execute(db.write)
  await sql`insert into t values (1)`.execute(db.write)
  assert.deepEqual(await db.all('select * from t'), [{ id: 1 }])
  await sql`alter table t add column name text`.execute(db.write)
  assert.deepEqual(await db.all('select * from t'), [{ id: 1, name: null }])
  await db.close()
})

test('in memory means a private file that is gone afterwards, and a warning', async () => {
  const warnings: string[] = []
  const log: Log = { ...silentLog, warn: (message) => void warnings.push(message), child: () => log }
  const db = await open({ client: 'better-sqlite3', connection: ':memory:' }, log)
  assert.deepEqual(warnings, ['the database is in memory: everything is lost at restart'])
  const mine = () => readdirSync(tmpdir()).filter((name) => name.includes(`-${process.pid}-`))
  assert.equal(mine().length, 1)
  assert.equal(statSync(join(tmpdir(), mine()[0]!)).mode & 0o777, 0o700)
  await db.close()
  assert.deepEqual(mine(), [])
})

test('a process that exits or is killed leaves no in-memory database behind', async () => {
  const script = join(folder, 'memory.mjs')
  const url = new URL('./temporary-file.ts', import.meta.url).href
  writeFileSync(
    script,
    `import { temporaryFile } from ${JSON.stringify(url)}; import { writeFileSync } from 'node:fs'
     const { path } = temporaryFile(); writeFileSync(path, 'x'); console.log(path)
     if (process.argv[2] === 'stay') setInterval(() => {}, 1000)`,
  )
  const gone = execFileSync(process.execPath, [script]).toString().trim()
  assert.ok(!existsSync(dirname(gone)))
  const child = spawn(process.execPath, [script, 'stay'])
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const left = line.toString().trim()
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok(existsSync(left))
  execFileSync(process.execPath, [script])
  assert.ok(!existsSync(dirname(left)), 'the next one sweeps')
})

test('a file that another process keeps busy is waited for', async () => {
  const path = join(folder, 'busy.db')
  const one = await open({ connection: { filename: path }, client: 'better-sqlite3' })
  const two = await open({ connection: { filename: path }, client: 'better-sqlite3' })
  await sql`create table t (id integer)`.execute(one.write)
  let release = () => {}
  const held = one.transaction(async (trx) => {
    await sql`insert into t values (1)`.execute(trx)
    await new Promise<void>((resolve) => {
      release = resolve
    })
  })
  setTimeout(() => release(), 1_300)
  await two.transaction(async (trx) => {
    await sql`insert into t values (2)`.execute(trx)
  })
  await held
  assert.deepEqual(await one.all('select id from t order by id'), [{ id: 1 }, { id: 2 }])
  await Promise.all([one.close(), two.close()])
})

test('a file that is no database, or a full disk, gives a sentence', async () => {
  const path = join(folder, 'text.db')
  writeFileSync(path, 'this is no database, but long enough to be looked at as one'.repeat(100))
  await assert.rejects(open({ connection: { filename: path }, client: 'better-sqlite3' }), {
    code: 'unavailable',
    message: /text\.db: file is not a database/,
  })
  const db = await open({ client: 'better-sqlite3', connection: ':memory:' })
  await sql`create table t (body text)`.execute(db.write)
  await sql`pragma max_page_count = 20`.execute(db.write)
  const full = db.transaction(async (trx) => {
    await sql`insert into t values (${'x'.repeat(1e6)})`.execute(trx)
  })
  await assert.rejects(full, { code: 'unavailable', message: /the disk is full/ })
  await db.transaction(async (trx) => void (await sql`insert into t values ('small')`.execute(trx)))
  assert.equal((await db.all('select body from t')).length, 1)
  assert.ok((await db.size()) > 0)
  await db.close()
  chmodSync(path, 0o600)
})

test('after much writing the log is folded in, beside the event loop and to the last byte', async () => {
  const filename = join(folder, 'much.db')
  const log = `${filename}-wal`
  const db = await open({ connection: { filename } })
  await sql`create table t (id integer primary key, text text)`.execute(db.write)
  let longest = 0
  for (let batch = 0; batch < 12; batch += 1) {
    await db.transaction(async (trx) => {
      await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
        insert into t (text) select hex(randomblob(2000)) from n`.execute(trx)
    })
    longest = Math.max(longest, statSync(log).size)
  }
  assert.ok(longest < 80_000_000, `the log grew to ${longest} bytes`)
  for (let waited = 0; statSync(log).size > 0 && waited < 100; waited += 1) await sleep(100)
  assert.equal(statSync(log).size, 0)
  assert.deepEqual(await db.all('select count(*) as n from t'), [{ n: 24_000 }])
  // A second time: the thread has ended, and is started again; it must not outlive the database.
  for (let batch = 0; batch < 8; batch += 1) {
    await db.transaction(async (trx) => {
      await sql`update t set text = hex(randomblob(2000)) where id <= 2000`.execute(trx)
    })
  }
  await db.close()
  assert.equal(existsSync(log), false)
})
