/**
 * Keys from files, for who keeps them elsewhere: `auth.keyStore` signs user tokens, `backend.auth.pluginKeyStore`
 * service tokens. The first key of a list signs, all of them are believed and published; nothing rotates.
 */
import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type ConfigReader, PortalError, reasonOf } from '@callboard/sdk'
import { type CryptoKey, exportJWK, importPKCS8, importSPKI, type JWK } from 'jose'
import type { KeyStore, KeyUse } from './key-store.ts'

interface StaticKey {
  id: string
  privateKey: CryptoKey
  publicKey: CryptoKey
  publicJwk: JWK
}

type Raw = Record<string, unknown>

const places: Record<KeyUse, { at: string; kind: string }> = {
  user: { at: 'auth.keyStore', kind: 'provider' },
  service: { at: 'backend.auth.pluginKeyStore', kind: 'type' },
}

/**
 * The store with the uses that the config gives keys for taken from files.
 *
 * @throws `input` naming the key of the config that is wrong, never what is in a file.
 */
export async function withStaticKeys(
  store: KeyStore,
  config: Pick<ConfigReader, 'get' | 'folders'>,
): Promise<KeyStore> {
  const uses: Partial<Record<KeyUse, StaticKey[]>> = {}
  for (const use of ['user', 'service'] as const) {
    const { at, kind } = places[use]
    if (config.get(`${at}.${kind}`) !== 'static') continue
    const list = config.get(`${at}.static.keys`)
    if (!Array.isArray(list) || list.length === 0) throw bad(`${at}.static.keys`, 'it must list a key')
    uses[use] = await Promise.all(
      list.map((raw: Raw, i) => readKey(raw, `${at}.static.keys[${i}]`, config.folders.at(-1) ?? '.')),
    )
  }
  return {
    async signing(use) {
      const first = uses[use]?.[0]
      return first ? { id: first.id, privateKey: first.privateKey } : store.signing(use)
    },
    async verifying(use, id) {
      const own = uses[use]
      return own ? own.find((key) => key.id === id)?.publicKey : store.verifying(use, id)
    },
    async published(use) {
      return uses[use]?.map((key) => key.publicJwk) ?? store.published(use)
    },
  }
}

async function readKey(raw: Raw, at: string, folder: string): Promise<StaticKey> {
  const algorithm = raw.algorithm ?? 'ES256'
  if (algorithm !== 'ES256') throw bad(`${at}.algorithm`, 'only ES256 is supported')
  const id = textAt(raw, 'keyId', at)
  const read = async (name: 'publicKeyFile' | 'privateKeyFile'): Promise<CryptoKey> => {
    const file = textAt(raw, name, at)
    try {
      const pem = await readFile(isAbsolute(file) ? file : join(folder, file), 'utf8')
      return await (name === 'publicKeyFile'
        ? importSPKI(pem, 'ES256', { extractable: true })
        : importPKCS8(pem, 'ES256'))
    } catch (thrown) {
      const reason =
        thrown instanceof Error && 'code' in thrown ? reasonOf(thrown) : 'it is no ES256 key in PEM'
      throw bad(`${at}.${name}`, `${file} cannot be used: ${reason}`)
    }
  }
  const [publicKey, privateKey] = [await read('publicKeyFile'), await read('privateKeyFile')]
  const publicJwk: JWK = { ...(await exportJWK(publicKey)), kid: id, alg: 'ES256', use: 'sig' }
  return { id, publicKey, privateKey, publicJwk }
}

function textAt(raw: Raw, name: string, at: string): string {
  const value = raw[name]
  if (typeof value === 'string' && value !== '') return value
  throw bad(`${at}.${name}`, 'it is missing')
}

function bad(key: string, reason: string): PortalError {
  return new PortalError('input', `Invalid value in config for key '${key}': ${reason}`, { key })
}
