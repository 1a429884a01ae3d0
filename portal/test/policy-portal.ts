/** A whole portal whose policy lets people see what their teams own, for tests. */
import { createTokenSigner } from '../testing/signed-tokens.ts'
import { startTestPortal, type TestPortal } from '../testing/start-test-portal.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test looks at
export type Json = any

const document = (kind: string, name: string, spec: Json, metadata: Json = {}) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, ...metadata },
  spec,
})

const component = (name: string, owner: string, more: Json = {}, metadata: Json = {}) =>
  document('Component', name, { type: 'service', lifecycle: 'production', owner, ...more }, metadata)

const org = [
  document('Group', 'acme', { type: 'company', children: [] }),
  document('Group', 'harbour', { type: 'team', parent: 'acme', children: [] }),
  document('Group', 'cranes', { type: 'team', parent: 'harbour', children: [] }),
  document('Group', 'bakery', { type: 'team', children: [] }),
  document('User', 'ada', { memberOf: ['cranes'] }),
  document('User', 'bo', { memberOf: ['bakery'] }),
  document('User', 'cleo', { memberOf: [] }),
]
const things = [
  document('Domain', 'port', { owner: 'harbour' }),
  document('System', 'loading', { owner: 'cranes', domain: 'port' }),
  component('crane', 'cranes', { system: 'loading', dependsOn: ['component:oven'] }),
  component('oven', 'bakery', { dependsOn: ['component:crane'] }, { labels: { tier: '1' } }),
  component('tide', 'user:ada', {}, { annotations: { 'acme.example/secret': 'yes' } }),
]

const text = (documents: Json[]) => documents.map((one) => JSON.stringify(one)).join('\n---\n')

export const signer = createTokenSigner()
const catalogConfig = {
  rules: [{ allow: ['Component', 'System', 'Domain', 'Group', 'User', 'Location', 'API'] }],
  locations: [
    { type: 'file', target: './org.yaml' },
    { type: 'file', target: './things.yaml' },
  ],
}

export async function startWith(permission: Json, files: Record<string, string> = {}): Promise<TestPortal> {
  const portal = await startTestPortal(
    {
      auth: signer.auth,
      backend: {
        auth: {
          ...signer.backendAuth,
          externalAccess: [{ type: 'static', options: { token: 'a-static-token', subject: 'ci' } }],
        },
      },
      permission,
      catalog: catalogConfig,
    },
    { 'org.yaml': text(org), 'things.yaml': text(things), ...signer.files, ...files },
  )
  const boss = await signer.user('user:default/boss')
  await portal.until(async () => {
    const { totalItems } = (await (
      await as(portal, boss, '/api/catalog/entities/by-query?limit=0')
    ).json()) as Json
    return totalItems >= 14 ? null : `${totalItems} entities`
  })
  return portal
}

/** Calls with a token. */
export function as(
  portal: TestPortal,
  token: string,
  path: string,
  init: RequestInit & { json?: unknown } = {},
): Promise<Response> {
  const { json, ...rest } = init
  return fetch(portal.url + path, {
    ...rest,
    ...(json !== undefined && { method: rest.method ?? 'POST', body: JSON.stringify(json) }),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
}

/** Who sees people and what their teams own; `boss` is admin, `cleo` nobody. */
export const insiders: Json = {
  enabled: true,
  policy: {
    admins: ['user:default/boss'],
    default: [],
    roles: {
      insider: {
        description: 'Sees people and what their teams own.',
        rules: [
          {
            allow: 'catalog.entity.read',
            conditions: {
              anyOf: [
                { rule: 'IS_ENTITY_OWNER' },
                { rule: 'IS_ENTITY_KIND', params: { kinds: ['Group', 'User'] } },
              ],
            },
          },
          {
            deny: ['catalog.entity.*'],
            conditions: { rule: 'HAS_ANNOTATION', params: { annotation: 'acme.example/secret' } },
          },
          {
            allow: ['catalog.entity.refresh', 'catalog.entity.delete'],
            conditions: { rule: 'IS_ENTITY_OWNER' },
          },
          { allow: ['catalog.location.delete', 'catalog.location.read'] },
        ],
      },
    },
    assignments: [
      { role: 'insider', groups: ['acme'] },
      { role: 'insider', users: 'user:default/bo' },
    ],
  },
}
