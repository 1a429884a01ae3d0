import type { Migration } from '@callboard/sdk'
import { sql } from 'kysely'

/** One value of one user; `value` is JSON text. */
export type SettingsTables = {
  settings_values: { user_ref: string; bucket: string; key: string; value: string; updated_at: number }
}

export const settings01: Migration = {
  id: '2026-11-21-settings-01',
  async up(trx, dialect) {
    await sql
      .raw(
        `create table settings_values (user_ref text not null, bucket text not null, key text not null,
          value text not null, updated_at ${dialect.types.bigint} not null,
          primary key (user_ref, bucket, key)) ${dialect.keyOrdered}`,
      )
      .execute(trx)
  },
}
