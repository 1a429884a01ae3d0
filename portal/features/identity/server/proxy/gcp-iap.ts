import { claim, type HeaderKind, needed, optionalText, profileOf, textOf } from './header-provider.ts'
import { keySetVerifier } from './verify-jwt.ts'

/** Google's Identity-Aware Proxy. */
export const gcpIap: HeaderKind = {
  id: 'gcpIap',
  title: 'Google Cloud',
  annotations: { email: 'google.com/email', userId: 'google.com/user-id' },
  create(raw, { fetch }) {
    const key = 'auth.providers.gcpIap'
    const header = optionalText(raw, 'jwtHeader', key) ?? 'x-goog-iap-jwt-assertion'
    const verify = keySetVerifier('https://www.gstatic.com/iap/verify/public_key-jwk', fetch, {
      algorithms: ['ES256'],
      issuer: 'https://cloud.google.com/iap',
      audience: textOf(raw, 'audience', key),
      requiredClaims: ['exp', 'sub', 'email'],
    })
    return {
      id: 'gcpIap',
      isSigned: true,
      async identify(headers) {
        const claims = await verify(needed(headers, header, 'gcpIap'))
        const email = claim(claims, 'email')
        const userId = claim(claims, 'sub')
        return {
          profile: profileOf(email, undefined),
          ...(userId && { userId: userId.replace(/^accounts\.google\.com:/, '') }),
          providerInfo: { iapToken: claims },
          claims,
        }
      },
    }
  },
}
