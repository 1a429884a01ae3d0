/**
 * Encrypts what only the portal shall read of a cookie (AES-256-GCM): refresh and access tokens of the identity
 * provider, which open far more than the portal. A stolen cookie file gives none of them away, and nobody can
 * make a cookie of their own. The purpose is part of what is sealed: one cookie is no use as another.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { Database, Migration } from '@callboard/sdk'
import { sql } from 'kysely'

export interface Seal {
  seal(purpose: string, value: unknown): Promise<string>
  /** Undefined for what was not sealed here for this purpose. */
  open(purpose: string, text: string): Promise<unknown>
}

export const identitySecrets01: Migration = {
  id: '2026-11-21-identity-secrets-01',
  async up(trx) {
    await sql.raw('create table identity_secrets (id text primary key, value text not null)').execute(trx)
  },
}

/** `auth.session.secret` when told, else a secret made once and kept in the database. */
export function createSeal(db: Database, told: string | undefined): Seal {
  let loading: Promise<Buffer> | undefined
  const key = (): Promise<Buffer> => {
    loading ??= keyOf(db, told).catch((thrown: unknown) => {
      loading = undefined
      throw thrown
    })
    return loading
  }
  return {
    async seal(purpose, value) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', await key(), iv).setAAD(Buffer.from(purpose))
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
    },
    async open(purpose, text) {
      const bytes = Buffer.from(text, 'base64url')
      if (bytes.length < 29) return undefined
      const decipher = createDecipheriv('aes-256-gcm', await key(), bytes.subarray(0, 12))
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
      try {
        const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
        return JSON.parse(plain.toString('utf8')) as unknown
      } catch {
        return undefined
      }
    },
  }
}

async function keyOf(db: Database, told: string | undefined): Promise<Buffer> {
  if (told) return createHash('sha256').update('callboard cookies\0').update(told).digest()
  const value = randomBytes(32).toString('base64')
  await db.transaction((trx) =>
    sql`insert into identity_secrets (id, value) values ('cookies', ${value}) on conflict do nothing`.execute(
      trx,
    ),
  )
  const row = await db.get<{ value: string }>("select value from identity_secrets where id = 'cookies'")
  return Buffer.from(row?.value ?? value, 'base64')
}
