import type { Migration } from '@callboard/sdk'
import { sql } from 'kysely'

/** Instants are milliseconds, lists are JSON text. Of the token itself only its digest is kept. */
export type MadeTokenTables = {
  identity_made_tokens: {
    id: string
    kind: string
    name: string
    subject: string
    digest: string
    actions: string | null
    permissions: string | null
    roles: string
    created_at: number
    created_by: string
    expires_at: number | null
    last_used_at: number | null
    last_used_ip: string | null
    revoked_at: number | null
    revoked_by: string | null
  }
}

export const madeTokens01: Migration = {
  id: '2026-11-21-identity-made-tokens-01',
  async up(trx, dialect) {
    const { bigint } = dialect.types
    await sql
      .raw(
        `create table identity_made_tokens (id text primary key, kind text not null, name text not null,
          subject text not null, digest text not null, actions text, permissions text, roles text not null,
          created_at ${bigint} not null, created_by text not null, expires_at ${bigint},
          last_used_at ${bigint}, last_used_ip text, revoked_at ${bigint}, revoked_by text)`,
      )
      .execute(trx)
    await sql
      .raw('create index identity_made_tokens_subject on identity_made_tokens (kind, subject)')
      .execute(trx)
  },
}
