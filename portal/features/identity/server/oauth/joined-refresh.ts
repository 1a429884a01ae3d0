/**
 * One question to the provider for all who ask with the same refresh token at once: tabs of a browser, and
 * processes on one database. Refresh tokens are often good for one use, and a second use looks like theft to the
 * provider, which then ends the session. Who comes first leaves a row and asks; the others wait for the answer,
 * which stays there, sealed, for the few seconds that they may be late.
 */
import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, type Database, type Migration, PortalError } from '@callboard/sdk'
import { sql } from 'kysely'
import type { Seal } from '../sign-in/seal.ts'
import type { TokenSet } from './client.ts'

export interface JoinedRefresh {
  /** What `ask` answers, or answered to somebody else just now. */
  once(refreshToken: string, ask: () => Promise<TokenSet>): Promise<TokenSet>
}

export const identityRefreshes01: Migration = {
  id: '2026-11-21-identity-refreshes-01',
  async up(trx, { types }) {
    await sql
      .raw(
        `create table identity_refreshes (id text primary key, answer text, ends_at ${types.bigint} not null)`,
      )
      .execute(trx)
  },
}

/** Longer than a provider is waited for; who asked and died holds the others up no longer. */
const askingMs = 20_000
const answeredMs = 10_000
const lookEveryMs = 50
const purpose = 'refresh answer'

export function createJoinedRefresh(db: Database, clock: Clock, seal: Seal): JoinedRefresh {
  const here = new Map<string, Promise<TokenSet>>()

  /** True for who may ask. A row whose time is over is nobody's. */
  const begin = async (id: string): Promise<boolean> => {
    const now = clock.now()
    return db.transaction(async (trx) => {
      await sql`delete from identity_refreshes where ends_at <= ${now}`.execute(trx)
      const { rows } = await sql`insert into identity_refreshes (id, answer, ends_at)
        values (${id}, null, ${now + askingMs}) on conflict (id) do nothing returning id`.execute(trx)
      return rows.length > 0
    })
  }
  const answer = async (id: string, tokens: TokenSet): Promise<void> => {
    const text = await seal.seal(purpose, tokens)
    await db.transaction((trx) =>
      sql`update identity_refreshes set answer = ${text}, ends_at = ${clock.now() + answeredMs}
        where id = ${id}`.execute(trx),
    )
  }
  const forget = (id: string) =>
    db.transaction((trx) => sql`delete from identity_refreshes where id = ${id}`.execute(trx))

  const askFirst = async (id: string, ask: () => Promise<TokenSet>): Promise<TokenSet> => {
    let tokens: TokenSet
    try {
      tokens = await ask()
    } catch (thrown) {
      await forget(id)
      throw thrown
    }
    await answer(id, tokens)
    return tokens
  }

  const askOrWait = async (id: string, ask: () => Promise<TokenSet>): Promise<TokenSet> => {
    for (let waitedMs = 0; waitedMs <= askingMs + answeredMs; waitedMs += lookEveryMs) {
      const row = await db.get<{ answer: string | null; ends_at: number }>(
        'select answer, ends_at from identity_refreshes where id = ?',
        [id],
      )
      const isOver = !row || Number(row.ends_at) <= clock.now()
      if (isOver && (await begin(id))) return askFirst(id, ask)
      const tokens = !isOver && row.answer ? await seal.open(purpose, row.answer) : undefined
      if (tokens) return tokens as TokenSet
      await sleep(lookEveryMs)
    }
    throw new PortalError('unavailable', 'The session is being refreshed elsewhere. Try again')
  }

  return {
    once(refreshToken, ask) {
      const id = hash('sha256', refreshToken)
      const known = here.get(id)
      if (known) return known
      const asked = askOrWait(id, ask).finally(() => here.delete(id))
      here.set(id, asked)
      return asked
    },
  }
}
