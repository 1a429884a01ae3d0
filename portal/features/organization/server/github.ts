/** Users and teams of GitHub organisations (`catalog.providers.githubOrg`), through the GraphQL API. */
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { flexibleBoolean, flexibleNumber } from '@callboard/sdk/config-values'
import { z } from 'zod'
import {
  type GithubHost,
  githubAuthorization,
  githubHost,
  graphqlUrl,
  installedOrgs,
} from './github-credentials.ts'
import { readRest } from './github-rest.ts'
import { createHostApi, type HostApi } from './host-api.ts'
import { groupEntity, keptName, type Org, type OrgReader, type OrgRun, userEntity } from './org.ts'

const size = flexibleNumber.nullish()

export const githubOrgSchema = z.looseObject({
  id: z.string().nullish(),
  githubUrl: z.url({ protocol: /^https?$/ }),
  orgs: z.array(z.string()).nullish(),
  excludeSuspendedUsers: flexibleBoolean.nullish(),
  defaultUserTransformer: z.looseObject({ useVerifiedEmails: flexibleBoolean.nullish() }).nullish(),
  pageSizes: z.looseObject({ teams: size, teamMembers: size, organizationMembers: size }).nullish(),
})

export type GithubOrgSettings = z.output<typeof githubOrgSchema>

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

interface Page<T> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: (T | null)[]
}

type TeamNode = Omit<GithubTeam, 'logins'> & { members: Page<{ login: string }> }

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

export function githubReader(
  settings: GithubOrgSettings,
  config: Pick<ConfigReader, 'get'>,
  fetcher: typeof fetch,
): OrgReader {
  const host = githubHost(config, settings.githubUrl)
  return {
    name: `GithubMultiOrgEntityProvider:${settings.id ?? 'default'}`,
    title: `the organisations of ${host.host}`,
    async read(run) {
      const orgs = settings.orgs?.length
        ? settings.orgs
        : await installedOrgs(host, { fetch: fetcher, signal: run.signal })
      if (orgs.length === 0) {
        throw new PortalError('input', 'catalog.providers.githubOrg names no orgs', {
          hint: 'List them under orgs, or configure a GitHub App that is installed in them',
        })
      }
      const found = new Map<string, GithubOrg>()
      for (const org of orgs) found.set(org, await readOrg(org, settings, host, fetcher, run))
      return orgOf(found, settings)
    },
  }
}

async function readOrg(
  org: string,
  settings: GithubOrgSettings,
  host: GithubHost,
  fetcher: typeof fetch,
  { signal }: OrgRun,
): Promise<GithubOrg> {
  const authorization = await githubAuthorization(host, org, { fetch: fetcher, signal })
  const api = createHostApi({
    fetch: fetcher,
    host: host.host,
    hint: `The token of integrations.github for ${host.host} must be allowed to read the organisation (read:org, user:email)`,
    signal,
    headers: () => ({ ...(authorization && { authorization }) }),
  })
  try {
    return await readGraphql(api, graphqlUrl(host), org, settings)
  } catch (thrown) {
    // Some servers that speak GitHub's REST API have no GraphQL.
    const isAbsent = thrown instanceof PortalError && thrown.details.status === 404
    if (!isAbsent) throw thrown
    return readRest(api, host.apiBaseUrl, org)
  }
}

async function readGraphql(
  api: HostApi,
  url: string,
  org: string,
  settings: GithubOrgSettings,
): Promise<GithubOrg> {
  const { pageSizes } = settings
  const extra = [
    ...(settings.excludeSuspendedUsers ? ['suspendedAt'] : []),
    ...(settings.defaultUserTransformer?.useVerifiedEmails
      ? ['organizationVerifiedDomainEmails(login: $org)']
      : []),
  ].join(' ')
  const members = await pages<GithubMember>(async (after) => {
    const variables = { org, first: pageSizes?.organizationMembers ?? 50, after }
    const data = await ask<{ membersWithRole: Page<GithubMember> }>(
      api,
      url,
      membersQuery(extra),
      variables,
      org,
    )
    return data.membersWithRole
  })
  const first = pageSizes?.teamMembers ?? 50
  const teams = await pages<TeamNode>(async (after) => {
    const variables = { org, first: pageSizes?.teams ?? 25, after, members: first }
    return (await ask<{ teams: Page<TeamNode> }>(api, url, teamsQuery, variables, org)).teams
  })
  const complete: GithubTeam[] = []
  for (const team of teams) {
    const rest = await pages<{ login: string }>(async (after) => {
      if (after === null) return team.members
      const variables = { org, slug: team.slug, first, after }
      type Answer = { team: { members: TeamNode['members'] } | null }
      const data = await ask<Answer>(api, url, teamMembersQuery, variables, org)
      if (data.team) return data.team.members
      throw new PortalError('upstream_failed', `The team ${team.slug} went away while it was read`)
    })
    complete.push({ ...team, logins: rest.map(({ login }) => login) })
  }
  return { members: members.filter((member) => !member.suspendedAt), teams: complete }
}

async function pages<T>(page: (after: string | null) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  const seen = new Set<string>()
  let after: string | null = null
  for (;;) {
    const { nodes, pageInfo }: Page<T> = await page(after)
    all.push(...nodes.filter((node): node is Awaited<T> & T => node !== null))
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return all
    if (seen.has(pageInfo.endCursor))
      throw new PortalError('upstream_failed', 'GitHub answers one page again and again')
    seen.add(pageInfo.endCursor)
    after = pageInfo.endCursor
  }
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

/** With several organisations two teams may have one name: each has its organisation's namespace then. */
function orgOf(found: Map<string, GithubOrg>, settings: GithubOrgSettings): Org {
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
        people.get(login)?.teams.push(namespace ? `${namespace}/${team.slug}` : team.slug)
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
        parent: team.parentTeam?.slug,
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
