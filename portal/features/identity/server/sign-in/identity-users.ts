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

/** Whether the catalog knew the user when they signed in; not told of sign-ins before this was asked. */
export const identityUsers02: Migration = {
  id: '2026-11-21-identity-users-02',
  async up(trx) {
    await sql
      .raw('alter table identity_users add column was_in_catalog integer not null default 0')
      .execute(trx)
  },
}

export interface IdentityUsers {
  remember(userRef: string, seen: Seen): Promise<void>
  /** Empty for somebody who never signed in. */
  claimsOf(userRef: string): Promise<Claims>
  /** The catalog knew them when they signed in last. */
  wasInCatalog(userRef: string): Promise<boolean>
}

/** What a sign-in shows of a user. */
export interface Seen {
  provider: string
  account: Account
  isInCatalog: boolean
}

export function createIdentityUsers(db: Database, clock: Clock): IdentityUsers {
  return {
    async remember(userRef, { provider, account, isInCatalog }) {
      const profile = JSON.stringify(account.profile)
      const claims = JSON.stringify(claimsOfAccount(account, provider))
      const now = clock.now()
      const known = isInCatalog ? 1 : 0
      await db.transaction((trx) =>
        sql`insert into identity_users (ref, provider, profile, claims, last_sign_in_at, was_in_catalog)
            values (${userRef}, ${provider}, ${profile}, ${claims}, ${now}, ${known})
            on conflict (ref) do update set provider = excluded.provider, profile = excluded.profile,
              claims = excluded.claims, last_sign_in_at = excluded.last_sign_in_at,
              was_in_catalog = excluded.was_in_catalog`.execute(trx),
      )
    },
    async wasInCatalog(userRef) {
      const row = await db.get<{ known: number }>(
        'select was_in_catalog as known from identity_users where ref = ?',
        [userRef],
      )
      return Number(row?.known ?? 0) === 1
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
