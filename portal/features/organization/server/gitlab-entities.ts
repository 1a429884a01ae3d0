/** Users and groups of GitLab as entities. */
import type { GitlabOrgSettings } from './gitlab.ts'
import { distinctNames, groupEntity, keptName, type Org, userEntity } from './org.ts'

export interface GitlabUser {
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

export interface GitlabGroup {
  id: number
  name: string
  full_path: string
  parent_id: number | null
  description?: string | null
  web_url: string
  avatar_url?: string | null
  visibility?: string
}

/** `acme/platform/tools` is `platform-tools` below the configured group `acme`. */
function nameOf({ full_path }: GitlabGroup, root: string | null | undefined): string {
  const own = root && full_path.startsWith(`${root}/`) ? full_path.slice(root.length + 1) : full_path
  return keptName(own.replaceAll('/', '-'))
}

export function gitlabEntities(
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
