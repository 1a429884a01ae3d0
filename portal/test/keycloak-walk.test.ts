/**
 * A company on Keycloak: its realm is the organisation, people sign in with OpenID Connect, roles come from
 * groups, from groups far above them, and from what the token says.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ada, as, oidcIdp } from '../features/identity/test/oidc-idp.ts'
import { Visitor } from '../features/identity/test/visitor.ts'
import { fakeKeycloak } from '../features/organization/test/fakes/keycloak.ts'
import { freePort } from '../testing/product.ts'
import { startTestPortal } from '../testing/start-test-portal.ts'

const levels = 40
const ofTheJob = 'a-static-token-of-the-config'
const level = (index: number) => `level-${index}`
/** Groups below each other; ada is in the lowest. */
const tree = Array.from({ length: levels }, (_, index) => ({
  name: level(index),
  members: index === levels - 1 ? ['ada'] : [],
  children: index === levels - 1 ? [] : [level(index + 1)],
}))

const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: 'backstage.io/v1alpha1', kind, metadata: { name }, spec })
const component = (name: string, owner: string) =>
  entity('Component', name, { type: 'service', lifecycle: 'production', owner })
/** Two groups that stand above each other, and above the realm. */
const files = {
  'all.yaml': [
    entity('Group', 'ring-a', { type: 'company', parent: 'ring-b', children: [level(0)] }),
    entity('Group', 'ring-b', { type: 'company', parent: 'ring-a', children: [] }),
    component('of-hers', level(levels - 1)),
    component('of-a-group-above', level(1)),
    component('of-the-ring', 'ring-b'),
    component('of-others', 'elsewhere'),
  ].join('\n---\n'),
}

test('groups of a realm give what is mine and what I may, through forty levels and a circle', async () => {
  const port = await freePort()
  const baseUrl = `http://localhost:${port}`
  const realm = await fakeKeycloak({ users: ['ada'], groups: tree })
  const idp = await oidcIdp({ callback: `${baseUrl}/api/auth/oidc/handler/frame` })
  const portal = await startTestPortal(
    {
      app: { baseUrl },
      backend: {
        baseUrl,
        listen: { port, host: '127.0.0.1' },
        auth: { externalAccess: [{ type: 'static', options: { token: ofTheJob, subject: 'cron' } }] },
      },
      auth: {
        environment: 'development',
        includeTransitiveGroupOwnership: true,
        providers: {
          oidc: {
            development: {
              metadataUrl: `${idp.issuer}/.well-known/openid-configuration`,
              clientId: 'callboard',
              clientSecret: 'very-secret',
              signIn: { resolvers: [{ resolver: 'preferredUsernameMatchingUserEntityName' }] },
            },
          },
        },
      },
      permission: {
        enabled: true,
        policy: {
          default: [],
          assignments: [
            { role: 'viewer', guests: true },
            { role: 'member', groups: ['group:default/ring-b'] },
            { role: 'admin', claims: [{ claim: 'groups', value: '/engineering/portal' }] },
          ],
        },
      },
      catalog: {
        locations: [{ type: 'file', target: './all.yaml', rules: [{ allow: ['Group', 'Component'] }] }],
        providers: {
          keycloakOrg: {
            main: {
              ...{ baseUrl: realm.url, realm: 'acme', clientId: 'portal', clientSecret: 'of-keycloak' },
              schedule: { frequency: { hours: 1 }, timeout: { minutes: 1 } },
            },
          },
        },
      },
    },
    files,
  )
  after(() => portal.close())
  const ring = '/api/catalog/entities/by-name/group/default/level-0'
  await portal.until(async () => {
    const { relations = [] } = await portal.json<{ relations?: { targetRef: string }[] }>(ring)
    return relations.some(({ targetRef }) => targetRef === 'group:default/ring-a') ? null : 'the organisation'
  })

  const visitor = new Visitor(
    { ask: (path, _token, init) => fetch(baseUrl + path, init) } as ConstructorParameters<typeof Visitor>[0],
    baseUrl,
  )
  /** Signs in, and answers what is hers and what becomes of requests. */
  const signIn = async () => {
    const { response, error } = await visitor.signIn('oidc', as('ada'), { origin: baseUrl })
    assert.equal(error, undefined)
    const { token = '', identity } = response?.backstageIdentity ?? {}
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const seesJobs = async () => (await fetch(`${baseUrl}/api/admin/jobs`, { headers })).status === 200
    const mayDelete = async (name: string) => {
      const permission = { type: 'resource', name: 'catalog.entity.delete', resourceType: 'catalog-entity' }
      const question = { permission: { ...permission, attributes: { action: 'delete' } } }
      const items = [{ id: 'q', ...question, resourceRef: `component:default/${name}` }]
      const body = JSON.stringify({ items })
      const answer = await fetch(`${baseUrl}/api/permission/authorize`, { method: 'POST', headers, body })
      return ((await answer.json()) as { items: { result: string }[] }).items[0]?.result === 'ALLOW'
    }
    return { mine: identity?.ownershipEntityRefs ?? [], seesJobs, mayDelete }
  }

  // She is an engineer of the portal, by what her token says: she may look at how it is run.
  idp.people.set('ada', { ...ada, preferred_username: 'ada' })
  const admin = await signIn()
  assert.equal(admin.mine.length, levels + 3)
  for (const ref of [
    'user:default/ada',
    'group:default/level-39',
    'group:default/level-0',
    'group:default/ring-b',
  ]) {
    assert.ok(admin.mine.includes(ref), ref)
  }
  assert.deepEqual([await admin.seesJobs(), await admin.mayDelete('of-others')], [true, true])

  // Without that claim she is a member, by a group far above hers: what any of her groups owns is hers to change.
  idp.people.set('ada', { ...ada, preferred_username: 'ada', groups: ['/engineering'] })
  const member = await signIn()
  assert.deepEqual([await member.seesJobs(), await member.mayDelete('of-others')], [false, false])
  for (const name of ['of-hers', 'of-a-group-above', 'of-the-ring']) {
    assert.ok(await member.mayDelete(name), name)
  }

  // She leaves her group in Keycloak: after the next read the same token allows nothing.
  tree.at(-1)?.members.pop()
  const job = { name: 'organization.read', key: 'KeycloakOrgEntityProvider:main' }
  const triggered = await fetch(`${baseUrl}/api/admin/jobs/trigger`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ofTheJob}` },
    body: JSON.stringify(job),
  })
  assert.equal(triggered.status, 202)
  await portal.until(async () => ((await member.mayDelete('of-hers')) ? 'that her rights end' : null))
})
