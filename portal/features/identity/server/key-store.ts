/**
 * The keys that tokens are signed with. They usually live in the database, so that tokens outlive a restart and all
 * processes on one database believe each other's tokens. A process makes a key when it finds none that still
 * signs; two doing so at once makes two good keys, which is harmless.
 */
import type { Clock } from '@callboard/sdk'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { KeyRow, KeyRows } from './key-rows.ts'

export type KeyUse = 'user' | 'service'

export interface SigningKey {
  id: string
  privateKey: CryptoKey
}

export interface KeyStore {
  /** The key to sign with now. */
  signing(use: KeyUse): Promise<SigningKey>
  /** The key to verify with, or undefined for an id that nobody here has issued. */
  verifying(use: KeyUse, id: string): Promise<CryptoKey | undefined>
  /** What a key set document says. */
  published(use: KeyUse): Promise<JWK[]>
}

export interface KeyStoreOptions {
  signForMs?: Record<KeyUse, number>
  /** How long after its last signature a key is believed: the longest life of a token. */
  believeForMs?: number
  /** How often, at most, tokens with an unknown key id make the store look into the database. */
  lookEveryMs?: number
}

interface Key {
  use: KeyUse
  publicJwk: JWK
  publicKey: CryptoKey
  privateKey: CryptoKey
  signsUntil: number
  verifiesUntil: number
}

const hour = 3_600_000
const idForm = /^[0-9a-f-]{36}$/

export function createKeyStore(kept: KeyRows, clock: Clock, options: KeyStoreOptions = {}): KeyStore {
  const signForMs = options.signForMs ?? { user: 24 * hour, service: hour }
  const believeForMs = options.believeForMs ?? 25 * hour
  const lookEveryMs = options.lookEveryMs ?? 1000
  const keys = new Map<string, Key>()
  const making = new Map<KeyUse, Promise<SigningKey>>()
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined

  const load = async (): Promise<void> => {
    lookedAt = clock.now()
    const rows = await kept.living()
    const current = new Set(rows.map((row) => row.id))
    for (const id of keys.keys()) if (!current.has(id)) keys.delete(id)
    for (const row of rows) {
      if (keys.has(row.id)) continue
      const publicJwk = JSON.parse(row.public_key) as JWK
      keys.set(row.id, {
        use: row.use === 'service' ? 'service' : 'user',
        publicJwk,
        publicKey: (await importJWK(publicJwk, 'ES256')) as CryptoKey,
        privateKey: (await importJWK(JSON.parse(row.private_key) as JWK, 'ES256')) as CryptoKey,
        signsUntil: Number(row.signs_until),
        verifiesUntil: Number(row.verifies_until),
      })
    }
  }

  /** One look at a time, and not more often than told: unknown key ids cost a forger's patience, not ours. */
  const look = (): Promise<void> => {
    looking ??= (async () => {
      const waitMs = lookedAt + lookEveryMs - clock.now()
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
      await load()
    })().finally(() => {
      looking = undefined
    })
    return looking
  }

  const newest = (use: KeyUse): SigningKey | undefined => {
    let best: [string, Key] | undefined
    for (const entry of keys) {
      const [, key] = entry
      if (key.use !== use || key.signsUntil <= clock.now()) continue
      if (!best || key.signsUntil > best[1].signsUntil) best = entry
    }
    return best && { id: best[0], privateKey: best[1].privateKey }
  }

  const make = async (use: KeyUse): Promise<SigningKey> => {
    await load()
    const found = newest(use)
    if (found) return found
    const id = crypto.randomUUID()
    const pair = await generateKeyPair('ES256', { extractable: true })
    const now = clock.now()
    const publicJwk: JWK = { ...(await exportJWK(pair.publicKey)), kid: id, alg: 'ES256', use: 'sig' }
    const signsUntil = now + signForMs[use]
    const row: KeyRow = {
      id,
      use,
      public_key: JSON.stringify(publicJwk),
      private_key: JSON.stringify({ ...(await exportJWK(pair.privateKey)), kid: id, alg: 'ES256' }),
      created_at: now,
      signs_until: signsUntil,
      verifies_until: signsUntil + believeForMs,
    }
    await kept.add(row)
    keys.set(id, { use, publicJwk, ...pair, signsUntil, verifiesUntil: row.verifies_until })
    return { id, privateKey: pair.privateKey }
  }

  const signing = (use: KeyUse): Promise<SigningKey> => {
    const found = newest(use)
    if (found) return Promise.resolve(found)
    const made = making.get(use) ?? make(use).finally(() => making.delete(use))
    making.set(use, made)
    return made
  }

  return {
    signing,
    async verifying(use, id) {
      if (!idForm.test(id)) return undefined
      if (!keys.has(id)) await look()
      const key = keys.get(id)
      return key?.use === use && key.verifiesUntil > clock.now() ? key.publicKey : undefined
    },
    async published(use) {
      await signing(use)
      if (lookedAt + lookEveryMs < clock.now()) await look()
      return [...keys.values()].filter((key) => key.use === use).map((key) => key.publicJwk)
    },
  }
}
