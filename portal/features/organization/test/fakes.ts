/**
 * Small servers that answer as the vendors' published API descriptions say, as far as our readers ask: lists
 * with their paging, authorisation, and the errors a test orders.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: string
}

export interface Answer {
  status?: number
  headers?: Record<string, string>
  body: unknown
}

export interface FakeHost {
  url: string
  asked: Asked[]
  /** Answers that come first, once each. */
  next: Answer[]
  close(): Promise<void>
}

export async function fakeHost(
  answer: (asked: Asked, host: FakeHost) => Answer | undefined,
): Promise<FakeHost> {
  const host: FakeHost = { url: '', asked: [], next: [], close: async () => undefined }
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://fake')
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    }
    host.asked.push(asked)
    const {
      status = 200,
      headers = {},
      body,
    } = host.next.shift() ?? answer(asked, host) ?? { status: 404, body: { message: `no ${asked.path}` } }
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  host.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  after(() => host.close())
  return host
}

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

/** Keycloak's admin API (26): token, users, groups, children and members, in pages by `first` and `max`. */
export function fakeKeycloak(options: {
  users: string[]
  groups: { name: string; members: string[]; children?: string[] }[]
}): Promise<FakeHost> {
  const child = (name: string) => options.groups.some(({ children }) => children?.includes(name))
  const group = (name: string) => {
    const found = options.groups.find((each) => each.name === name)
    return {
      id: `g-${name}`,
      name,
      path: `/${name}`,
      subGroupCount: found?.children?.length ?? 0,
      subGroups: [],
    }
  }
  const user = (name: string) => ({
    ...{ id: `u-${name}`, username: name, email: `${name}@example.com` },
    ...{ firstName: name, lastName: 'Example', enabled: true },
  })
  return fakeHost(({ path, query, headers, body }) => {
    if (path === '/realms/master/protocol/openid-connect/token') {
      const isRight = new URLSearchParams(body).get('client_secret') === 'of-keycloak'
      return isRight
        ? { body: { access_token: 'token', expires_in: 60 } }
        : {
            status: 401,
            body: { error: 'unauthorized_client', error_description: 'Invalid client credentials' },
          }
    }
    if (headers.authorization !== 'Bearer token')
      return { status: 401, body: { error: 'HTTP 401 Unauthorized' } }
    const page = (all: unknown[]) => {
      const first = Number(query.get('first') ?? 0)
      return { body: all.slice(first, first + Number(query.get('max') ?? 100)) }
    }
    const [, kind, id, what] =
      /^\/admin\/realms\/acme\/(users|groups)(?:\/g-([^/]+)\/(\w+))?$/.exec(path) ?? []
    if (kind === 'users') return page(options.users.map(user))
    if (kind !== 'groups') return undefined
    const found = options.groups.find(({ name }) => name === id)
    if (what === 'members') return page((found?.members ?? []).map(user))
    if (what === 'children') return page((found?.children ?? []).map(group))
    return page(options.groups.filter(({ name }) => !child(name)).map(({ name }) => group(name)))
  })
}

