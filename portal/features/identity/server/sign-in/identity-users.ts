/** Who signed in last, how, and what the identity provider said about them: roles may go by these claims. */
import type { Clock, Database, Migration } from '@callboard/sdk'
import { sql } from 'kysely'
import type { Account } from './provider.ts'

/** What is known of a user from their last sign-in: `groups`, `email`, `realm_access.roles`, … */
export type Claims = Record<string, string[]>

export const identityUsers01: Migration = {
  id: '2026-11-21-identity-users-01',
  async up(trx, { types }) {
    await sql
      .raw(
        `create table identity_users (ref text primary key, provider text not null, profile text not null,
          claims text not null, last_sign_in_at ${types.bigint} not null)`,
      )
      .execute(trx)
  },
}

export interface IdentityUsers {
  remember(userRef: string, provider: string, account: Account): Promise<void>
  /** Empty for somebody who never signed in. */
  claimsOf(userRef: string): Promise<Claims>
}

export function createIdentityUsers(db: Database, clock: Clock): IdentityUsers {
  return {
    async remember(userRef, provider, account) {
      const profile = JSON.stringify(account.profile)
      const claims = JSON.stringify(claimsOfAccount(account, provider))
      const now = clock.now()
      await db.transaction((trx) =>
        sql`insert into identity_users (ref, provider, profile, claims, last_sign_in_at)
            values (${userRef}, ${provider}, ${profile}, ${claims}, ${now})
            on conflict (ref) do update set provider = excluded.provider, profile = excluded.profile,
              claims = excluded.claims, last_sign_in_at = excluded.last_sign_in_at`.execute(trx),
      )
    },
    async claimsOf(userRef) {
      const row = await db.get<{ claims: string }>('select claims from identity_users where ref = ?', [
        userRef,
      ])
      return row ? (JSON.parse(row.claims) as Claims) : {}
    },
  }
}

/** Says nothing of the person, or changes with every token. */
const technical =
  /^(aud|iss|exp|iat|nbf|auth_time|nonce|jti|sid|azp|acr|amr|typ|(at|c|s)_hash|session_state)$/i
const mostValues = 500
const longestValue = 512

/** Texts and lists of texts, one level down too (`realm_access.roles` of Keycloak). */
export function claimsOfAccount(account: Account, provider: string): Claims {
  const claims: Claims = {}
  const add = (name: string, value: unknown, isNested = false): void => {
    if (technical.test(name) || /token|secret|password/i.test(name)) return
    const values = (Array.isArray(value) ? value : [value]).filter(isPlain).map(String)
    const sound = values.filter((each) => each !== '' && each.length <= longestValue).slice(0, mostValues)
    if (sound.length > 0) claims[name] = sound
    else if (!isNested && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner, true)
    }
  }
  for (const [name, value] of Object.entries(account.claims)) add(name, value)
  if (account.profile.email) add('email', account.profile.email)
  if (account.username) add('username', account.username)
  if (account.groups) add('groups', account.groups)
  claims.provider = [provider]
  return claims
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
