/** Users and groups of Okta (`catalog.providers.okta`). */
import { PortalError } from '@callboard/sdk'
import { importJWK, importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import { createHostApi } from './host-api.ts'
import { type OktaGroup, type OktaUser, oktaEntities } from './okta-entities.ts'
import type { OrgReader } from './org.ts'
import { clientCredentials } from './token.ts'

const text = z.string().min(1)

export const oktaSchema = z.looseObject({
  orgUrl: z.url({ protocol: /^https?$/ }),
  token: text.nullish(),
  oauth: z.looseObject({ clientId: text, privateKey: text, keyId: text.nullish() }).nullish(),
  userFilter: text.nullish(),
  groupFilter: text.nullish(),
  userNamingStrategy: z.enum(['id', 'kebab-case-email', 'strip-domain-email']).nullish(),
  groupNamingStrategy: z.enum(['id', 'kebab-case-name', 'profile-name']).nullish(),
})

export type OktaSettings = z.output<typeof oktaSchema>

export function oktaReader(id: string, settings: OktaSettings, fetcher: typeof fetch): OrgReader {
  const orgUrl = settings.orgUrl.replace(/\/+$/, '')
  return {
    name: `OktaOrgEntityProvider:${id}`,
    title: `the Okta organisation ${new URL(orgUrl).host}`,
    async read({ signal }) {
      const authorization = await authorize(orgUrl, settings, fetcher, signal)
      const api = createHostApi({
        fetch: fetcher,
        host: 'Okta',
        hint: 'The token needs to read users and groups (okta.users.read, okta.groups.read)',
        signal,
        headers: () => ({ authorization }),
      })
      const query = (filter: string | null | undefined) =>
        new URLSearchParams({ limit: '200', ...(filter && { search: filter }) })
      const users = (
        await api.linked<OktaUser>(`${orgUrl}/api/v1/users?${query(settings.userFilter)}`)
      ).filter(({ status }) => status !== 'DEPROVISIONED' && status !== 'SUSPENDED')
      const groups = await api.linked<OktaGroup>(`${orgUrl}/api/v1/groups?${query(settings.groupFilter)}`)
      const members = new Map<string, string[]>()
      for (const group of groups) {
        const path = `${orgUrl}/api/v1/groups/${encodeURIComponent(group.id)}/users?limit=200`
        members.set(
          group.id,
          (await api.linked<OktaUser>(path)).map((user) => user.id),
        )
      }
      return oktaEntities(orgUrl, settings, users, groups, members)
    },
  }
}

async function authorize(
  orgUrl: string,
  { token, oauth }: OktaSettings,
  fetcher: typeof fetch,
  signal: AbortSignal,
): Promise<string> {
  if (token) return `SSWS ${token}`
  if (!oauth) throw new PortalError('input', 'it needs a token, or oauth with clientId and privateKey')
  const url = `${orgUrl}/oauth2/v1/token`
  const { key, kid } = await privateKeyOf(oauth)
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', ...(kid && { kid }) })
    .setIssuer(oauth.clientId)
    .setSubject(oauth.clientId)
    .setAudience(url)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key)
  const access = await clientCredentials({
    fetch: fetcher,
    signal,
    url,
    host: 'Okta',
    form: {
      grant_type: 'client_credentials',
      scope: 'okta.users.read okta.groups.read',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    },
    hint: 'Check oauth.clientId, oauth.keyId and oauth.privateKey',
  })
  return `Bearer ${access}`
}

/** A PEM, or a JWK as JSON. */
async function privateKeyOf({ privateKey, keyId }: NonNullable<OktaSettings['oauth']>) {
  try {
    if (!privateKey.trim().startsWith('{')) return { key: await importPKCS8(privateKey, 'RS256'), kid: keyId }
    const jwk = JSON.parse(privateKey) as { kid?: string }
    return { key: await importJWK(jwk, 'RS256'), kid: keyId ?? jwk.kid }
  } catch (thrown) {
    throw new PortalError('input', 'oauth.privateKey is neither a PEM (PKCS #8) nor a JWK', {}, thrown)
  }
}
