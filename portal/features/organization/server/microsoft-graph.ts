/** Users and groups of Microsoft Entra ID (`catalog.providers.microsoftGraphOrg`), through Microsoft Graph. */
import { PortalError } from '@callboard/sdk'
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { createHostApi, type HostApi, sameOrigin } from './host-api.ts'
import { groupEntity, normalizeName, type Org, type OrgReader, userEntity } from './org.ts'
import { clientCredentials } from './token.ts'

const text = z.string().min(1)
const url = z.url({ protocol: /^https?$/ })

export const microsoftGraphSchema = z.looseObject({
  target: url.nullish(),
  authority: url.nullish(),
  tenantId: text,
  clientId: text,
  clientSecret: text,
  queryMode: z.enum(['basic', 'advanced']).nullish(),
  userFilter: text.nullish(),
  groupFilter: text.nullish(),
  userGroupMemberFilter: text.nullish(),
  user: z
    .looseObject({ filter: text.nullish(), expand: text.nullish(), select: z.array(text).nullish() })
    .nullish(),
  userGroupMember: z.looseObject({ filter: text.nullish(), search: text.nullish() }).nullish(),
  group: z
    .looseObject({
      filter: text.nullish(),
      search: text.nullish(),
      expand: text.nullish(),
      select: z.array(text).nullish(),
      includeSubGroups: flexibleBoolean.nullish(),
    })
    .nullish(),
})

export type MicrosoftGraphSettings = z.output<typeof microsoftGraphSchema>

interface GraphUser {
  id: string
  displayName?: string | null
  mail?: string | null
  userPrincipalName?: string | null
}

interface GraphGroup {
  id: string
  displayName?: string | null
  description?: string | null
  mail?: string | null
  mailNickname?: string | null
}

interface Member {
  '@odata.type'?: string
  id: string
}

interface List<T> {
  value: T[]
  '@odata.nextLink'?: string
}

const mostPages = 10_000

export function microsoftGraphReader(
  id: string,
  settings: MicrosoftGraphSettings,
  fetcher: typeof fetch,
): OrgReader {
  const target = (settings.target ?? 'https://graph.microsoft.com/v1.0').replace(/\/+$/, '')
  return {
    name: `MicrosoftGraphOrgEntityProvider:${id}`,
    title: `the Entra ID tenant ${settings.tenantId}`,
    async read({ signal }) {
      const authority = (settings.authority ?? 'https://login.microsoftonline.com').replace(/\/+$/, '')
      const token = await clientCredentials({
        fetch: fetcher,
        signal,
        url: `${authority}/${encodeURIComponent(settings.tenantId)}/oauth2/v2.0/token`,
        host: 'Microsoft',
        form: {
          grant_type: 'client_credentials',
          client_id: settings.clientId,
          client_secret: settings.clientSecret,
          scope: `${new URL(target).origin}/.default`,
        },
        hint: 'Check tenantId, clientId and clientSecret',
      })
      const isAdvanced = settings.queryMode === 'advanced'
      const api = createHostApi({
        fetch: fetcher,
        host: 'Microsoft Graph',
        hint: 'The application needs User.Read.All and GroupMember.Read.All, with consent of an administrator',
        signal,
        headers: () => ({
          authorization: `Bearer ${token}`,
          ...(isAdvanced && { consistencylevel: 'eventual' }),
        }),
      })
      const count = isAdvanced ? { $count: 'true' } : {}
      const groups = await list<GraphGroup>(api, `${target}/groups`, {
        $filter: settings.group?.filter ?? settings.groupFilter,
        $search: settings.group?.search,
        $expand: settings.group?.expand,
        $select: settings.group?.select?.join(','),
        $top: '999',
        ...count,
      })
      const members = new Map<string, Member[]>()
      for (const group of groups) {
        members.set(
          group.id,
          await list<Member>(api, `${target}/groups/${encodeURIComponent(group.id)}/members`, {
            $select: 'id',
            $top: '999',
          }),
        )
      }
      const users = await readUsers(api, target, settings, count)
      const tenant = await tenantName(api, target)
      return orgOf(id, settings, { users, groups, members, tenant })
    },
  }
}

