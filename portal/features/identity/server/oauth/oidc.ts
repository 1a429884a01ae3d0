/** Any OpenID Connect provider: Keycloak, Dex, Authentik, Ping, … (config §9). */
import { PortalError } from '@callboard/sdk'
import { byClaims } from './claims-account.ts'
import type { Connection, OAuthFacts } from './facts.ts'

const proofs: Record<string, NonNullable<Connection['clientAuth']>> = {
  client_secret_basic: 'basic',
  client_secret_post: 'post',
  none: 'none',
}

export const oidc: OAuthFacts = {
  id: 'oidc',
  title: 'OpenID Connect',
  isPublicClient: true,
  annotations: { userId: 'keycloak.org/id' },
  connect(settings) {
    const method = settings.text('tokenEndpointAuthMethod') ?? 'client_secret_basic'
    const clientAuth = proofs[method]
    if (!clientAuth) {
      const key = `${settings.key}.tokenEndpointAuthMethod`
      const reason = `it is not known; use ${Object.keys(proofs).join(', ')}`
      throw new PortalError('input', `Invalid value in config for key '${key}': ${reason}`, { key })
    }
    const prompt = settings.text('prompt')
    const timeoutMs = settings.durationMs('timeout')
    const algorithm = settings.text('tokenSignedResponseAlg')
    if (algorithm?.startsWith('HS')) settings.needed('clientSecret')
    return {
      server: { issuer: settings.neededUrl('metadataUrl') },
      scopes: settings.words('scope').length > 0 ? settings.words('scope') : ['openid', 'profile', 'email'],
      clientAuth: settings.text('clientSecret') ? clientAuth : 'none',
      // Left out unless told, and for `auto`: who has no session at the provider is asked to sign in there.
      params: {
        ...(prompt && prompt !== 'auto' && { prompt }),
        ...searchParams(settings.raw('startUrlSearchParams')),
      },
      ...(algorithm && { idTokenAlgorithm: algorithm }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      whoIsIt: byClaims,
    }
  },
}

function searchParams(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]))
}
