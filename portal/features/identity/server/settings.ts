/** What identity reads from `auth.*` and `backend.auth.*` (config §7, §9), as one plain value. */
import type { ConfigReader } from '@callboard/sdk'
import { PortalError, parseRef, stringifyRef } from '@callboard/sdk'
import { flexibleBoolean, parseDuration, ValueError } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { type ExternalAccess, readExternalAccess } from './external-access/settings.ts'

export interface IdentitySettings {
  /** `<backend.baseUrl>` without a trailing slash; tokens are issued by `<this>/api/auth`. */
  baseUrl: string
  tokenLifetimeMs: number
  ownershipInToken: boolean
  guest: GuestSettings | undefined
  /** Ids below `auth.providers`. */
  providers: string[]
  external: ExternalAccess[]
}

export interface GuestSettings {
  userEntityRef: string
  ownershipEntityRefs: string[] | undefined
  allowOutsideDevelopment: boolean
  /** Set for the legacy key `auth.allowGuestAccess`: read and nothing else. */
  readOnly: boolean
}

const minute = 60_000
const shortestToken = 10 * minute
const longestToken = 24 * 60 * minute

const guestSchema = z.object({
  userEntityRef: z.string().optional(),
  ownershipEntityRefs: z.array(z.string()).optional(),
  dangerouslyAllowOutsideDevelopment: flexibleBoolean.optional(),
})

/** @throws `input` naming the key that is wrong. */
export function identitySettings(config: Pick<ConfigReader, 'get' | 'section'>): IdentitySettings {
  const providers = config.get('auth.providers')
  const ids = typeof providers === 'object' && providers !== null ? Object.keys(providers) : []
  const baseUrl = config.get('backend.baseUrl') ?? config.get('app.baseUrl') ?? 'http://localhost:7007'
  const omit = config.get('auth.omitIdentityTokenOwnershipClaim')
  return {
    baseUrl: String(baseUrl).replace(/\/+$/, ''),
    tokenLifetimeMs: tokenLifetime(config.get('auth.backstageTokenExpiration')),
    ownershipInToken: omit === false || omit === 'false',
    guest: guestSettings(config, ids.includes('guest')),
    providers: ids,
    external: readExternalAccess(config.get('backend.auth.externalAccess'), config.get('backend.auth.keys')),
  }
}

function guestSettings(
  config: Pick<ConfigReader, 'get' | 'section'>,
  isProvider: boolean,
): GuestSettings | undefined {
  if (isProvider) {
    const raw = config.get('auth.providers.guest')
    const guest = raw === undefined || raw === null ? {} : config.section('auth.providers.guest', guestSchema)
    return {
      userEntityRef: stringifyRef(
        parseRef(guest.userEntityRef ?? 'user:development/guest', { kind: 'User', namespace: 'default' }),
      ),
      ownershipEntityRefs: guest.ownershipEntityRefs,
      allowOutsideDevelopment: guest.dangerouslyAllowOutsideDevelopment ?? false,
      readOnly: false,
    }
  }
  const legacy = config.get('auth.allowGuestAccess')
  if (legacy !== true && legacy !== 'true') return undefined
  return {
    userEntityRef: 'user:development/guest',
    ownershipEntityRefs: undefined,
    allowOutsideDevelopment: true,
    readOnly: true,
  }
}

function tokenLifetime(value: unknown): number {
  if (value === undefined || value === null) return 60 * minute
  try {
    return Math.min(longestToken, Math.max(shortestToken, parseDuration(value)))
  } catch (thrown) {
    if (!(thrown instanceof ValueError)) throw thrown
    throw new PortalError(
      'input',
      `Invalid value in config for key 'auth.backstageTokenExpiration': ${thrown.message}`,
      {
        key: 'auth.backstageTokenExpiration',
      },
    )
  }
}
