/** The calls of a browser that signs in (rest-api §6), and what they answer. */
import { errorOf, reach } from '@callboard/sdk/client'
import { PortalError } from '@callboard/sdk/errors'
import type { SignedIn } from '@callboard/sdk/web'

/** Where the portal answers, and which block of a provider's settings holds here (`auth.environment`). */
export interface AuthPlace {
  basePath: string
  env: string
}

/** What every way of signing in answers in the end. */
export interface AuthAnswer {
  profile?: { email?: string; displayName?: string; picture?: string }
  backstageIdentity?: {
    token?: string
    expiresInSeconds?: number
    identity?: { userEntityRef?: string; ownershipEntityRefs?: string[] }
  }
}

/** A session as this tab keeps it. */
export interface Kept {
  provider: string
  token: string
  issuedAt: number
  expiresAt: number
  user: SignedIn
}

/** Asks a provider who the visitor is, without showing them anything: by their cookie, or as a guest. */
export async function refresh(
  place: AuthPlace,
  provider: string,
  options: { optional?: boolean; signal?: AbortSignal } = {},
): Promise<AuthAnswer> {
  const response = await post(place, provider, 'refresh', options)
  return (await response.json()) as AuthAnswer
}

/** Ends the session at a provider. An address in the answer is where its own session is ended. */
export async function logout(place: AuthPlace, provider: string): Promise<string | undefined> {
  const response = await post(place, provider, 'logout')
  const body = (await response.json().catch(() => undefined)) as { logoutUrl?: unknown } | null | undefined
  return typeof body?.logoutUrl === 'string' ? body.logoutUrl : undefined
}

/** Sends a user's name and password to a provider that asks for them. */
export async function sendPassword(
  place: AuthPlace,
  provider: string,
  fields: { username: string; password: string },
): Promise<AuthAnswer> {
  const response = await post(place, provider, 'login', { body: JSON.stringify(fields) })
  return (await response.json()) as AuthAnswer
}

async function post(
  { basePath, env }: AuthPlace,
  provider: string,
  step: string,
  { optional, signal, body }: { optional?: boolean; signal?: AbortSignal; body?: string } = {},
): Promise<Response> {
  const query = `${optional ? 'optional&' : ''}env=${encodeURIComponent(env)}`
  const address = `${basePath}/api/auth/${encodeURIComponent(provider)}/${step}?${query}`
  const response = await reach(fetch, address, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'x-requested-with': 'XMLHttpRequest',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  })
  if (!response.ok) throw await errorOf(response)
  return response
}

/** The address that leads to a provider's own page, in a window of its own or in this one. */
export function startAddress(
  { basePath, env }: AuthPlace,
  provider: string,
  flow: 'popup' | 'redirect',
  scope?: string,
): string {
  const query = new URLSearchParams({ env, origin: location.origin, flow })
  if (scope) query.set('scope', scope)
  if (flow === 'redirect') query.set('redirectUrl', location.href)
  return `${basePath}/api/auth/${encodeURIComponent(provider)}/start?${query}`
}

/** @throws `internal` when the answer names nobody. */
export function keptFrom(provider: string, { profile = {}, backstageIdentity }: AuthAnswer): Kept {
  const { token, identity } = backstageIdentity ?? {}
  if (!token || !identity?.userEntityRef) {
    throw new PortalError(
      'unauthenticated',
      'This provider knows you, but this portal does not let people in with it: its config names no sign-in resolver. An operator adds one under `signIn.resolvers` of the provider.',
    )
  }
  const issuedAt = Date.now()
  const lifetimeMs = (backstageIdentity?.expiresInSeconds ?? secondsLeft(token) ?? 3600) * 1000
  const user: SignedIn = {
    userEntityRef: identity.userEntityRef,
    ownershipEntityRefs: identity.ownershipEntityRefs ?? [],
    ...profile,
  }
  return { provider, token, issuedAt, expiresAt: issuedAt + lifetimeMs, user }
}

function secondsLeft(token: string): number | undefined {
  try {
    const claims = JSON.parse(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'))) as {
      exp?: number
    }
    return claims.exp === undefined ? undefined : claims.exp - Date.now() / 1000
  } catch {
    return undefined
  }
}
