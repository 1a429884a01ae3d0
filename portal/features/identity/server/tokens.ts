/**
 * Tokens, with the reference's types and claims (rest-api §6). Verification pins the algorithm and the type,
 * and takes keys from our own store only: nothing in a token decides how it is checked.
 */
import type { Clock, Credentials, UserCredentials } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import {
  CompactSign,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import type { KeyStore, KeyUse } from './key-store.ts'

export const tokenTypes = {
  user: 'vnd.backstage.user',
  limited: 'vnd.backstage.limited-user',
  service: 'vnd.backstage.plugin',
} as const

/** What helps who comes with a token that is not good, or not any more. */
export const signInAgain = 'Sign in again, or make a token in the portal under Settings, Tokens'

export interface IssuedToken {
  token: string
  expiresInSeconds: number
}

export interface Tokens {
  issueUser(user: { userEntityRef: string; ownershipEntityRefs: string[] }): Promise<IssuedToken>
  /** A token by which one part of the portal calls another, for itself or for a user. */
  issueService(call: { from: string; to: string; onBehalfOf?: string }): Promise<IssuedToken>
  /** The limited token for cookies, made from a user token. @throws `unauthenticated` for other tokens. */
  limitedFrom(userToken: string): { token: string; expiresAt: Date }
  verifyUser(token: string): Promise<UserCredentials>
  verifyLimited(token: string): Promise<UserCredentials>
  verifyService(token: string): Promise<{ credentials: Credentials; audience: string; expiresAt: number }>
}

interface TokenSettings {
  issuer: string
  lifetimeMs: number
  ownershipInToken: boolean
  readOnlyUser: string | undefined
}

const details = { how: signInAgain }
const serviceLifetimeSeconds = 3600
const text = new TextEncoder()

export function createTokens(keys: KeyStore, clock: Clock, settings: TokenSettings): Tokens {
  const nowSeconds = (): number => Math.floor(clock.now() / 1000)

  const verify = async (
    token: string,
    use: KeyUse,
    options: { typ: string; audience?: string; issuer?: string; failure: string; details?: { how: string } },
  ): Promise<JWTPayload & { sub: string; exp: number }> => {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = await keys.verifying(use, kid ?? '')
          if (!key) throw new errors.JWKSNoMatchingKey()
          return key
        },
        {
          algorithms: ['ES256'],
          typ: options.typ,
          requiredClaims: ['sub', 'iat', 'exp'],
          currentDate: new Date(clock.now()),
          ...(options.audience && { audience: options.audience }),
          ...(options.issuer && { issuer: options.issuer }),
        },
      )
      return { ...payload, sub: payload.sub ?? '', exp: payload.exp ?? 0 }
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError)
        throw new PortalError('unauthenticated', options.failure, options.details ?? {}, thrown)
      throw thrown
    }
  }

  const asUser = (
    payload: { sub: string; exp: number },
    token: string,
    limited: boolean,
  ): UserCredentials => ({
    type: 'user',
    userEntityRef: payload.sub,
    expiresAt: new Date(payload.exp * 1000).toISOString(),
    token,
    ...(limited && { limited: true as const }),
    ...(payload.sub === settings.readOnlyUser && { readOnly: true as const }),
  })

  const verifyLimited = async (token: string): Promise<UserCredentials> => {
    const failure = 'Failed user token verification'
    const payload = await verify(token, 'user', { typ: tokenTypes.limited, failure, details })
    return asUser(payload, token, true)
  }

  return {
    async issueUser({ userEntityRef, ownershipEntityRefs }) {
      const { id, privateKey } = await keys.signing('user')
      const iat = nowSeconds()
      const expiresInSeconds = Math.round(settings.lifetimeMs / 1000)
      const exp = iat + expiresInSeconds
      const limited = await new CompactSign(text.encode(JSON.stringify({ sub: userEntityRef, iat, exp })))
        .setProtectedHeader({ typ: tokenTypes.limited, alg: 'ES256', kid: id })
        .sign(privateKey)
      const claims = {
        iss: settings.issuer,
        sub: userEntityRef,
        ...(settings.ownershipInToken && { ent: ownershipEntityRefs }),
        aud: 'backstage',
        iat,
        exp,
        uip: limited.slice(limited.lastIndexOf('.') + 1),
      }
      const token = await new SignJWT(claims)
        .setProtectedHeader({ typ: tokenTypes.user, alg: 'ES256', kid: id })
        .sign(privateKey)
      return { token, expiresInSeconds }
    },

    async issueService({ from, to, onBehalfOf }) {
      const { id, privateKey } = await keys.signing('service')
      const iat = nowSeconds()
      const claims = {
        sub: from,
        aud: to,
        iat,
        exp: iat + serviceLifetimeSeconds,
        ...(onBehalfOf && { obo: onBehalfOf }),
      }
      const token = await new SignJWT(claims)
        .setProtectedHeader({ typ: tokenTypes.service, alg: 'ES256', kid: id })
        .sign(privateKey)
      return { token, expiresInSeconds: serviceLifetimeSeconds }
    },

    limitedFrom(userToken) {
      const { kid, alg } = decodeProtectedHeader(userToken)
      const { sub, iat, exp, uip } = decodeJwt<{ uip?: string }>(userToken)
      if (!uip || !exp) throw new PortalError('unauthenticated', 'The token cannot be turned into a cookie')
      const header = base64({ typ: tokenTypes.limited, alg, kid })
      return { token: `${header}.${base64({ sub, iat, exp })}.${uip}`, expiresAt: new Date(exp * 1000) }
    },

    async verifyUser(token) {
      const payload = await verify(token, 'user', {
        typ: tokenTypes.user,
        audience: 'backstage',
        // Two portals may share keys from files; a token of one is not good for the other.
        issuer: settings.issuer,
        failure: 'Failed user token verification',
        details,
      })
      return asUser(payload, token, false)
    },

    verifyLimited,

    async verifyService(token) {
      const failure = 'Failed plugin token verification'
      const payload = await verify(token, 'service', { typ: tokenTypes.service, failure })
      const { obo } = payload
      const credentials: Credentials =
        typeof obo === 'string'
          ? await verifyLimited(obo)
          : { type: 'service', subject: `plugin:${payload.sub}` }
      return { credentials, audience: String(payload.aud ?? ''), expiresAt: payload.exp * 1000 }
    },
  }
}

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
