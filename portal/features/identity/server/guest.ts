/** Signing in without an account. Open in development; elsewhere only when the config says so. */
import { PortalError } from '@callboard/sdk'
import type { Ownership } from './ownership.ts'
import type { IdentitySettings } from './settings.ts'
import type { Tokens } from './tokens.ts'

export interface SignIn {
  profile: Record<string, never>
  backstageIdentity: {
    token: string
    expiresInSeconds: number
    identity: { type: 'user'; userEntityRef: string; ownershipEntityRefs: string[] }
  }
}

/** @throws `not_found` when guests are not configured, `forbidden` outside development. */
export async function signInGuest(
  settings: IdentitySettings,
  isDevelopment: boolean,
  ownership: Ownership,
  tokens: Tokens,
): Promise<SignIn> {
  const { guest } = settings
  if (!guest) throw new PortalError('not_found', "No auth provider registered for 'guest'")
  if (!isDevelopment && !guest.allowOutsideDevelopment) {
    throw new PortalError(
      'forbidden',
      'The guest provider cannot be used outside of a development environment unless auth.providers.guest.dangerouslyAllowOutsideDevelopment is set to true',
    )
  }
  const { userEntityRef } = guest
  const ownershipEntityRefs = await ownership(userEntityRef)
  const issued = await tokens.issueUser({ userEntityRef, ownershipEntityRefs })
  return {
    profile: {},
    backstageIdentity: { ...issued, identity: { type: 'user', userEntityRef, ownershipEntityRefs } },
  }
}

/**
 * `NODE_ENV=development`; or no `NODE_ENV` and a portal that calls itself by a loopback address, which is
 * what a person who typed `npm start` has. Any other value of `NODE_ENV` is not development.
 */
export function isDevelopment(nodeEnv: string | undefined, appBaseUrl: string): boolean {
  if (nodeEnv) return nodeEnv === 'development'
  const host = URL.canParse(appBaseUrl) ? new URL(appBaseUrl).hostname : ''
  return host === 'localhost' || host.endsWith('.localhost') || /^127\./.test(host) || host === '[::1]'
}
