import { type Database, PortalError } from '@callboard/sdk'
import type { SettingsTables } from './migration.ts'

export interface Place {
  bucket: string
  key: string
}

/** More than any page keeps; a script that fills the table stops here. */
const mostPerUser = 2_000

/** The value as JSON text, or undefined. */
export async function readValue(db: Database, userRef: string, place: Place): Promise<string | undefined> {
  const row = await db.get<{ value: string }>(
    'select value from settings_values where user_ref = ? and bucket = ? and key = ?',
    [userRef, place.bucket, place.key],
  )
  return row?.value
}

/** Values in the order asked, null where there is none. */
export async function readValues(
  db: Database,
  userRef: string,
  places: readonly Place[],
): Promise<(string | null)[]> {
  if (places.length === 0) return []
  const rows = await db.all<Place & { value: string }>(
    `select v.bucket, v.key, v.value from ${db.dialect.rowsText({ bucket: 'text', key: 'text' })} as w
     join settings_values v on v.user_ref = ? and v.bucket = w.bucket and v.key = w.key`,
    [db.dialect.rowsValue(places.map(({ bucket, key }) => [bucket, key])), userRef],
  )
  const found = new Map(rows.map((row) => [idOf(row), row.value]))
  return places.map((place) => found.get(idOf(place)) ?? null)
}

/** @throws `too_many_requests` when the user keeps too many already. */
export async function writeValue(
  db: Database,
  userRef: string,
  place: Place,
  value: string,
  now: number,
): Promise<void> {
  await db.transaction(async (trx) => {
    const typed = trx.withTables<SettingsTables>()
    const { n: others } = await typed
      .selectFrom('settings_values')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('user_ref', '=', userRef)
      .where(({ not, and, eb }) => not(and([eb('bucket', '=', place.bucket), eb('key', '=', place.key)])))
      .executeTakeFirstOrThrow()
    if (Number(others) >= mostPerUser) {
      throw new PortalError('too_many_requests', `Nobody may keep more than ${mostPerUser} settings`)
    }
    await typed
      .insertInto('settings_values')
      .values({ user_ref: userRef, ...place, value, updated_at: now })
      .onConflict((conflict) =>
        conflict.columns(['user_ref', 'bucket', 'key']).doUpdateSet({ value, updated_at: now }),
      )
      .execute()
  })
}

export async function deleteValue(db: Database, userRef: string, place: Place): Promise<void> {
  await db.transaction(async (trx) => {
    await trx
      .withTables<SettingsTables>()
      .deleteFrom('settings_values')
      .where('user_ref', '=', userRef)
      .where('bucket', '=', place.bucket)
      .where('key', '=', place.key)
      .execute()
  })
}

function idOf({ bucket, key }: Place): string {
  return `${bucket}\0${key}`
}
