/**
 * From a bearer token to credentials. A signature costs 0.2 ms to check, so what was verified is remembered
 * until it expires, under the token's digest. Wrong tokens count against the address they came from.
 */
import { hash } from 'node:crypto'
import type { Authenticator, Clock, Credentials } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import { decodeProtectedHeader, errors } from 'jose'
import type { ExternalTokens } from './external-access/verify.ts'
import { type GuessLimit, tooManyGuesses } from './guess-limit.ts'
import { isMadeToken } from './made-tokens/token-text.ts'
import type { MadeTokens } from './made-tokens/verify.ts'
import type { Presence } from './presence.ts'
import { signInAgain, type Tokens, tokenTypes } from './tokens.ts'

const remembered = 10_000

interface Verified {
  credentials: Credentials
  /** The plugin a service token is for. */
  audience?: string
  expiresAt: number | undefined
}

interface Checks {
  tokens: Tokens
  external: ExternalTokens
  made: MadeTokens
  presence: Presence
  guesses: GuessLimit
  clock: Clock
}

export function createAuthenticator(checks: Checks): Authenticator {
  const { tokens, external, made, presence, guesses, clock } = checks
  const known = new Map<string, Verified>()
  /** Digests of tokens from outside that were right once: they go on while their address is held back. */
  const proven = new Set<string>()

  const verify = async (token: string, key: string, waitMs: number | undefined): Promise<Verified> => {
    switch (typeOf(token)) {
      case tokenTypes.user:
        return untilExpiry(await tokens.verifyUser(token))
      case tokenTypes.limited:
        return untilExpiry(await tokens.verifyLimited(token))
      case tokenTypes.service:
        return tokens.verifyService(token)
    }
    // What others chose can be short enough to guess; ours are not.
    if (waitMs !== undefined && !proven.has(key)) throw tooManyGuesses(waitMs)
    const verified = await external.verify(token)
    if (!verified) throw new PortalError('unauthenticated', 'Illegal token', { how: signInAgain })
    if (proven.size < remembered) proven.add(key)
    return verified
  }

  const remember = (key: string, verified: Verified): void => {
    if (verified.expiresAt === undefined) return
    const oldest = known.size >= remembered ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    known.set(key, verified)
  }

  const check = async (
    token: string,
    {
      limited,
      plugin,
      ip,
      waitMs,
    }: { limited: boolean; plugin?: string | undefined; ip?: string | undefined; waitMs: number | undefined },
  ): Promise<Credentials> => {
    if (isMadeToken(token)) return made.verify(token, { ip })
    const key = hash('sha256', token, 'base64url')
    let verified = known.get(key)
    if (verified?.expiresAt !== undefined && verified.expiresAt <= clock.now()) {
      known.delete(key)
      verified = undefined
    }
    if (!verified) {
      verified = await verify(token, key, waitMs)
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
    if (credentials.type === 'user' && (await presence.hasLeft(credentials.userEntityRef))) {
      throw hasLeft(credentials.userEntityRef)
    }
    return credentials
  }

  return {
    async authenticate(token, { limited = false, plugin, ip } = {}) {
      const waitMs = ip === undefined ? undefined : guesses.waitMs(ip)
      try {
        return await check(token, { limited, plugin, ip, waitMs })
      } catch (thrown) {
        if (ip === undefined || !isGuess(thrown)) throw thrown
        if (waitMs !== undefined) throw tooManyGuesses(waitMs)
        guesses.wrong(ip)
        throw thrown
      }
    },
  }
}

/** The token was good, so nobody guessed it. */
function hasLeft(userRef: string): PortalError {
  return new PortalError('unauthenticated', `Illegal token: ${userRef} is not in the catalog any more`, {
    how: 'Ask who keeps the organisation data to add the User again, then sign in',
    ended: true,
  })
}

/** A token that was ours and is over is no guess: every tab left open overnight sends one. */
function isGuess(thrown: unknown): boolean {
  if (!(thrown instanceof PortalError) || thrown.code !== 'unauthenticated') return false
  return !(thrown.cause instanceof errors.JWTExpired) && thrown.details.ended !== true
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
