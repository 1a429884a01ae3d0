/** Users and groups of a Keycloak realm as entities. */
import { distinctNames, groupEntity, keptName, type Org, userEntity } from './org.ts'

export interface KeycloakUser {
  id: string
  username: string
  email?: string
  firstName?: string
  lastName?: string
  enabled?: boolean
}

export interface KeycloakGroup {
  id: string
  name: string
  subGroupCount?: number
  subGroups?: KeycloakGroup[]
}

/** A group in its place, with who is in it. */
export interface GroupNode {
  group: KeycloakGroup
  parent: GroupNode | undefined
  members: KeycloakUser[]
}

export function keycloakEntities(
  users: KeycloakUser[],
  nodes: GroupNode[],
  { admin, realm }: { admin: string; realm: string },
): Org {
  const groupNames = distinctNames(nodes.map(({ group }) => [group.id, keptName(group.name)]))
  const userNames = distinctNames(users.map(({ id, username }) => [id, keptName(username)]))
  const memberOf = new Map<string, string[]>()
  for (const { group, members } of nodes) {
    for (const { id } of members)
      memberOf.set(id, [...(memberOf.get(id) ?? []), groupNames.get(group.id) ?? ''])
  }
  const annotations = (id: string) => ({ 'keycloak.org/id': id, 'keycloak.org/realm': realm })
  return {
    users: users.map((user) =>
      userEntity({
        name: userNames.get(user.id) ?? '',
        title: [user.firstName, user.lastName].filter(Boolean).join(' ') || undefined,
        email: user.email,
        location: `url:${admin}/users/${user.id}`,
        annotations: annotations(user.id),
        memberOf: memberOf.get(user.id) ?? [],
      }),
    ),
    groups: nodes.map(({ group, parent, members }) =>
      groupEntity({
        name: groupNames.get(group.id) ?? '',
        type: 'group',
        title: group.name,
        location: `url:${admin}/groups/${group.id}`,
        annotations: annotations(group.id),
        parent: parent && groupNames.get(parent.group.id),
        members: members.map(({ id }) => userNames.get(id) ?? ''),
      }),
    ),
  }
}
