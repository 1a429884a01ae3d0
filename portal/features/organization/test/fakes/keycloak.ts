import { type FakeHost, fakeHost } from './host.ts'

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
