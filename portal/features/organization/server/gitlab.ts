/** Users and groups of GitLab (`catalog.providers.gitlab.<id>` with `orgEnabled`), through the REST API. */
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { createHostApi } from './host-api.ts'
import { distinctNames, groupEntity, keptName, type Org, type OrgReader, userEntity } from './org.ts'

const text = z.string().min(1)
const patterns = z.union([text, z.array(text)]).nullish()

export const gitlabOrgSchema = z.looseObject({
  host: text,
  group: text.nullish(),
  orgEnabled: flexibleBoolean.nullish(),
  userPattern: patterns,
  groupPattern: patterns,
  restrictUsersToGroup: flexibleBoolean.nullish(),
  includeUsersWithoutSeat: flexibleBoolean.nullish(),
  allowInherited: flexibleBoolean.nullish(),
  relations: z.array(text).nullish(),
})

export type GitlabOrgSettings = z.output<typeof gitlabOrgSchema>

interface GitlabUser {
  id: number
  username: string
  name: string
  state: string
  web_url: string
  avatar_url?: string | null
  email?: string
  public_email?: string
  bot?: boolean
  is_using_seat?: boolean
}

interface GitlabGroup {
  id: number
  name: string
  full_path: string
  parent_id: number | null
  description?: string | null
  web_url: string
  avatar_url?: string | null
  visibility?: string
}

const integration = z.looseObject({
  host: text,
  token: text.nullish(),
  apiBaseUrl: text.nullish(),
  baseUrl: text.nullish(),
})

export function gitlabReader(
  id: string,
  settings: GitlabOrgSettings,
  config: Pick<ConfigReader, 'get'>,
  fetcher: typeof fetch,
): OrgReader {
  const { host, group } = settings
  const { token, apiBaseUrl } = integrationOf(config, host)
  if (host === 'gitlab.com' && !group) {
    throw new PortalError('input', `catalog.providers.gitlab.${id}.group is needed on gitlab.com`)
  }
  const [isUser, isGroup] = [matcher(settings.userPattern), matcher(settings.groupPattern)]
  return {
    name: `GitlabOrgDiscoveryEntityProvider:${id}`,
    title: group ? `the group ${group} of ${host}` : `the users and groups of ${host}`,
    async read({ signal }) {
      const api = createHostApi({
        fetch: fetcher,
        host,
        hint: `The token of integrations.gitlab for ${host} needs the scope read_api`,
        signal,
        headers: () => ({ ...(token && { 'private-token': token }) }),
      })
      const root = group ? `${apiBaseUrl}/groups/${encodeURIComponent(group)}` : undefined
      const page = 'per_page=100'
      const found = root
        ? [
            (await api.get<GitlabGroup>(`${root}?with_projects=false`)).body,
            ...(await api.linked<GitlabGroup>(`${root}/descendant_groups?${page}`)),
          ]
        : await api.linked<GitlabGroup>(`${apiBaseUrl}/groups?all_available=true&${page}`)
      const groups = found.filter(({ full_path }) => isGroup(full_path))
      const isInherited = settings.allowInherited || settings.relations?.includes('INHERITED')
      const people = new Map<string, GitlabUser>()
      const members = new Map<number, GitlabUser[]>()
      for (const each of groups) {
        const list = isInherited ? 'members/all' : 'members'
        const own = (await api.linked<GitlabUser>(`${apiBaseUrl}/groups/${each.id}/${list}?${page}`)).filter(
          (user) => isPerson(user) && isUser(user.username),
        )
        members.set(each.id, own)
        for (const user of own) people.set(user.username, user)
      }
      // Who may use a whole instance of one's own counts, also without any group.
      if (host !== 'gitlab.com' && !(root && settings.restrictUsersToGroup)) {
        const all = await api.linked<GitlabUser>(
          `${apiBaseUrl}/users?active=true&without_project_bots=true&${page}`,
        )
        for (const user of all) {
          if (isPerson(user) && isUser(user.username))
            people.set(user.username, { ...people.get(user.username), ...user })
        }
      } else if (root) {
        for (const user of await api.linked<GitlabUser>(`${root}/members/all?${page}`)) {
          if (!isPerson(user) || !isUser(user.username)) continue
          if (user.is_using_seat === false && !settings.includeUsersWithoutSeat) continue
          people.set(user.username, user)
        }
      }
      return orgOf(settings, [...people.values()], groups, members)
    },
  }
}

function integrationOf(config: Pick<ConfigReader, 'get'>, host: string) {
  const list = config.get('integrations.gitlab')
  for (const each of Array.isArray(list) ? list : []) {
    const parsed = integration.safeParse(each)
    if (!parsed.success || parsed.data.host.toLowerCase() !== host.toLowerCase()) continue
    const { token, apiBaseUrl, baseUrl } = parsed.data
    const api = apiBaseUrl || `${(baseUrl || `https://${host}`).replace(/\/+$/, '')}/api/v4`
    return { token: token?.trim() || undefined, apiBaseUrl: api.replace(/\/+$/, '') }
  }
  throw new PortalError('input', `integrations.gitlab has no entry for ${host}`)
}

function matcher(given: string | string[] | null | undefined): (value: string) => boolean {
  const list = given === null || given === undefined ? [] : Array.isArray(given) ? given : [given]
  const expressions = list.map((each) => new RegExp(each))
  return (value) =>
    expressions.length === 0 || expressions.some((expression) => expression.test(value.slice(0, 500)))
}

function isPerson({ state, bot, username }: GitlabUser): boolean {
  return state === 'active' && !bot && !/^(project|group)_\d+_bot/.test(username)
}

/** `acme/platform/tools` is `platform-tools` below the configured group `acme`. */
function nameOf({ full_path }: GitlabGroup, root: string | null | undefined): string {
  const own = root && full_path.startsWith(`${root}/`) ? full_path.slice(root.length + 1) : full_path
  return keptName(own.replaceAll('/', '-'))
}

function orgOf(
  { group: root, host }: GitlabOrgSettings,
  people: GitlabUser[],
  groups: GitlabGroup[],
  members: Map<number, GitlabUser[]>,
): Org {
  const names = distinctNames(groups.map((each) => [String(each.id), nameOf(each, root)]))
  const groupName = (id: number) => names.get(String(id)) ?? ''
  const memberOf = new Map<string, string[]>()
  for (const [id, users] of members) {
    for (const { username } of users) {
      memberOf.set(username, [...(memberOf.get(username) ?? []), groupName(id)])
    }
  }
  return {
    users: people.map((user) =>
      userEntity({
        name: keptName(user.username),
        title: user.name,
        email: user.email || user.public_email || undefined,
        picture: user.avatar_url ?? undefined,
        location: `url:${user.web_url}`,
        annotations: { [`${host}/user-login`]: user.web_url, [`${host}/user-id`]: String(user.id) },
        memberOf: memberOf.get(user.username) ?? [],
      }),
    ),
    groups: groups.map((each) =>
      groupEntity({
        name: groupName(each.id),
        type: 'team',
        title: each.name,
        description: each.description || undefined,
        picture: each.avatar_url ?? undefined,
        location: `url:${each.web_url}`,
        annotations: { [`${host}/team-path`]: each.full_path },
        parent: each.parent_id === null ? undefined : groupName(each.parent_id),
        members: (members.get(each.id) ?? []).map(({ username }) => keptName(username)),
      }),
    ),
  }
}
