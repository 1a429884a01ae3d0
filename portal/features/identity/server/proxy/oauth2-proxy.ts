import { PortalError } from '@callboard/sdk'
import { type HeaderKind, profileOf, single } from './header-provider.ts'

/** oauth2-proxy, as a reverse proxy (`X-Forwarded-*`) or behind nginx's auth_request (`X-Auth-Request-*`). */
export const oauth2Proxy: HeaderKind = {
  id: 'oauth2Proxy',
  title: 'OAuth2 Proxy',
  create: () => ({
    id: 'oauth2Proxy',
    isSigned: false,
    identify(headers) {
      const user = single(headers, 'x-forwarded-user', 'x-auth-request-user')
      const email = single(headers, 'x-forwarded-email', 'x-auth-request-email')
      if (!user && !email) {
        throw new PortalError(
          'unauthenticated',
          "Missing header 'x-forwarded-user': open the portal through oauth2-proxy, and let it pass the user on (--pass-user-headers)",
        )
      }
      const preferred = single(headers, 'x-forwarded-preferred-username', 'x-auth-request-preferred-username')
      const groups = (headers.get('x-forwarded-groups') ?? headers.get('x-auth-request-groups'))
        ?.split(',')
        .map((group) => group.trim())
        .filter(Boolean)
      const accessToken =
        headers.get('x-forwarded-access-token') ?? headers.get('x-auth-request-access-token')
      return {
        profile: profileOf(email, preferred ?? user),
        ...(user && { username: user }),
        ...(groups?.length && { groups }),
        providerInfo: { ...(accessToken && { accessToken }) },
        claims: { user, email, preferred_username: preferred, groups },
      }
    },
  }),
}
