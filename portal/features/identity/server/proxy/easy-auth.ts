import { PortalError } from '@callboard/sdk'
import { decodeJwt } from 'jose'
import { claim, type HeaderKind, profileOf } from './header-provider.ts'

const oid = 'http://schemas.microsoft.com/identity/claims/objectidentifier'
const emailType = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'

/** Azure App Service and Container Apps ("Easy Auth"): the platform checks the token and passes it on. */
export const azureEasyAuth: HeaderKind = {
  id: 'azureEasyAuth',
  title: 'Azure Easy Auth',
  annotations: { userId: 'graph.microsoft.com/user-id' },
  create: () => ({
    id: 'azureEasyAuth',
    isSigned: false,
    identify(headers) {
      const idToken = headers.get('x-ms-token-aad-id-token')
      const principal = headers.get('x-ms-client-principal')
      if (!idToken && !principal) {
        throw new PortalError(
          'unauthenticated',
          "Missing header 'x-ms-token-aad-id-token': open the portal through Azure, with Microsoft as identity provider and the token store switched on",
        )
      }
      const claims = idToken ? claimsOfToken(idToken) : claimsOfPrincipal(principal ?? '')
      const email = claim(claims, 'email', emailType)
      const userId = claim(claims, 'oid', oid)
      const username = claim(claims, 'preferred_username')
      const accessToken = headers.get('x-ms-token-aad-access-token')
      return {
        profile: profileOf(email, claim(claims, 'name')),
        ...(username && { username }),
        ...(userId && { userId }),
        ...(Array.isArray(claims.groups) && { groups: claims.groups.map(String) }),
        providerInfo: { ...(accessToken && { accessToken }) },
        claims,
      }
    },
  }),
}

function claimsOfToken(token: string): Record<string, unknown> {
  try {
    return decodeJwt(token)
  } catch {
    throw new PortalError('unauthenticated', "The header 'x-ms-token-aad-id-token' holds no token")
  }
}

/** `{claims: [{typ, val}]}` in base64, sent also without a token store. */
function claimsOfPrincipal(encoded: string): Record<string, unknown> {
  try {
    const { claims } = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as {
      claims: { typ: string; val: string }[]
    }
    const found: Record<string, unknown> = Object.fromEntries(claims.map(({ typ, val }) => [typ, val]))
    const groups = claims.filter(({ typ }) => typ === 'groups').map(({ val }) => val)
    return groups.length > 0 ? { ...found, groups } : found
  } catch {
    throw new PortalError('unauthenticated', "The header 'x-ms-client-principal' cannot be read")
  }
}
