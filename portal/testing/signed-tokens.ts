/** Keys from files, so that a test can be anybody: users, and plugins of the same instance. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'

export interface TokenSigner {
  /** For `startTestPortal`: the files of the keys. */
  files: Record<string, string>
  /** Sections of the config that name them. */
  auth: { keyStore: unknown }
  backendAuth: { pluginKeyStore: unknown }
  user(ref: string, expiresInSeconds?: number): Promise<string>
  /** Of one plugin for another; with a user's ref, on their behalf. */
  plugin(from: string, to: string, onBehalfOf?: string): Promise<string>
}

const keyId = 'of-the-test'

/** @param issuer `auth` under the base URL of the portal, as in its tokens. */
export function createTokenSigner(issuer = 'http://127.0.0.1/api/auth'): TokenSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const key = createPrivateKey(privateKey)
  const keys = [{ publicKeyFile: 'public.pem', privateKeyFile: 'private.pem', keyId, algorithm: 'ES256' }]
  const now = () => Math.floor(Date.now() / 1000)
  const sign = (typ: string, claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ typ, alg: 'ES256', kid: keyId }).sign(key)
  const user = (sub: string, seconds = 3600) =>
    sign('vnd.backstage.user', {
      iss: issuer,
      sub,
      aud: 'backstage',
      iat: now(),
      exp: now() + seconds,
      uip: 'none',
    })
  return {
    files: { 'public.pem': publicKey, 'private.pem': privateKey },
    auth: { keyStore: { provider: 'static', static: { keys } } },
    backendAuth: { pluginKeyStore: { type: 'static', static: { keys } } },
    user,
    async plugin(from, to, onBehalfOf) {
      const times = { iat: now(), exp: now() + 3600 }
      const obo = onBehalfOf && (await sign('vnd.backstage.limited-user', { sub: onBehalfOf, ...times }))
      return sign('vnd.backstage.plugin', { sub: from, aud: to, ...times, ...(obo && { obo }) })
    },
  }
}
