/** Users and groups of a Keycloak realm (`catalog.providers.keycloakOrg`), through the admin API. */
import { PortalError } from '@callboard/sdk'
import { flexibleBoolean, flexibleNumber } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { createHostApi, type HostApi } from './host-api.ts'
import {
  type GroupNode,
  type KeycloakGroup,
  type KeycloakUser,
  keycloakEntities,
} from './keycloak-entities.ts'
import type { OrgReader } from './org.ts'
import { clientCredentials } from './token.ts'

const text = z.string().min(1)

export const keycloakSchema = z.looseObject({
  baseUrl: z.url({ protocol: /^https?$/ }),
  realm: text.nullish(),
  loginRealm: text.nullish(),
  username: text.nullish(),
  password: text.nullish(),
  clientId: text.nullish(),
  clientSecret: text.nullish(),
  userQuerySize: flexibleNumber.nullish(),
  groupQuerySize: flexibleNumber.nullish(),
  briefRepresentation: flexibleBoolean.nullish(),
})

export type KeycloakSettings = z.output<typeof keycloakSchema>

const mostItems = 1_000_000
const deepest = 50

export function keycloakReader(id: string, settings: KeycloakSettings, fetcher: typeof fetch): OrgReader {
  const base = settings.baseUrl.replace(/\/+$/, '')
  const realm = settings.realm ?? 'master'
  const admin = `${base}/admin/realms/${encodeURIComponent(realm)}`
  return {
    name: `KeycloakOrgEntityProvider:${id}`,
    title: `the Keycloak realm ${realm}`,
    async read({ signal }) {
      // A realm can be larger than a token lives long, so one is fetched anew when it is a minute old.
      let token: { value: string; at: number } | undefined
      const authorization = async (): Promise<string> => {
        if (!token || Date.now() - token.at > 30_000) {
          token = { value: await login(base, settings, fetcher, signal), at: Date.now() }
        }
        return `Bearer ${token.value}`
      }
      const api = createHostApi({
        fetch: fetcher,
        host: 'Keycloak',
        hint: 'The client needs the roles query-groups, query-users and view-users of realm-management',
        signal,
        headers: async () => ({ authorization: await authorization() }),
      })
      const users = await paged<KeycloakUser>(api, `${admin}/users`, settings.userQuerySize ?? 100)
      const nodes = await readGroups(api, admin, settings.groupQuerySize ?? 100)
      return keycloakEntities(users, nodes, { admin, realm })
    },
  }
}

/** All groups with who is in them, those above before those below. */
async function readGroups(api: HostApi, admin: string, size: number): Promise<GroupNode[]> {
  const nodes: GroupNode[] = []
  const walk = async (
    groups: KeycloakGroup[],
    parent: GroupNode | undefined,
    depth: number,
  ): Promise<void> => {
    if (depth > deepest) throw new PortalError('upstream_failed', 'Keycloak nests groups without end')
    for (const group of groups) {
      const path = `${admin}/groups/${encodeURIComponent(group.id)}`
      const members = await paged<KeycloakUser>(api, `${path}/members`, size)
      const node = { group, parent, members }
      nodes.push(node)
      // Since Keycloak 23 children are asked for; before, they came along.
      const children =
        group.subGroups?.length || !group.subGroupCount
          ? (group.subGroups ?? [])
          : await paged<KeycloakGroup>(api, `${path}/children`, size)
      await walk(children, node, depth + 1)
    }
  }
  await walk(await paged<KeycloakGroup>(api, `${admin}/groups`, size), undefined, 0)
  return nodes
}

async function login(
  base: string,
  settings: KeycloakSettings,
  fetcher: typeof fetch,
  signal: AbortSignal,
): Promise<string> {
  const { username, password, clientId, clientSecret } = settings
  const loginRealm = settings.loginRealm ?? 'master'
  if (!(clientId && clientSecret) && !(username && password)) {
    throw new PortalError('input', 'it needs clientId and clientSecret, or username and password')
  }
  const form: Record<string, string> =
    username && password
      ? { grant_type: 'password', client_id: clientId ?? 'admin-cli', username, password }
      : { grant_type: 'client_credentials', client_id: clientId ?? '', client_secret: clientSecret ?? '' }
  return clientCredentials({
    fetch: fetcher,
    signal,
    url: `${base}/realms/${encodeURIComponent(loginRealm)}/protocol/openid-connect/token`,
    host: 'Keycloak',
    form,
    hint: 'Check loginRealm, clientId and clientSecret, and that the client has service accounts switched on',
  })
}

async function paged<T>(api: HostApi, url: string, size: number): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const { body } = await api.get<T[]>(`${url}?first=${all.length}&max=${size}&briefRepresentation=true`)
    if (!Array.isArray(body)) throw new PortalError('upstream_failed', 'Keycloak answered no list')
    all.push(...body)
    if (body.length < size) return all
    if (all.length > mostItems) throw new PortalError('upstream_failed', 'Keycloak answers pages without end')
  }
}
