import { PortalError } from '@callboard/sdk'
import { type HeaderKind, profileOf, single } from './header-provider.ts'

/** `tailscale serve` in front of the portal. Not a provider of Backstage's. */
export const tailscale: HeaderKind = {
  id: 'tailscale',
  title: 'Tailscale',
  create: () => ({
    id: 'tailscale',
    isSigned: false,
    identify(headers) {
      const login = single(headers, 'tailscale-user-login')
      if (!login) {
        throw new PortalError(
          'unauthenticated',
          "Missing header 'tailscale-user-login': open the portal by its Tailscale name, from a device that belongs to a person (tagged devices and Funnel send none)",
        )
      }
      const name = decodeWords(headers.get('tailscale-user-name') ?? '')
      const picture = single(headers, 'tailscale-user-profile-pic')
      // People from GitHub are `ada@github`: a name there, no address.
      const isEmail = /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(login)
      return {
        profile: profileOf(isEmail ? login : undefined, name || login, httpsOnly(picture)),
        username: login.slice(0, login.lastIndexOf('@') === -1 ? undefined : login.lastIndexOf('@')),
        userId: login,
        providerInfo: {},
        claims: { login, name },
      }
    },
  }),
}

function httpsOnly(url: string | undefined): string | undefined {
  return url?.startsWith('https://') ? url : undefined
}

/** `=?utf-8?q?Ad=C3=A9le?=` (RFC 2047), which Tailscale uses for names outside ASCII. */
function decodeWords(text: string): string {
  return text
    .replace(/(\?=)\s+(=\?)/g, '$1$2')
    .replace(/=\?utf-8\?([qb])\?([^?\s]*)\?=/gi, (_whole, kind: string, body: string) => {
      if (kind.toLowerCase() === 'b') return Buffer.from(body, 'base64').toString('utf8')
      const bytes = body
        .replace(/_/g, ' ')
        .replace(/=([0-9a-f]{2})/gi, (_each, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      return Buffer.from(bytes, 'latin1').toString('utf8')
    })
}
