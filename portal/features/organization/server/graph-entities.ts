/** Users and groups of Entra ID as entities. */
import type { MicrosoftGraphSettings } from './microsoft-graph.ts'
import { distinctNames, groupEntity, normalizeName, type Org, userEntity } from './org.ts'

export interface GraphUser {
  id: string
  displayName?: string | null
  mail?: string | null
  userPrincipalName?: string | null
}

export interface GraphGroup {
  id: string
  displayName?: string | null
  description?: string | null
  mail?: string | null
  mailNickname?: string | null
}

export interface Member {
  '@odata.type'?: string
  id: string
}

/** What was read, before it is named. */
export interface Found {
  users: GraphUser[]
  groups: GraphGroup[]
  members: Map<string, Member[]>
  tenant: string | undefined
  /** Photos as data addresses, by id of their user. */
  photos: Map<string, string>
}

export function graphEntities(id: string, settings: MicrosoftGraphSettings, found: Found): Org {
  const nameOf = (group: GraphGroup) => normalizeName(group.mailNickname || group.displayName || group.id)
  const root = found.tenant === undefined ? undefined : normalizeName(found.tenant)
  const groupNames = distinctNames([
    ['', root ?? ''],
    ...found.groups.map((group): [string, string] => [group.id, nameOf(group)]),
  ])
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
  const location = (what: string) => `msgraph:${id}/${what}`
  const groups = found.groups.map((group) =>
    groupEntity({
      name: groupNames.get(group.id) ?? '',
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
  // Rooms and service accounts have neither.
  const people = found.users.filter((user) => mailOf(user) && user.displayName)
  const names = distinctNames(people.map((user) => [user.id, normalizeName(mailOf(user))]))
  const users = people.map((user) =>
    userEntity({
      name: names.get(user.id) ?? '',
      title: user.displayName ?? undefined,
      email: user.mail ?? undefined,
      picture: found.photos.get(user.id),
      location: location(user.id),
      annotations: { 'graph.microsoft.com/user-id': user.id, 'microsoft.com/email': user.mail ?? undefined },
      memberOf: memberOf.get(user.id) ?? [],
    }),
  )
  return { users, groups: [...top, ...groups] }
}

function mailOf({ mail, userPrincipalName }: GraphUser): string {
  return mail || userPrincipalName || ''
}
