/** Tokens of callers outside the portal. Static ones are compared as digests, in constant time. */
import { timingSafeEqual } from 'node:crypto'
import { PortalError, type ServiceCredentials } from '@callboard/sdk'
import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { digestOf, type ExternalAccess, type Restrictions } from './settings.ts'

export interface ExternalTokens {
  /** Undefined when the token belongs to none of the configured callers. */
  verify(
    token: string,
  ): Promise<{ credentials: ServiceCredentials; expiresAt: number | undefined } | undefined>
}

/** Checks tokens against the configured callers. */
export function createExternalTokens(entries: ExternalAccess[], fetcher: typeof fetch): ExternalTokens {
  const statics = entries.filter((entry) => entry.type === 'static')
  const legacies = entries.filter((entry) => entry.type === 'legacy')
  const remotes = entries.flatMap((entry) =>
    entry.type === 'jwks' ? [{ entry, keys: createRemoteJWKSet(entry.url, { [customFetch]: fetcher }) }] : [],
  )

  const verifyStatic = (token: string): ServiceCredentials | undefined => {
    const digest = digestOf(token)
    let found: ServiceCredentials | undefined
    // No early end: how long it takes must not tell which entry matched.
    for (const entry of statics) {
      if (timingSafeEqual(entry.digest, digest)) found = service(entry.subject, entry.restrictions)
    }
    return found
  }

  const verifyLegacy = async (token: string) => {
    if (legacies.length === 0 || read(() => decodeProtectedHeader(token).alg) !== 'HS256') return undefined
    if (read(() => decodeJwt(token).aud) !== undefined) return undefined
    for (const entry of legacies) {
      const payload = await attempt(
        jwtVerify(token, entry.secret, { algorithms: ['HS256'], subject: 'backstage-server' }),
      )
      if (payload)
        return { credentials: service(entry.subject, entry.restrictions), expiresAt: ms(payload.exp) }
    }
    return undefined
  }

  const verifyRemote = async (token: string) => {
    if (remotes.length === 0 || !read(() => decodeProtectedHeader(token).alg)) return undefined
    for (const { entry, keys } of remotes) {
      const payload = await attempt(
        jwtVerify(token, keys, {
          requiredClaims: ['sub'],
          ...(entry.algorithms && { algorithms: entry.algorithms }),
          ...(entry.issuers && { issuer: entry.issuers }),
          ...(entry.audiences && { audience: entry.audiences }),
        }),
      )
      if (!payload?.sub) continue
      const subject = ['external', entry.subjectPrefix, payload.sub].filter(Boolean).join(':')
      return { credentials: service(subject, entry.restrictions), expiresAt: ms(payload.exp) }
    }
    return undefined
  }

  return {
    async verify(token) {
      const known = verifyStatic(token)
      if (known) return { credentials: known, expiresAt: undefined }
      return (await verifyLegacy(token)) ?? (await verifyRemote(token))
    },
  }
}

function service(subject: string, restrictions: Restrictions | undefined): ServiceCredentials {
  return { type: 'service', subject, ...(restrictions && { restrictions }) }
}

/** The payload, or undefined when this caller did not sign the token. A key server that is down is an error. */
async function attempt(
  verified: ReturnType<typeof jwtVerify>,
): Promise<{ sub?: string; exp?: number } | undefined> {
  try {
    const { sub, exp } = (await verified).payload
    return { ...(sub !== undefined && { sub }), ...(exp !== undefined && { exp }) }
  } catch (thrown) {
    if (thrown instanceof errors.JWKSTimeout || !(thrown instanceof errors.JOSEError)) {
      throw new PortalError(
        'unavailable',
        'The key server of an external token cannot be reached',
        {},
        thrown,
      )
    }
    return undefined
  }
}

function read<T>(value: () => T): T | undefined {
  try {
    return value()
  } catch {
    return undefined
  }
}

function ms(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000
}