/** All users, or only the members of some groups when the config says so. */
async function readUsers(
  api: HostApi,
  target: string,
  settings: MicrosoftGraphSettings,
  count: Record<string, string>,
): Promise<GraphUser[]> {
  const query = {
    $filter: settings.user?.filter ?? settings.userFilter,
    $expand: settings.user?.expand,
    $select: settings.user?.select?.join(',') ?? 'id,displayName,mail,userPrincipalName',
    $top: '999',
  }
  const filter = settings.userGroupMember?.filter ?? settings.userGroupMemberFilter
  const search = settings.userGroupMember?.search
  if (!filter && !search) return list<GraphUser>(api, `${target}/users`, { ...query, ...count })
  const groups = await list<GraphGroup>(api, `${target}/groups`, {
    $filter: filter,
    $search: search,
    $select: 'id',
    ...count,
  })
  const users = new Map<string, GraphUser>()
  for (const group of groups) {
    const path = `${target}/groups/${encodeURIComponent(group.id)}/members/microsoft.graph.user`
    for (const user of await list<GraphUser>(api, path, { ...query, ...count })) users.set(user.id, user)
  }
  return [...users.values()]
}

async function list<T>(
  api: HostApi,
  base: string,
  query: Record<string, string | null | undefined>,
): Promise<T[]> {
  const first = new URL(base)
  for (const [name, value] of Object.entries(query)) if (value) first.searchParams.set(name, value)
  const all: T[] = []
  for (let url = first.href, pages = 0; ; pages += 1) {
    if (pages >= mostPages)
      throw new PortalError('upstream_failed', 'Microsoft Graph answers pages without end')
    const answer = await api.get<List<T>>(url)
    if (!Array.isArray(answer.body.value)) {
      throw new PortalError('upstream_failed', 'Microsoft Graph answered no list')
    }
    all.push(...answer.body.value)
    const next = answer.body['@odata.nextLink']
    if (next === undefined) return all
    url = sameOrigin(next, url, 'Microsoft Graph')
  }
}

/** The tenant's own name stands above all groups; a portal that may not read it goes without. */
async function tenantName(api: HostApi, target: string): Promise<string | undefined> {
  try {
    const { body } = await api.get<List<{ displayName?: string }>>(`${target}/organization`)
    return body.value[0]?.displayName
  } catch (thrown) {
    if (thrown instanceof PortalError) return undefined
    throw thrown
  }
}

interface Found {
  users: GraphUser[]
  groups: GraphGroup[]
  members: Map<string, Member[]>
  tenant: string | undefined
}

function orgOf(id: string, settings: MicrosoftGraphSettings, found: Found): Org {
  const nameOf = (group: GraphGroup) => normalizeName(group.mailNickname || group.displayName || group.id)
  const groupNames = new Map(found.groups.map((group) => [group.id, nameOf(group)]))
  const parents = new Map<string, string>()
  const memberOf = new Map<string, string[]>()
  for (const [groupId, members] of found.members) {
    const group = groupNames.get(groupId) ?? ''
    for (const member of members) {
      if (groupNames.has(member.id)) {
        if (member.id !== groupId) parents.set(member.id, group)
      } else memberOf.set(member.id, [...(memberOf.get(member.id) ?? []), group])
    }
  }
  const root = found.tenant === undefined ? undefined : normalizeName(found.tenant)
  const location = (what: string) => `msgraph:${id}/${what}`
  const groups = found.groups.map((group) =>
    groupEntity({
      name: nameOf(group),
      type: 'team',
      title: group.displayName ?? undefined,
      description: group.description ?? undefined,
      email: group.mail ?? undefined,
      location: location(group.id),
      annotations: { 'graph.microsoft.com/group-id': group.id },
      parent: parents.get(group.id) ?? root,
    }),
  )
  const top =
    root && found.tenant !== undefined
      ? [
          groupEntity({
            name: root,
            type: 'root',
            title: found.tenant,
            description: found.tenant,
            location: location(settings.tenantId),
            annotations: { 'graph.microsoft.com/tenant-id': settings.tenantId },
          }),
        ]
      : []
  const users = found.users.flatMap((user) => {
    const mail = user.mail || user.userPrincipalName
    // Rooms and service accounts have neither.
    if (!mail || !user.displayName) return []
    return userEntity({
      name: normalizeName(mail),
      title: user.displayName,
      email: user.mail ?? undefined,
      location: location(user.id),
      annotations: { 'graph.microsoft.com/user-id': user.id, 'microsoft.com/email': user.mail ?? undefined },
      memberOf: memberOf.get(user.id) ?? [],
    })
  })
  return { users, groups: [...top, ...groups] }
}
