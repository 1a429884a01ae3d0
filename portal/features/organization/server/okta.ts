/** Users and groups of Okta (`catalog.providers.okta`). */
import { PortalError } from '@callboard/sdk'
import { importJWK, importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import { createHostApi } from './host-api.ts'
import {
  distinctNames,
  groupEntity,
  keptName,
  normalizeName,
  type Org,
  type OrgReader,
  userEntity,
} from './org.ts'
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

interface OktaUser {
  id: string
  status: string
  profile: { login: string; email?: string; displayName?: string; firstName?: string; lastName?: string }
}

interface OktaGroup {
  id: string
  profile: { name: string; description?: string | null }
}

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
      return orgOf(orgUrl, settings, users, groups, members)
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

function orgOf(
  orgUrl: string,
  settings: OktaSettings,
  users: OktaUser[],
  groups: OktaGroup[],
  members: Map<string, string[]>,
): Org {
  const userNames = distinctNames(users.map((user) => [user.id, userName(user, settings.userNamingStrategy)]))
  const groupNames = distinctNames(
    groups.map((group) => [group.id, groupName(group, settings.groupNamingStrategy)]),
  )
  const memberOf = new Map<string, string[]>()
  for (const [group, ids] of members) {
    for (const id of ids) memberOf.set(id, [...(memberOf.get(id) ?? []), groupNames.get(group) ?? ''])
  }
  return {
    users: users.map(({ id, profile }) =>
      userEntity({
        name: userNames.get(id) ?? '',
        title:
          profile.displayName || [profile.firstName, profile.lastName].filter(Boolean).join(' ') || undefined,
        email: profile.email,
        location: `url:${orgUrl}`,
        annotations: { 'okta.com/user-id': id },
        memberOf: memberOf.get(id) ?? [],
      }),
    ),
    groups: groups.map(({ id, profile }) =>
      groupEntity({
        name: groupNames.get(id) ?? '',
        type: 'group',
        title: profile.name,
        description: profile.description ?? undefined,
        location: `url:${orgUrl}`,
        annotations: { 'okta.com/group-id': id },
        members: (members.get(id) ?? []).flatMap((member) => userNames.get(member) ?? []),
      }),
    ),
  }
}

function userName({ id, profile }: OktaUser, strategy: OktaSettings['userNamingStrategy']): string {
  const email = profile.email ?? profile.login
  if (strategy === 'id') return keptName(id)
  if (strategy === 'kebab-case-email') return keptName(kebab(email.replace('@', '-')))
  return normalizeName(email.replace(/@.*$/, ''))
}

function groupName({ id, profile }: OktaGroup, strategy: OktaSettings['groupNamingStrategy']): string {
  if (strategy === 'id') return keptName(id)
  if (strategy === 'profile-name') return keptName(profile.name)
  return keptName(kebab(profile.name))
}

function kebab(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
}
