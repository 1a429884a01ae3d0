/** An organisation through GitHub's REST API, for servers without GraphQL: one request more for each person. */
import type { GithubOrg } from './github-entities.ts'
import type { HostApi } from './host-api.ts'

interface RestUser {
  node_id: string
  login: string
  name?: string | null
  email?: string | null
  bio?: string | null
  avatar_url?: string | null
  suspended_at?: string | null
}

interface RestTeam {
  slug: string
  name: string
  description: string | null
  html_url?: string
  parent?: { slug: string } | null
}

export async function readRest(api: HostApi, apiBaseUrl: string, org: string): Promise<GithubOrg> {
  const root = `${apiBaseUrl}/orgs/${encodeURIComponent(org)}`
  const list = await api.linked<RestUser>(`${root}/members?per_page=100`)
  const members: GithubOrg['members'] = []
  for (const { login } of list) {
    const { body } = await api.get<RestUser>(`${apiBaseUrl}/users/${encodeURIComponent(login)}`)
    members.push({
      id: body.node_id,
      login,
      name: body.name ?? null,
      email: body.email ?? null,
      bio: body.bio ?? null,
      avatarUrl: body.avatar_url ?? null,
      suspendedAt: body.suspended_at ?? null,
    })
  }
  const teams: GithubOrg['teams'] = []
  for (const team of await api.linked<RestTeam>(`${root}/teams?per_page=100`)) {
    const path = `${root}/teams/${encodeURIComponent(team.slug)}/members?per_page=100`
    const own = await api.linked<RestUser>(path)
    teams.push({
      slug: team.slug,
      combinedSlug: `${org}/${team.slug}`,
      name: team.name,
      description: team.description,
      avatarUrl: null,
      editTeamUrl: team.html_url ? `${team.html_url}/edit` : null,
      parentTeam: team.parent ? { slug: team.parent.slug } : null,
      logins: own.map(({ login }) => login),
    })
  }
  return { members, teams }
}
