import { PortalError } from '@callboard/sdk'
import type { Account } from '../sign-in/provider.ts'
import { claim, type HeaderKind, optionalText, profileOf, type Raw, textOf } from './header-provider.ts'
import { keySetVerifier } from './verify-jwt.ts'

const key = 'auth.providers.cfaccess'

/** Cloudflare Access. People and, when they are listed, service tokens. */
export const cloudflareAccess: HeaderKind = {
  id: 'cfaccess',
  title: 'Cloudflare Access',
  create(raw, { fetch }) {
    const team = textOf(raw, 'teamName', key)
    if (!/^[a-z0-9-]+$/i.test(team)) {
      throw new PortalError('input', `Invalid value in config for key '${key}.teamName': '${team}'`)
    }
    const origin = `https://${team}.cloudflareaccess.com`
    const header = optionalText(raw, 'jwtHeaderName', key) ?? 'cf-access-jwt-assertion'
    const cookie = optionalText(raw, 'authorizationCookieName', key) ?? 'CF_Authorization'
    const audience = optionalText(raw, 'audience', key)
    const services = serviceTokens(raw)
    const verify = keySetVerifier(`${origin}/cdn-cgi/access/certs`, fetch, {
      algorithms: ['RS256'],
      issuer: origin,
      ...(audience && { audience }),
    })
    return {
      id: 'cfaccess',
      isSigned: true,
      async identify(headers) {
        const token = headers.get(header) ?? cookieOf(headers, cookie)
        if (!token) {
          throw new PortalError(
            'unauthenticated',
            `Missing header '${header}': open the portal through Cloudflare Access`,
          )
        }
        const claims = await verify(token)
        const service = claim(claims, 'sub') === undefined ? claim(claims, 'common_name') : undefined
        if (service !== undefined) return serviceIdentity(service, services, claims)
        const identity = await identityOf(`${origin}/cdn-cgi/access/get-identity`, token, fetch)
        const email = claim(claims, 'email')
        const userId = claim(claims, 'sub')
        return {
          profile: profileOf(email, claim(identity, 'name') ?? email),
          ...(userId && { userId }),
          ...(Array.isArray(identity.groups) && { groups: identity.groups.map(groupName).filter(Boolean) }),
          providerInfo: {
            claims,
            cfAccessIdentityProfile: identity,
            ...(typeof claims.exp === 'number' && {
              expiresInSeconds: Math.max(0, claims.exp - Math.floor(Date.now() / 1000)),
            }),
          },
          claims: { ...identity, ...claims },
        }
      },
    }
  },
}

function serviceIdentity(
  name: string,
  services: ReadonlyMap<string, string>,
  claims: Record<string, unknown>,
): Account {
  const subject = services.get(name)
  if (subject === undefined) {
    throw new PortalError(
      'unauthenticated',
      `The service token '${name}' is not listed in ${key}.serviceTokens`,
    )
  }
  return { profile: { email: subject, displayName: name }, username: name, providerInfo: { claims }, claims }
}

function serviceTokens(raw: Raw): Map<string, string> {
  const list = Array.isArray(raw.serviceTokens) ? (raw.serviceTokens as Raw[]) : []
  return new Map(
    list.map((entry, index) => {
      const at = `${key}.serviceTokens[${index}]`
      return [textOf(entry, 'token', at), textOf(entry, 'subject', at)] as const
    }),
  )
}

/** Name and groups, which the token does not hold. People get in without them: the token is what counts. */
async function identityOf(
  url: string,
  token: string,
  fetcher: typeof fetch,
): Promise<Record<string, unknown>> {
  try {
    const response = await fetcher(url, {
      headers: { cookie: `CF_Authorization=${token}` },
      redirect: 'error',
    })
    const body: unknown = response.ok ? await response.json() : undefined
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function groupName(group: unknown): string {
  if (typeof group === 'string') return group
  const { name, email } = (group ?? {}) as { name?: unknown; email?: unknown }
  return typeof name === 'string' ? name : typeof email === 'string' ? email : ''
}

function cookieOf(headers: Headers, name: string): string | undefined {
  for (const part of headers.get('cookie')?.split(';') ?? []) {
    const cut = part.indexOf('=')
    if (cut !== -1 && part.slice(0, cut).trim() === name) return part.slice(cut + 1).trim()
  }
  return undefined
}
