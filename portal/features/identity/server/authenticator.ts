/**
 * From a bearer token to credentials. A signature costs 0.2 ms to check, so what was verified is remembered
 * until it expires, under the token's digest.
 */
import { hash } from 'node:crypto'
import type { Authenticator, Clock, Credentials } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import { decodeProtectedHeader } from 'jose'
import type { ExternalTokens } from './external-access.ts'
import { type Tokens, tokenTypes } from './tokens.ts'

const remembered = 10_000

interface Verified {
  credentials: Credentials
  /** The plugin a service token is for. */
  audience?: string
  expiresAt: number | undefined
}

export function createAuthenticator(tokens: Tokens, external: ExternalTokens, clock: Clock): Authenticator {
  const known = new Map<string, Verified>()

  const verify = async (token: string): Promise<Verified> => {
    switch (typeOf(token)) {
      case tokenTypes.user:
        return untilExpiry(await tokens.verifyUser(token))
      case tokenTypes.limited:
        return untilExpiry(await tokens.verifyLimited(token))
      case tokenTypes.service:
        return tokens.verifyService(token)
    }
    const verified = await external.verify(token)
    if (!verified) throw new PortalError('unauthenticated', 'Illegal token')
    return verified
  }

  const remember = (key: string, verified: Verified): void => {
    if (verified.expiresAt === undefined) return
    const oldest = known.size >= remembered ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    known.set(key, verified)
  }

  return {
    async authenticate(token, { limited = false, plugin } = {}) {
      const key = hash('sha256', token, 'base64url')
      let verified = known.get(key)
      if (verified?.expiresAt !== undefined && verified.expiresAt <= clock.now()) {
        known.delete(key)
        verified = undefined
      }
      if (!verified) {
        verified = await verify(token)
        remember(key, verified)
      }
      const { credentials, audience } = verified
      // Not for a service call on behalf of a user, which carries a limited token inside.
      if (credentials.type === 'user' && credentials.limited && audience === undefined && !limited) {
        throw new PortalError('unauthenticated', 'Illegal limited user token')
      }
      if (audience !== undefined && plugin !== undefined && audience !== plugin) {
        throw new PortalError('unauthenticated', 'Failed plugin token verification')
      }
      return credentials
    },
  }
}

function untilExpiry(credentials: Credentials & { expiresAt: string }): Verified {
  return { credentials, expiresAt: Date.parse(credentials.expiresAt) }
}

function typeOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).typ
  } catch {
    return undefined
  }
}
