import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Log, Migration } from '@callboard/sdk'
import { sql } from 'kysely'
import { forEachDatabase, silentLog } from '../../testing/databases.ts'
import { sharedPostgres } from '../../testing/postgres.ts'
import { migrate } from './migrate.ts'
import type { DatabaseSettings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'callboard-migrate-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function step(id: string, statement: string): Migration {
  return { id, up: async (trx) => void (await sql.raw(statement).execute(trx)) }
}

const first = step('2026-01-01-shop-01', 'create table shop_a (id integer, name text)')
const second = step('2026-01-02-shop-01', 'insert into shop_a (id) values (1)')

function recorded() {
  const lines: string[] = []
  const log: Log = { ...silentLog, info: (message) => void lines.push(message), child: () => log }
  return { log, lines }
}

forEachDatabase((name, open) => {
  test('steps run once, in order, with one line in the log', async () => {
    const db = await open()
    const { log, lines } = recorded()
    await migrate(db, [second, first], log)
    await migrate(db, [first, second], log)
    assert.deepEqual(lines, ['Performing database migration'])
    assert.deepEqual(await db.all('select id from shop_a'), [{ id: 1 }])
    const third = step('2026-01-03-shop-01', 'insert into shop_a (id) values (2)')
    await migrate(db, [first, second, third], log)
    assert.equal(lines.length, 2)
    assert.equal((await db.all('select id from shop_a')).length, 2)
  })

  test('a step that fails leaves nothing behind and is named', async () => {
    const db = await open([first])
    const bad: Migration = {
      id: '2026-01-05-shop-01',
      async up(trx) {
        await sql`insert into shop_a (id) values (7)`.execute(trx)
        await sql`insert into nowhere (id) values (7)`.execute(trx)
      },
    }
    await assert.rejects(migrate(db, [first, bad], silentLog), /migration 2026-01-05-shop-01: .*nowhere/)
    assert.deepEqual(await db.all('select id from shop_a'), [])
    await migrate(db, [first, second], silentLog)
  })

  test('a database that a newer program changed is refused; a switched-off feature is not', async () => {
    const db = await open([first, second, step('2026-02-01-other-01', 'create table other_a (id integer)')])
    await migrate(db, [first, second], silentLog)
    await assert.rejects(migrate(db, [first], silentLog), {
      code: 'conflict',
      message: /newer version of Callboard \(it has 2026-01-02-shop-01/,
    })
  })

  test('two processes that start together migrate once', async () => {
    for (let round = 0; round < 2; round++) {
      const db = await open()
      const settings: DatabaseSettings =
        name === 'sqlite'
          ? { client: 'better-sqlite3', connection: join(folder, `race-${round}.db`) }
          : { client: 'pg', connection: (await sharedPostgres()).url(db.describe.split('/').at(-1) ?? '') }
      const answers = await Promise.all(
        [1, 2].map(() => raceOne(settings)).map(async (child) => (await child)()),
      )
      assert.deepEqual(answers, ['done', 'done'])
    }
  })
})

/** Starts a process that waits with an open database; the returned function lets it go. */
async function raceOne(settings: DatabaseSettings): Promise<() => Promise<unknown>> {
  const child = fork(join(import.meta.dirname, 'test-migrator.ts'), [JSON.stringify(settings)])
  await once(child, 'message')
  return async () => {
    const answer = once(child, 'message')
    child.send('go')
    return (await answer)[0]
  }
}
