/** Where keys are kept: in the database, or, with `auth.keyStore.provider: memory`, nowhere. */
import type { Clock, Database } from '@callboard/sdk'
import type { IdentityTables } from './migration.ts'

export type KeyRow = IdentityTables['identity_keys']

export interface KeyRows {
  /** Those that are still believed. */
  living(): Promise<readonly KeyRow[]>
  /** Adds a key and forgets those that are over. */
  add(row: KeyRow): Promise<void>
}

export function databaseKeys(db: Database, clock: Clock): KeyRows {
  return {
    living: () => db.all<KeyRow>('select * from identity_keys where verifies_until > ?', [clock.now()]),
    add: (row) =>
      db.transaction(async (trx) => {
        const typed = trx.withTables<IdentityTables>()
        await typed.deleteFrom('identity_keys').where('verifies_until', '<', clock.now()).execute()
        await typed.insertInto('identity_keys').values(row).execute()
      }),
  }
}

/** Keys that end with the process: after a restart everybody signs in again, and no other process believes them. */
export function memoryKeys(clock: Clock): KeyRows {
  let rows: KeyRow[] = []
  return {
    living: async () => rows.filter((row) => row.verifies_until > clock.now()),
    async add(row) {
      rows = [...rows.filter((each) => each.verifies_until > clock.now()), row]
    },
  }
}
