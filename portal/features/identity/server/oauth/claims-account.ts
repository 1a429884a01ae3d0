/** Who somebody is by OpenID Connect's standard claims, asking the userinfo endpoint for what is missing. */
import type { Account } from '../sign-in/provider.ts'
import type { WhoIsIt } from './facts.ts'

type Claims = Record<string, unknown>

export const byClaims: WhoIsIt = async (tokens, api) => {
  const { claims } = tokens
  const isEnough = text(claims.email) && text(claims.name) && claims.groups !== undefined
  return claimsAccount(isEnough ? claims : { ...(await api.userInfo()), ...claims })
}

export function claimsAccount(claims: Claims): Omit<Account, 'providerInfo'> {
  const username = text(claims.preferred_username) ?? text(claims.nickname) ?? text(claims.username)
  const userId = text(claims.sub)
  const groups = Array.isArray(claims.groups) ? claims.groups.map(String) : undefined
  return {
    profile: profileOf(claims),
    ...(username && { username }),
    ...(userId && { userId }),
    ...(groups && { groups }),
    claims,
  }
}

function profileOf(claims: Claims): Account['profile'] {
  // An address that the provider has not verified may be anybody's.
  const email = claims.email_verified === false || claims.email_verified === 'false' ? '' : text(claims.email)
  const full = [text(claims.given_name), text(claims.family_name)].filter(Boolean).join(' ')
  const displayName = text(claims.name) ?? (full || text(claims.preferred_username))
  const picture = text(claims.picture)
  return {
    ...(email && { email }),
    ...(displayName && { displayName }),
    ...(picture && /^https?:/.test(picture) && { picture }),
  }
}

export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An object that came from outside, or an empty one. */
export function objectOf(value: unknown): Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : {}
}
