import type { Migration } from '@callboard/sdk'
import { sql } from 'kysely'

/** Every state of what was made in the portal; the one with the highest version counts. */
export type PermissionTables = {
  permission_versions: {
    version: number
    at: number
    actor: string
    summary: string
    /** JSON of a `PolicyChange` that makes everything. */
    document: string
  }
}

export const permission01: Migration = {
  id: '2026-11-21-permission-01',
  async up(trx, dialect) {
    const { bigint } = dialect.types
    await sql
      .raw(
        `create table permission_versions (version ${bigint} primary key, at ${bigint} not null,
          actor text not null, summary text not null, document text not null)`,
      )
      .execute(trx)
  },
}
