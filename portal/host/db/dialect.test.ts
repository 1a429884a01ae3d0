import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Migration } from '@callboard/sdk'
import { sql } from 'kysely'
import { forEachDatabase } from '../../testing/databases.ts'

const people: Migration = {
  id: '2026-01-01-people-01',
  async up(trx, dialect) {
    const { identity, bigint } = dialect.types
    await sql.raw(`create table people (id ${identity}, name text not null, born ${bigint})`).execute(trx)
  },
}

forEachDatabase((_name, open) => {
  test('rows become a table through one parameter', async () => {
    const db = await open([people])
    const columns = { name: 'text', born: 'int' } as const
    const given = [
      ['Ada', 1_815],
      ['O\'Neil \\ "x" ?', 9_007_199_254_740_991],
      ['none', null],
    ]
    await sql`insert into people (name, born) select name, born from ${db.dialect.rows(given, columns)} as r`.execute(
      db.write,
    )
    const rows = await db.all('select name, born from people order by id')
    assert.deepEqual(
      rows,
      given.map(([name, born]) => ({ name, born })),
    )
    const wanted = db.dialect.rowsText({ name: 'text' })
    const found = await db.all(
      `select p.name, '?' as mark from ${wanted} as w join people p on p.name = w.name where p.born > ?`,
      [db.dialect.rowsValue([['Ada'], ['none'], ['nobody']]), 1],
    )
    assert.deepEqual(found, [{ name: 'Ada', mark: '?' }])
  })

  test('text that a database cannot keep is made storable, not refused', async () => {
    const db = await open([people])
    const columns = { name: 'text' } as const
    const hostile = 'nul \0 half \ud83d end'
    await sql`insert into people (name) select name from ${db.dialect.rows([[hostile], ['\\u0000']], columns)} as r`.execute(
      db.write,
    )
    assert.deepEqual(await db.all('select name from people order by id'), [
      { name: 'nul \ufffd half \ufffd end' },
      { name: '\\u0000' },
    ])
  })

  test('an upsert from rows keeps what is there', async () => {
    const db = await open([people])
    await sql`create unique index people_name on people (name)`.execute(db.write)
    const columns = { name: 'text', born: 'int' } as const
    const save = (born: number) =>
      sql<{ name: string }>`insert into people (name, born)
        select name, born from ${db.dialect.rows([['Ada', born]], columns)} as r where true
        on conflict (name) do update set born = excluded.born where people.born <> excluded.born
        returning name`.execute(db.write)
    assert.equal((await save(1)).rows.length, 1)
    assert.equal((await save(1)).rows.length, 0)
    assert.equal((await save(2)).rows.length, 1)
  })

  test('counts and sums are numbers, and rows are plain objects', async () => {
    const db = await open([people])
    await sql`insert into people (name, born) values ('a', 5), ('b', 6)`.execute(db.write)
    const row = await db.get('select count(*) as n, sum(born) as total, max(name) as last from people')
    assert.deepEqual(row, { n: 2, total: 11, last: 'b' })
    assert.equal(await db.get('select name from people where id = ?', [77]), undefined)
  })

  test('json is built from rows', async () => {
    const db = await open([people])
    const { jsonArray, jsonObject } = db.dialect
    const value = jsonArray(jsonObject({ n: sql.ref('name'), b: sql.ref('born') }))
    const list = () => sql<{ list: string }>`select ${value} as list from people`.execute(db.read)
    assert.deepEqual(JSON.parse((await list()).rows[0]!.list), [])
    await sql`insert into people (name, born) values ('a', 5)`.execute(db.write)
    assert.deepEqual(JSON.parse((await list()).rows[0]!.list), [{ n: 'a', b: 5 }])
  })

  test('text is ordered byte by byte, whatever the locale', async () => {
    const db = await open([people])
    await sql`insert into people (name) values ('b'), ('B'), ('a'), ('_'), ('é'), ('Z')`.execute(db.write)
    const rows = await db.all<{ name: string }>('select name from people order by name')
    assert.deepEqual(rows.map((row) => row.name).join(''), 'BZ_abé')
  })
})
