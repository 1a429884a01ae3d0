/** Users and groups of Microsoft Entra ID (`catalog.providers.microsoftGraphOrg`), through Microsoft Graph. */
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { addressOf, ifThere, list, type Page, readPhotos } from './graph-api.ts'
import { type GraphGroup, type GraphUser, graphEntities, type Member } from './graph-entities.ts'
import { createHostApi, type HostApi } from './host-api.ts'
import type { OrgReader } from './org.ts'
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
      const token = await signIn(target, settings, fetcher, signal)
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
      const asked: Asked = { api, target, settings, count: isAdvanced ? { $count: 'true' } : {} }
      const { groups, members } = await readGroups(asked)
      const users = await readUsers(asked)
      const tenant = await tenantName(api, target)
      const photos = settings.user?.loadPhotos
        ? await readPhotos(
            api,
            target,
            users.map((user) => user.id),
          )
        : new Map<string, string>()
      return graphEntities(id, settings, { users, groups, members, tenant, photos })
    },
  }
}

function signIn(
  target: string,
  { authority, tenantId, clientId, clientSecret }: MicrosoftGraphSettings,
  fetcher: typeof fetch,
  signal: AbortSignal,
): Promise<string> {
  const base = (authority ?? 'https://login.microsoftonline.com').replace(/\/+$/, '')
  return clientCredentials({
    fetch: fetcher,
    signal,
    url: `${base}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    host: 'Microsoft',
    form: {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${new URL(target).origin}/.default`,
    },
    hint: 'Check tenantId, clientId and clientSecret',
  })
}

interface Asked {
  api: HostApi
  target: string
  settings: MicrosoftGraphSettings
  /** Filters that want the advanced mode want this, too. */
  count: Record<string, string>
}

const isGroup = (member: Member): boolean => member['@odata.type'] === '#microsoft.graph.group'

/** The groups that are asked for; with `includeSubGroups` also those in them, however deep. */
async function readGroups({ api, target, settings: { group, groupFilter }, count }: Asked) {
  const $select = group?.select?.join(',')
  const groups = await list<GraphGroup>(api, `${target}/groups`, {
    $filter: group?.filter ?? groupFilter,
    $search: group?.search,
    $expand: group?.expand,
    $select,
    $top: '999',
    ...count,
  })
  const known = new Set(groups.map(({ id }) => id))
  const members = new Map<string, Member[]>()
  // The list grows while it is gone through.
  for (const { id } of groups) {
    const path = `${target}/groups/${encodeURIComponent(id)}`
    const own = await list<Member>(api, `${path}/members`, { $select: 'id', $top: '999' })
    members.set(id, own)
    if (!group?.includeSubGroups) continue
    for (const member of own) {
      if (!isGroup(member) || known.has(member.id)) continue
      known.add(member.id)
      const address = addressOf(`${target}/groups/${encodeURIComponent(member.id)}`, { $select })
      groups.push((await api.get<GraphGroup>(address)).body)
    }
  }
  return { groups, members }
}

/** All users, or only the members of some groups when the config says so. */
async function readUsers({ api, target, settings, count }: Asked): Promise<GraphUser[]> {
  const query = {
    $filter: settings.user?.filter ?? settings.userFilter,
    $expand: settings.user?.expand,
    $select: settings.user?.select?.join(',') ?? 'id,displayName,mail,userPrincipalName',
    $top: '999',
    ...count,
  }
  const filter = settings.userGroupMember?.filter ?? settings.userGroupMemberFilter
  const search = settings.userGroupMember?.search
  if (!filter && !search) return list<GraphUser>(api, `${target}/users`, query)
  const groups = await list<GraphGroup>(api, `${target}/groups`, {
    $filter: filter,
    $search: search,
    $select: 'id',
    ...count,
  })
  const users = new Map<string, GraphUser>()
  for (const group of groups) {
    const path = `${target}/groups/${encodeURIComponent(group.id)}/members/microsoft.graph.user`
    for (const user of await list<GraphUser>(api, path, query)) users.set(user.id, user)
  }
  return [...users.values()]
}

/** The tenant's own name stands above all groups; a portal that may not read it goes without. */
async function tenantName(api: HostApi, target: string): Promise<string | undefined> {
  const answer = await ifThere(api.get<Page<{ displayName?: string }>>(`${target}/organization`))
  return answer?.body.value[0]?.displayName
}
