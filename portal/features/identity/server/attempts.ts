/**
 * Attempts that failed, counted in the database so that several processes count together and a restart forgives
 * nothing: sign-ins with a password, and what `guess-limit.ts` tells. Names are kept as hashes: what people mistype is often a password.
 */
import { createHash } from 'node:crypto'
import { type Clock, type Database, type Migration, PortalError } from '@callboard/sdk'
import { sql } from 'kysely'

export interface AttemptLimit {
  /** What is counted, e.g. one name from one address. */
  key: string
  /** Without it attempts are counted and never refused. */
  max?: number
}

export interface Attempts {
  /** Counts the attempt, and answers the counts. @throws `too_many_requests` when one of the limits is reached */
  begin(limits: AttemptLimit[]): Promise<number[]>
  /** Adds to a count of its own window, and says what it is now. */
  add(key: string, count: number, windowMs: number): Promise<{ count: number; endsAt: number }>
  /** The attempt was none: forgets what failed under `own`, and takes this one from the others. */
  succeeded(own: string, others: string[]): Promise<void>
}

export const identityAttempts01: Migration = {
  id: '2026-11-21-identity-attempts-01',
  async up(trx, { types }) {
    await sql
      .raw(
        `create table identity_attempts (id text primary key, count integer not null,
          ends_at ${types.bigint} not null)`,
      )
      .execute(trx)
    await sql.raw('create index identity_attempts_ends on identity_attempts (ends_at)').execute(trx)
  },
}

const windowMs = 15 * 60_000

export function createAttempts(db: Database, clock: Clock): Attempts {
  return {
    async begin(limits) {
      const now = clock.now()
      const { until, counts } = await db.transaction(async (trx) => {
        await sql`delete from identity_attempts where ends_at <= ${now}`.execute(trx)
        let until = 0
        const counts: number[] = []
        for (const { key, max } of limits) {
          const { rows } = await sql<{ count: number; ends_at: number }>`
            insert into identity_attempts (id, count, ends_at) values (${idOf(key)}, 1, ${now + windowMs})
            on conflict (id) do update set count = identity_attempts.count + 1
            returning count, ends_at`.execute(trx)
          const count = Number(rows[0]?.count ?? 0)
          counts.push(count)
          if (max !== undefined && count > max) until = Math.max(until, Number(rows[0]?.ends_at))
        }
        return { until, counts }
      })
      if (until === 0) return counts
      const minutes = Math.max(1, Math.ceil((until - now) / 60_000))
      throw new PortalError(
        'too_many_requests',
        `Too many failed attempts to sign in. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
        { retryAfterSeconds: Math.ceil((until - now) / 1000) },
      )
    },
    add: (key, count, ownWindowMs) =>
      db.transaction(async (trx) => {
        const now = clock.now()
        await sql`delete from identity_attempts where ends_at <= ${now}`.execute(trx)
        const { rows } = await sql<{ count: number; ends_at: number }>`
          insert into identity_attempts (id, count, ends_at) values (${idOf(key)}, ${count}, ${now + ownWindowMs})
          on conflict (id) do update set count = identity_attempts.count + excluded.count
          returning count, ends_at`.execute(trx)
        const row = rows[0]
        return { count: Number(row?.count ?? count), endsAt: Number(row?.ends_at ?? now + ownWindowMs) }
      }),
    async succeeded(own, others) {
      await db.transaction(async (trx) => {
        await sql`delete from identity_attempts where id = ${idOf(own)}`.execute(trx)
        for (const key of others) {
          await sql`update identity_attempts set count = count - 1
            where id = ${idOf(key)} and count > 0`.execute(trx)
        }
      })
    },
  }
}

function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
