/** Users and groups of Okta as entities. */
import type { OktaSettings } from './okta.ts'
import { distinctNames, groupEntity, keptName, normalizeName, type Org, userEntity } from './org.ts'

export interface OktaUser {
  id: string
  status: string
  profile: { login: string; email?: string; displayName?: string; firstName?: string; lastName?: string }
}

export interface OktaGroup {
  id: string
  profile: { name: string; description?: string | null }
}

export function oktaEntities(
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
