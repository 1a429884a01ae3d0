/** Any OAuth 2 provider by its two addresses (config §9). Who somebody is stands in a token, or at `userInfoUrl`. */
import { decodeJwt } from 'jose'
import { claimsAccount, objectOf } from './claims-account.ts'
import type { OAuthFacts } from './facts.ts'

export const oauth2: OAuthFacts = {
  id: 'oauth2',
  title: 'OAuth 2',
  isPublicClient: true,
  connect(settings) {
    const userInfoUrl = settings.url('userInfoUrl')
    return {
      server: {
        authorizationUrl: settings.neededUrl('authorizationUrl'),
        tokenUrl: settings.neededUrl('tokenUrl'),
      },
      scopes: settings.words('scope'),
      clientAuth: settings.flag('includeBasicAuth') ? 'basic' : 'post',
      disableRefresh: settings.flag('disableRefresh') ?? false,
      async whoIsIt({ accessToken, claims }, api) {
        const told = userInfoUrl ? objectOf(await api.json(userInfoUrl)) : {}
        const inToken = Object.keys(claims).length > 0 ? claims : claimsOf(accessToken)
        return claimsAccount({ ...inToken, ...told })
      },
    }
  },
}

/** Many providers' access tokens are JWTs that say who they are for; it came from the provider itself. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}
