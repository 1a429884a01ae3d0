import { type Answer, type FakeHost, fakeHost } from './host.ts'

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
