import { type FakeHost, fakeHost } from './host.ts'

export interface FakeTeam {
  slug: string
  parent?: string
  members: string[]
}

export interface FakeCompany {
  people: string[]
  teams: FakeTeam[]
}

/** GitHub's GraphQL: members and teams of organisations, in pages with cursors. */
export function fakeGithub(orgs: Record<string, FakeCompany>): Promise<FakeHost> {
  return fakeHost(({ path, body, headers }) => {
    if (path !== '/api/graphql') return undefined
    if (headers.authorization !== 'Bearer of-github')
      return { status: 401, body: { message: 'Bad credentials' } }
    const { query, variables } = JSON.parse(body) as { query: string; variables: unknown }
    const { org, first, after, slug, members } = variables as {
      org: string
      first: number
      after: string | null
      slug: string
      members: number
    }
    const company = orgs[org]
    if (!company)
      return {
        body: {
          data: { organization: null },
          errors: [{ message: `Could not resolve to an Organization with the login of '${org}'.` }],
        },
      }
    const page = <T>(all: T[], size: number, cursor: string | null | undefined) => {
      const start = cursor ? Number(cursor) : 0
      const end = start + size
      return {
        pageInfo: { hasNextPage: end < all.length, endCursor: String(end) },
        nodes: all.slice(start, end),
      }
    }
    const loginsOf = (team: FakeTeam) => team.members.map((login) => ({ login }))
    const operation = /query (\w+)/.exec(query)?.[1]
    if (operation === 'members') {
      const all = company.people.map((login) => ({
        ...{ id: `U_${login}`, login, name: `${login} Example`, email: `${login}@example.com` },
        ...{
          bio: null,
          avatarUrl: `https://avatars.example.com/${login}`,
          suspendedAt: login === 'gone' ? '2026' : null,
        },
      }))
      return { body: { data: { organization: { membersWithRole: page(all, first, after) } } } }
    }
    if (operation === 'teams') {
      const all = company.teams.map((team) => ({
        ...{ slug: team.slug, combinedSlug: `${org}/${team.slug}`, name: team.slug, description: null },
        ...{ avatarUrl: null, editTeamUrl: `https://github.example.com/orgs/${org}/teams/${team.slug}/edit` },
        parentTeam: team.parent ? { slug: team.parent } : null,
        members: page(loginsOf(team), members, null),
      }))
      return { body: { data: { organization: { teams: page(all, first, after) } } } }
    }
    const team = company.teams.find((each) => each.slug === slug)
    return {
      body: {
        data: { organization: { team: team ? { members: page(loginsOf(team), first, after) } : null } },
      },
    }
  })
}
