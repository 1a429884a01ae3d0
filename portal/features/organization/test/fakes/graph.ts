import { type Answer, type FakeHost, fakeHost } from './host.ts'

/** The smallest thing that is a photo by its first bytes. */
export const photo = Buffer.from('ffd8ffe000104a464946', 'hex')

/**
 * Microsoft's token endpoint and Graph v1.0: users, groups, members, organization and photos, with
 * `@odata.nextLink`. Of filters it knows `mailNickname eq '…'`; `$search` it takes in advanced mode only.
 */
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
  const members: Record<string, { '@odata.type': string; id: string }[]> = {
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
    const needsAdvanced = query.has('$search') && headers.consistencylevel !== 'eventual'
    if (needsAdvanced) return { status: 400, body: { error: { message: 'Request_UnsupportedQuery' } } }
    if (path === '/v1.0/users') return page(users)
    if (path === '/v1.0/groups') {
      const wanted = /^mailNickname eq '(\w+)'$/.exec(query.get('$filter') ?? '')?.[1]
      return page(groups.filter(({ mailNickname }) => wanted === undefined || mailNickname === wanted))
    }
    const one = /^\/v1\.0\/groups\/([^/]+)$/.exec(path)?.[1]
    if (one) return { body: groups.find((group) => group.id === one) }
    if (path.endsWith('/photos/120x120/$value')) {
      return path.includes('id-ada') ? { body: photo, headers: { 'content-type': 'image/jpeg' } } : undefined
    }
    const inGroup = /^\/v1\.0\/groups\/([^/]+)\/members\/microsoft\.graph\.user$/.exec(path)?.[1]
    if (inGroup) {
      const ids = new Set((members[inGroup] ?? []).map(({ id }) => id))
      return page(users.filter((user) => ids.has(user.id)))
    }
    if (path === '/v1.0/organization')
      return { body: { value: [{ id: 'tenant-1', displayName: 'Acme Corp' }] } }
    const id = /^\/v1\.0\/groups\/([^/]+)\/members$/.exec(path)?.[1]
    return id ? page(members[id] ?? []) : undefined
  })
}
