/** Signed headers: verified with the vendor's published keys, with the algorithm pinned. */
import { PortalError } from '@callboard/sdk'
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose'

/** Checks a token against a key set that is fetched when first needed and kept. */
export function keySetVerifier(
  url: string,
  fetcher: typeof fetch,
  options: JWTVerifyOptions & { algorithms: string[] },
): (token: string) => Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(url), { [customFetch]: fetcher })
  return async (token) =>
    (await verified(jwtVerify(token, keys, { clockTolerance: 5, requiredClaims: ['exp'], ...options })))
      .payload
}

/** @throws `unauthenticated` saying what is wrong with the token, `unavailable` when the keys cannot be had. */
export async function verified(result: Promise<JWTVerifyResult>): Promise<JWTVerifyResult> {
  try {
    return await result
  } catch (thrown) {
    if (thrown instanceof PortalError && thrown.code === 'unauthenticated') throw thrown
    if (thrown instanceof errors.JWKSTimeout || !(thrown instanceof errors.JOSEError)) {
      throw new PortalError('unavailable', 'The keys that the proxy signs with cannot be fetched', {}, thrown)
    }
    throw new PortalError('unauthenticated', `The proxy's token is not valid: ${thrown.message}`, {}, thrown)
  }
}
