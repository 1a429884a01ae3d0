import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose'
import { forEachDatabase } from '../../../testing/databases.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { guestConfig, headerOf, identityMigrations, portal } from './harness.ts'

async function keyFiles(folder: string, name: string) {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const files = { publicKeyFile: join(folder, `${name}.pub`), privateKeyFile: join(folder, `${name}.pem`) }
  writeFileSync(files.publicKeyFile, await exportSPKI(pair.publicKey))
  writeFileSync(files.privateKeyFile, await exportPKCS8(pair.privateKey))
  return { ...files, keyId: name, algorithm: 'ES256' }
}

forEachDatabase((_name, open) => {
  test('keys from files sign and are published; a second one is believed, so that they can be changed', async () => {
    const folder = temporaryFolder('keys')
    const [old, fresh] = [await keyFiles(folder, 'old'), await keyFiles(folder, 'new')]
    const config = (keys: object[]) => ({
      ...guestConfig,
      'auth.keyStore': { provider: 'static', static: { keys } },
    })
    const db = await open(identityMigrations)
    const before = await portal(db, config([old]))
    const token = await before.guest()
    assert.equal(headerOf(token).kid, 'old')
    const later = await portal(db, config([fresh, old]))
    assert.equal((await later.ask('/api/catalog/probe', token)).status, 200)
    assert.equal(headerOf(await later.guest()).kid, 'new')
    const { keys } = (await (await later.ask('/api/auth/.well-known/jwks.json')).json()) as {
      keys: { kid: string }[]
    }
    assert.deepEqual(
      keys.map(({ kid }) => kid),
      ['new', 'old'],
    )
    assert.ok(keys.every((key) => !('d' in key)))
    const without = await portal(db, config([fresh]))
    assert.equal((await without.ask('/api/catalog/probe', token)).status, 401)
  })
})

test('a key that cannot be used stops the start with its place, and not with its content', async () => {
  const folder = temporaryFolder('keys')
  const good = await keyFiles(folder, 'good')
  const broken = join(folder, 'broken.pem')
  writeFileSync(broken, 'SECRET-CONTENT')
  const start = async (key: object) => {
    const { createKeyStore } = await import('../server/key-store.ts')
    const { withStaticKeys } = await import('../server/static-keys.ts')
    const store = createKeyStore({} as never, { now: Date.now })
    const values: Record<string, unknown> = {
      'backend.auth.pluginKeyStore.type': 'static',
      'backend.auth.pluginKeyStore.static.keys': [key],
    }
    return withStaticKeys(store, { get: (path) => values[path], folders: [folder] })
  }
  const at = /backend\.auth\.pluginKeyStore\.static\.keys\[0\]/
  await start(good)
  for (const wrong of [
    { ...good, keyId: '' },
    { ...good, privateKeyFile: broken },
    { ...good, privateKeyFile: join(folder, 'none.pem') },
    { ...good, algorithm: 'HS256' },
  ]) {
    await assert.rejects(
      start(wrong),
      (error: Error) => at.test(error.message) && !/SECRET/.test(error.message),
    )
  }
})

forEachDatabase((_name, open) => {
  test('with keys in memory tokens of people end with the process; plugins go on believing each other', async () => {
    const db = await open(identityMigrations)
    const config = { ...guestConfig, 'auth.keyStore.provider': 'memory' }
    const [one, other] = [await portal(db, config), await portal(db, config)]
    const token = await one.guest()
    assert.equal((await one.ask('/api/catalog/probe', token)).status, 200)
    assert.equal((await other.ask('/api/catalog/probe', token)).status, 401)
    const rows = await db.all<{ use: string }>('select use from identity_keys', [])
    assert.deepEqual(
      rows.map(({ use }) => use),
      [],
    )
    const call = await one.identity.tokens().issueService({ from: 'search', to: 'catalog' })
    assert.equal((await other.ask('/api/catalog/probe', call.token)).status, 200)
  })
})
