import type { Migration } from '@callboard/sdk'
import { sql } from 'kysely'

/** Instants are milliseconds. A key signs until `signs_until` and is believed until `verifies_until`. */
export type IdentityTables = {
  identity_keys: {
    id: string
    use: string
    public_key: string
    private_key: string
    created_at: number
    signs_until: number
    verifies_until: number
  }
}

export const identity01: Migration = {
  id: '2026-11-21-identity-01',
  async up(trx, dialect) {
    const { bigint } = dialect.types
    await sql
      .raw(
        `create table identity_keys (id text primary key, use text not null, public_key text not null,
          private_key text not null, created_at ${bigint} not null, signs_until ${bigint} not null,
          verifies_until ${bigint} not null)`,
      )
      .execute(trx)
  },
}
