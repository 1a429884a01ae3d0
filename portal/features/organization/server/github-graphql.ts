/** An organisation through GitHub's GraphQL API, page by page. */
import { PortalError } from '@callboard/sdk'
import type { GithubOrgSettings } from './github.ts'
import type { GithubMember, GithubOrg, GithubTeam } from './github-entities.ts'
import type { HostApi } from './host-api.ts'

interface Page<T> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: (T | null)[]
}

interface Login {
  login: string
}

type TeamNode = Omit<GithubTeam, 'logins'> & { members: Page<Login> }

const pageInfo = 'pageInfo { hasNextPage endCursor }'

const membersQuery = (extra: string) => `query members($org: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    membersWithRole(first: $first, after: $after) {
      ${pageInfo} nodes { id login name email bio avatarUrl ${extra} }
    }
  }
}`

const teamsQuery = `query teams($org: String!, $first: Int!, $after: String, $members: Int!) {
  organization(login: $org) {
    teams(first: $first, after: $after) {
      ${pageInfo}
      nodes {
        slug combinedSlug name description avatarUrl editTeamUrl parentTeam { slug }
        members(first: $members, membership: IMMEDIATE) { ${pageInfo} nodes { login } }
      }
    }
  }
}`

const teamMembersQuery = `query teamMembers($org: String!, $slug: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    team(slug: $slug) { members(first: $first, after: $after, membership: IMMEDIATE) { ${pageInfo} nodes { login } } }
  }
}`

/** @throws `upstream_failed` when any page of it could not be read. */
export async function readGraphql(
  api: HostApi,
  url: string,
  org: string,
  { pageSizes, excludeSuspendedUsers, defaultUserTransformer }: GithubOrgSettings,
): Promise<GithubOrg> {
  const put = <T>(query: string, variables: object) => ask<T>(api, url, query, { org, ...variables }, org)
  const extra = [
    ...(excludeSuspendedUsers ? ['suspendedAt'] : []),
    ...(defaultUserTransformer?.useVerifiedEmails ? ['organizationVerifiedDomainEmails(login: $org)'] : []),
  ].join(' ')
  const members = await pages<GithubMember>(pageSizes?.organizationMembers ?? 50, async (after, first) => {
    type Answer = { membersWithRole: Page<GithubMember> }
    return (await put<Answer>(membersQuery(extra), { first, after })).membersWithRole
  })
  const size = pageSizes?.teamMembers ?? 50
  const nodes = await pages<TeamNode>(pageSizes?.teams ?? 25, async (after, first) => {
    return (await put<{ teams: Page<TeamNode> }>(teamsQuery, { first, after, members: size })).teams
  })
  const teams: GithubTeam[] = []
  for (const team of nodes) {
    const all = await pages<Login>(size, async (after, first) => {
      if (after === null) return team.members
      type Answer = { team: { members: Page<Login> } | null }
      const found = (await put<Answer>(teamMembersQuery, { slug: team.slug, first, after })).team
      if (found) return found.members
      throw new PortalError('upstream_failed', `The team ${team.slug} went away while it was read`)
    })
    teams.push({ ...team, logins: all.map(({ login }) => login) })
  }
  return { members: members.filter((member) => !member.suspendedAt), teams }
}

type ReadPage<T> = (after: string | null, size: number) => Promise<Page<T>>

/** All items of a list. A page that is too much for the host is asked for again with half as many items. */
async function pages<T>(wanted: number, page: ReadPage<T>): Promise<T[]> {
  const all: T[] = []
  const seen = new Set<string>()
  let [after, size]: [string | null, number] = [null, wanted]
  for (;;) {
    let answer: Page<T>
    try {
      answer = await page(after, size)
    } catch (thrown) {
      if (!isTooMuch(thrown) || size <= smallest) throw thrown
      size = Math.max(smallest, Math.floor(size / 2))
      continue
    }
    const { nodes, pageInfo } = answer
    for (const node of nodes) if (node !== null) all.push(node)
    if (!pageInfo.hasNextPage) return all
    after = pageInfo.endCursor
    if (after === null || seen.has(after)) {
      throw new PortalError('upstream_failed', 'GitHub says that a list goes on, and not where')
    }
    seen.add(after)
  }
}

const smallest = 5

/** GitHub ends queries after ten seconds, with one of these or in a sentence. */
function isTooMuch(thrown: unknown): boolean {
  if (!(thrown instanceof PortalError)) return false
  const { status } = thrown.details
  return status === 502 || status === 504 || /something went wrong|timeout|timed out/i.test(thrown.message)
}

interface GraphqlAnswer<T> {
  data?: { organization: T | null } | null
  errors?: { message: string; type?: string }[]
}

/** GraphQL answers 200 for everything: half an answer with errors is no answer. */
async function ask<T>(api: HostApi, url: string, query: string, variables: object, org: string): Promise<T> {
  const { data, errors } = await api.post<GraphqlAnswer<T>>(url, { query, variables })
  if (errors?.length) {
    const [error] = errors
    throw new PortalError('upstream_failed', `${new URL(url).host}: ${error?.message.slice(0, 300)}`)
  }
  if (data?.organization) return data.organization
  throw new PortalError('upstream_failed', `There is no organisation '${org}', or the token may not see it`)
}
