import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPostgres } from '../testing/postgres.ts'
import { guestToken, startProduct, until } from '../testing/product.ts'
import { component, configOf, folderOf } from './catalog-of-files.ts'

/** Containers start in any order. The portal must live, say what it waits for, and become ready by itself. */
test('with Postgres down it lives, says why it is not ready, and becomes ready when Postgres comes', async (t) => {
  const postgres = await startPostgres()
  t.after(() => postgres.close())
  const database = { client: 'pg', connection: postgres.url(await postgres.createDatabase()) }
  await postgres.stop()
  const folder = folderOf({ 'shop.yaml': component('shop') })
  const config = configOf({ database, locations: [{ type: 'file', target: `${folder}/shop.yaml` }] })
  const portal = await startProduct({ config, dataDir: folder, untilReady: false })
  t.after(() => portal.stop())
  const readiness = () => fetch(`${portal.base}/.backstage/health/v1/readiness`)

  await new Promise((resolve) => setTimeout(resolve, 3500))
  const waiting = await readiness()
  const reason = (await waiting.json()) as { status: string; message: string }
  assert.equal(waiting.status, 503)
  assert.equal(reason.status, 'error')
  assert.match(reason.message, /database|ECONNREFUSED/)
  assert.equal((await fetch(`${portal.base}/.backstage/health/v1/liveness`)).status, 200)
  const lines = portal.log().match(/waiting for database.*ECONNREFUSED/g) ?? []
  assert.ok(lines.length >= 2 && lines.length <= 4, `one line per back-off step, got ${lines.length}`)
  assert.doesNotMatch(portal.log(), /\n\s+at /, 'no stack trace')

  await postgres.start()
  await until(async () => (await readiness()).status === 200, 40_000, 100)
  const headers = { authorization: `Bearer ${await guestToken(portal.base)}` }
  const shop = () => fetch(`${portal.base}/api/catalog/entities/by-name/component/default/shop`, { headers })
  await until(async () => (await shop()).status === 200, 10_000, 50)

  // The test server writes lazily: what it has confirmed must be on disk before it is stopped.
  await new Promise((resolve) => setTimeout(resolve, 2000))
  await postgres.stop()
  await until(async () => (await readiness()).status === 503, 20_000, 200)
  assert.equal((await fetch(`${portal.base}/.backstage/health/v1/liveness`)).status, 200)
  await postgres.start()
  await until(async () => (await readiness()).status === 200, 40_000, 200)
  assert.equal((await shop()).status, 200)
})

test('a user who owns one database and may not create others is enough', async (t) => {
  const postgres = await startPostgres()
  t.after(() => postgres.close())
  await postgres.query(
    "create role bn_backstage login password 'geheim-123' nosuperuser nocreatedb nocreaterole",
  )
  await postgres.query('create database backstage_plugin_catalog owner bn_backstage')
  const folder = folderOf({ 'shop.yaml': component('shop') })
  const connection = {
    host: '127.0.0.1',
    port: String(postgres.port),
    user: 'bn_backstage',
    password: 'geheim-123',
  }
  const config = configOf({
    database: { client: 'pg', connection },
    locations: [{ type: 'file', target: `${folder}/shop.yaml` }],
  })
  const portal = await startProduct({ config, dataDir: folder })
  t.after(() => portal.stop())
  await until(
    async () => (await portal.get('/api/catalog/entities/by-name/component/default/shop')).status === 200,
    10_000,
    50,
  )
  assert.doesNotMatch(portal.log(), /geheim-123/, 'the password is not in the log')
})
