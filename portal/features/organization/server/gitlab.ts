/** Users and groups of GitLab (`catalog.providers.gitlab.<id>` with `orgEnabled`), through the REST API. */
import { type ConfigReader, PortalError, reasonOf } from '@callboard/sdk'
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { type GitlabGroup, type GitlabUser, gitlabEntities } from './gitlab-entities.ts'
import { createHostApi, type HostApi } from './host-api.ts'
import type { OrgReader } from './org.ts'

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
  const [isNamed, isGroup] = [matcher(settings, 'userPattern'), matcher(settings, 'groupPattern')]
  const isPerson = (user: GitlabUser) => isHuman(user) && isNamed(user.username)
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
      const asked: Asked = { api, apiBaseUrl, settings, isPerson, isGroup }
      const { groups, members } = await readGroups(asked)
      const people = await readPeople(asked, members)
      return gitlabEntities(settings, people, groups, members)
    },
  }
}

interface Asked {
  api: HostApi
  apiBaseUrl: string
  settings: GitlabOrgSettings
  isPerson(user: GitlabUser): boolean
  isGroup(path: string): boolean
}

const page = 'per_page=100'

function rootOf({ apiBaseUrl, settings: { group } }: Asked): string | undefined {
  return group ? `${apiBaseUrl}/groups/${encodeURIComponent(group)}` : undefined
}

/** The group with all below it, or all groups there are; and who is in each. */
async function readGroups(asked: Asked) {
  const { api, apiBaseUrl, settings, isPerson, isGroup } = asked
  const root = rootOf(asked)
  const found = root
    ? [
        (await api.get<GitlabGroup>(`${root}?with_projects=false`)).body,
        ...(await api.linked<GitlabGroup>(`${root}/descendant_groups?${page}`)),
      ]
    : await api.linked<GitlabGroup>(`${apiBaseUrl}/groups?all_available=true&${page}`)
  const groups = found.filter(({ full_path }) => isGroup(full_path))
  const isInherited = settings.allowInherited || settings.relations?.includes('INHERITED')
  const list = isInherited ? 'members/all' : 'members'
  const members = new Map<number, GitlabUser[]>()
  for (const { id } of groups) {
    const all = await api.linked<GitlabUser>(`${apiBaseUrl}/groups/${id}/${list}?${page}`)
    members.set(id, all.filter(isPerson))
  }
  return { groups, members }
}

/** Members of the groups; with an instance of one's own also who is in none. */
async function readPeople(asked: Asked, members: Map<number, GitlabUser[]>): Promise<GitlabUser[]> {
  const { api, apiBaseUrl, settings, isPerson } = asked
  const root = rootOf(asked)
  const people = new Map([...members.values()].flat().map((user) => [user.username, user]))
  if (settings.host !== 'gitlab.com' && !(root && settings.restrictUsersToGroup)) {
    const all = `${apiBaseUrl}/users?active=true&without_project_bots=true&${page}`
    for (const user of (await api.linked<GitlabUser>(all)).filter(isPerson)) {
      people.set(user.username, { ...people.get(user.username), ...user })
    }
  } else if (root) {
    for (const user of (await api.linked<GitlabUser>(`${root}/members/all?${page}`)).filter(isPerson)) {
      if (user.is_using_seat === false && !settings.includeUsersWithoutSeat) continue
      people.set(user.username, user)
    }
  }
  return [...people.values()]
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

/** @throws `input` for what is no expression. */
function matcher(
  settings: GitlabOrgSettings,
  key: 'userPattern' | 'groupPattern',
): (value: string) => boolean {
  const expressions = [settings[key] ?? []].flat().map((text) => {
    try {
      return new RegExp(text)
    } catch (thrown) {
      throw new PortalError('input', `'${key}': ${reasonOf(thrown)}`, { path: key }, thrown)
    }
  })
  return (value) =>
    expressions.length === 0 || expressions.some((expression) => expression.test(value.slice(0, 500)))
}

function isHuman({ state, bot, username }: GitlabUser): boolean {
  return state === 'active' && !bot && !/^(project|group)_\d+_bot/.test(username)
}