/** GitLab's REST API: a group, its descendants, their members and the users, with `Link` headers. */
export function fakeGitlab(): Promise<FakeHost> {
  const groups = [
    { id: 1, name: 'Acme', full_path: 'acme', parent_id: null },
    { id: 2, name: 'Platform', full_path: 'acme/platform', parent_id: 1 },
    { id: 3, name: 'Tools', full_path: 'acme/platform/tools', parent_id: 2 },
  ].map((group) => ({
    ...group,
    description: '',
    web_url: `https://gitlab.example.com/groups/${group.full_path}`,
    avatar_url: null,
  }))
  const user = (id: number, username: string, more: object = {}) => ({
    ...{ id, username, name: `${username} Example`, state: 'active', avatar_url: null },
    ...{ web_url: `https://gitlab.example.com/${username}`, email: `${username}@example.com`, ...more },
  })
  const members: Record<string, unknown[]> = {
    1: [user(1, 'ada')],
    2: [user(2, 'grace'), user(9, 'group_2_bot_x', { bot: true })],
    3: [user(1, 'ada'), user(3, 'linus', { state: 'blocked' })],
  }
  return fakeHost(({ path, query, headers }, { url }) => {
    if (headers['private-token'] !== 'of-gitlab')
      return { status: 401, body: { message: '401 Unauthorized' } }
    const page = (all: unknown[]): Answer => {
      const at = Number(query.get('page') ?? 1)
      const next = new URLSearchParams(
        [...query, ['page', String(at + 1)]].filter(
          ([name], index, list) => name !== 'page' || index === list.length - 1,
        ) as [string, string][],
      )
      const link =
        at < all.length ? { link: `<${url}${path}?${next}>; rel="next", <${url}${path}>; rel="first"` } : {}
      return { body: all.slice(at - 1, at), headers: link as Record<string, string> }
    }
    const id = /^\/api\/v4\/groups\/(\d+)\/members$/.exec(path)?.[1]
    if (id) return page(members[id] ?? [])
    if (path === '/api/v4/groups/acme') return { body: groups[0] }
    if (path === '/api/v4/groups/acme/descendant_groups') return page(groups.slice(1))
    if (path === '/api/v4/groups/acme/members/all') return page([user(1, 'ada'), user(2, 'grace')])
    if (path === '/api/v4/users') return page([user(1, 'ada'), user(2, 'grace'), user(4, 'alone')])
    return undefined
  })
}

/** Microsoft's token endpoint and Graph v1.0: users, groups, members, organization, with `@odata.nextLink`. */
export function fakeGraph(): Promise<FakeHost> {
  const users = ['ada', 'grace', 'room'].map((name) => ({
    ...{ id: `id-${name}`, displayName: name === 'room' ? null : `${name} Example` },
    ...{ mail: `${name}@example.com`, userPrincipalName: `${name}@example.com` },
  }))
  const groups = [
    {
      id: 'id-platform',
      displayName: 'Platform (EU)',
      mailNickname: 'platform',
      description: 'Runs things',
      mail: null,
    },
    { id: 'id-tools', displayName: 'Tools', mailNickname: 'tools', description: null, mail: null },
  ]
  const members: Record<string, object[]> = {
    'id-platform': [
      { '@odata.type': '#microsoft.graph.user', id: 'id-ada' },
      { '@odata.type': '#microsoft.graph.group', id: 'id-tools' },
    ],
    'id-tools': [{ '@odata.type': '#microsoft.graph.user', id: 'id-grace' }],
  }
  return fakeHost(({ path, query, headers, body }, { url }) => {
    if (path === '/tenant-1/oauth2/v2.0/token') {
      return new URLSearchParams(body).get('client_secret') === 'of-graph'
        ? { body: { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } }
        : {
            status: 401,
            body: {
              error: 'invalid_client',
              error_description: 'AADSTS7000215: Invalid client secret provided.\nTrace ID: x',
            },
          }
    }
    if (headers.authorization !== 'Bearer token')
      return {
        status: 401,
        body: { error: { code: 'InvalidAuthenticationToken', message: 'Access token is empty.' } },
      }
    const page = (all: unknown[]): Answer => {
      const skip = Number(query.get('$skiptoken') ?? 0)
      const next = skip + 1 < all.length ? { '@odata.nextLink': `${url}${path}?$skiptoken=${skip + 1}` } : {}
      return { body: { value: all.slice(skip, skip + 1), ...next } }
    }
    if (path === '/v1.0/users') return page(users)
    if (path === '/v1.0/groups') return page(groups)
    if (path === '/v1.0/organization')
      return { body: { value: [{ id: 'tenant-1', displayName: 'Acme Corp' }] } }
    const id = /^\/v1\.0\/groups\/([^/]+)\/members$/.exec(path)?.[1]
    return id ? page(members[id] ?? []) : undefined
  })
}
