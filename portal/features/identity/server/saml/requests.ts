/**
 * Sign-ins that were begun and not finished, in the database: another process may get the answer. A request
 * is taken out once, in one statement, so an answer is good for one sign-in however often it is sent.
 */
import { createHash } from 'node:crypto'
import type { Clock, Database, Migration } from '@callboard/sdk'
import type { JsonObject } from '@callboard/sdk/model'
import { sql } from 'kysely'

/** What was known when the sign-in began. */
export interface SamlRequest {
  relayState: string
  /** Hash of the secret that the browser holds in its cookie. */
  browser: string
  context: JsonObject
}

export interface SamlRequests {
  save(id: string, request: SamlRequest): Promise<void>
  find(id: string): Promise<SamlRequest | undefined>
  /** True for the one caller who gets it. */
  take(id: string): Promise<boolean>
  /** True when this assertion has not been used before. */
  useAssertion(id: string): Promise<boolean>
}

export const identitySaml01: Migration = {
  id: '2026-11-21-identity-saml-01',
  async up(trx, { types }) {
    await sql
      .raw(
        `create table identity_saml (id text primary key, relay_state text not null, browser text not null,
          context text not null, ends_at ${types.bigint} not null)`,
      )
      .execute(trx)
    await sql.raw('create index identity_saml_ends on identity_saml (ends_at)').execute(trx)
  },
}

/** How long a person may take at the identity provider. */
export const requestMs = 15 * 60_000
/** Longer than any assertion that is still accepted was signed for. */
const assertionMs = 24 * 3_600_000

export function createSamlRequests(db: Database, clock: Clock): SamlRequests {
  const insert = (id: string, endsAt: number, { relayState, browser, context }: SamlRequest) =>
    db.transaction(async (trx) => {
      await sql`delete from identity_saml where ends_at <= ${clock.now()}`.execute(trx)
      const { rows } = await sql<{ id: string }>`
        insert into identity_saml (id, relay_state, browser, context, ends_at)
        values (${id}, ${relayState}, ${browser}, ${JSON.stringify(context)}, ${endsAt})
        on conflict (id) do nothing returning id`.execute(trx)
      return rows.length === 1
    })
  return {
    async save(id, request) {
      await insert(`request:${id}`, clock.now() + requestMs, request)
    },
    async find(id) {
      const row = await db.get<{ relay_state: string; browser: string; context: string }>(
        'select relay_state, browser, context from identity_saml where id = ? and ends_at > ?',
        [`request:${id}`, clock.now()],
      )
      return (
        row && {
          relayState: row.relay_state,
          browser: row.browser,
          context: JSON.parse(row.context) as JsonObject,
        }
      )
    },
    async take(id) {
      const { rows } = await db.transaction((trx) =>
        sql`delete from identity_saml where id = ${`request:${id}`} returning id`.execute(trx),
      )
      return rows.length === 1
    },
    useAssertion: (id) =>
      insert(`assertion:${hashOf(id)}`, clock.now() + assertionMs, {
        relayState: '',
        browser: '',
        context: {},
      }),
  }
}

/** Secrets are compared and kept as hashes. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
