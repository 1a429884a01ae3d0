/** Members and teams of GitHub organisations as entities. */
import type { GithubOrgSettings } from './github.ts'
import { groupEntity, keptName, type Org, userEntity } from './org.ts'

export interface GithubMember {
  id: string
  login: string
  name: string | null
  email: string | null
  bio: string | null
  avatarUrl: string | null
  suspendedAt?: string | null
  organizationVerifiedDomainEmails?: string[]
}

export interface GithubTeam {
  slug: string
  combinedSlug: string
  name: string | null
  description: string | null
  avatarUrl: string | null
  editTeamUrl: string | null
  parentTeam: { slug: string } | null
  logins: string[]
}

/** One organisation, read whole. */
export interface GithubOrg {
  members: GithubMember[]
  teams: GithubTeam[]
}

/** With several organisations two teams may have one name: each has its organisation's namespace then. */
export function githubEntities(found: Map<string, GithubOrg>, settings: GithubOrgSettings): Org {
  const web = settings.githubUrl.replace(/\/+$/, '').replace(/^(https?:\/\/[^/]+).*$/, '$1')
  const isOne = found.size === 1
  const people = new Map<string, GithubMember & { teams: string[] }>()
  for (const { members } of found.values()) {
    for (const member of members) {
      if (!people.has(member.login)) people.set(member.login, { ...member, teams: [] })
    }
  }
  const groups = [...found].flatMap(([org, { teams }]) => {
    const namespace = isOne ? undefined : org.toLowerCase()
    return teams.map((team) => {
      for (const login of team.logins) {
        people.get(login)?.teams.push(namespace ? `${namespace}/${keptName(team.slug)}` : keptName(team.slug))
      }
      return groupEntity({
        name: keptName(team.slug),
        namespace,
        type: 'team',
        title: team.name ?? undefined,
        description: team.description ?? undefined,
        picture: team.avatarUrl ?? undefined,
        location: `url:${web}/orgs/${org}/teams/${team.slug}`,
        annotations: {
          'github.com/team-slug': team.combinedSlug,
          'backstage.io/edit-url': team.editTeamUrl ?? undefined,
        },
        parent: team.parentTeam ? keptName(team.parentTeam.slug) : undefined,
        members: team.logins.map((login) => (namespace ? `default/${keptName(login)}` : keptName(login))),
      })
    })
  })
  const users = [...people.values()].map((member) =>
    userEntity({
      name: keptName(member.login),
      title: member.name ?? undefined,
      description: member.bio ?? undefined,
      email: emailOf(member, settings),
      picture: member.avatarUrl ?? undefined,
      location: `url:${web}/${member.login}`,
      annotations: { 'github.com/user-login': member.login, 'github.com/user-id': member.id },
      memberOf: member.teams,
    }),
  )
  return { users, groups }
}

function emailOf(member: GithubMember, settings: GithubOrgSettings): string | undefined {
  const verified = settings.defaultUserTransformer?.useVerifiedEmails
    ? member.organizationVerifiedDomainEmails?.[0]
    : undefined
  return verified ?? (member.email || undefined)
}
