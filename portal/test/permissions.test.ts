/** The policy in the whole portal: what people see, what they may change, and what the published client is told. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { AuthorizeResult, createPermission, PermissionClient } from '@backstage/plugin-permission-common'
import { createTokenSigner } from '../testing/signed-tokens.ts'
import { startTestPortal, type TestPortal } from '../testing/start-test-portal.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test looks at
type Json = any

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

const signer = createTokenSigner()
const catalogConfig = {
  rules: [{ allow: ['Component', 'System', 'Domain', 'Group', 'User', 'Location', 'API'] }],
  locations: [
    { type: 'file', target: './org.yaml' },
    { type: 'file', target: './things.yaml' },
  ],
}

async function startWith(permission: Json, files: Record<string, string> = {}): Promise<TestPortal> {
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

function as(
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

const entityRead = createPermission({
  name: 'catalog.entity.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
})
const entityDelete = createPermission({
  name: 'catalog.entity.delete',
  attributes: { action: 'delete' },
  resourceType: 'catalog-entity',
})
const locationCreate = createPermission({ name: 'catalog.location.create', attributes: { action: 'create' } })

describe('with a policy in config', () => {
  let portal: TestPortal
  const tokens: Record<string, string> = {}
  before(async () => {
    for (const name of ['ada', 'bo', 'cleo', 'boss']) tokens[name] = await signer.user(`user:default/${name}`)
    portal = await startWith({
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
    })
  })
  after(() => portal?.close())

  const get = async (who: string, path: string) => {
    const answer = await as(portal, tokens[who] ?? '', `/api/catalog${path}`)
    return { status: answer.status, body: (await answer.json()) as Json }
  }
  const names = (entities: Json[]) => entities.map((entity) => entity.metadata.name).sort()

  test('lists, counts and facets hold what one may see', async () => {
    const { body } = await get('ada', '/entities')
    const expected = ['acme', 'ada', 'bakery', 'bo', 'cleo', 'crane', 'cranes', 'harbour', 'loading']
    assert.deepEqual(names(body), expected)
    const page = await get('ada', '/entities/by-query?filter=kind=component')
    assert.deepEqual([page.body.totalItems, names(page.body.items)], [1, ['crane']])
    const facets = await get('ada', '/entity-facets?facet=kind&filter=kind=component')
    assert.deepEqual(facets.body.facets.kind, [{ value: 'Component', count: 1 }])
    assert.deepEqual(names((await get('bo', '/entities?filter=kind=component')).body), ['oven'])
    const all = await get('boss', '/entities/by-query?limit=0')
    assert.ok(all.body.totalItems >= 14)
  })

  test('who has no role sees nothing, and is told so by nothing but emptiness', async () => {
    assert.deepEqual((await get('cleo', '/entities')).body, [])
    assert.equal((await get('cleo', '/entities/by-query')).body.totalItems, 0)
    assert.deepEqual((await get('cleo', '/locations')).body, [])
    assert.equal((await get('cleo', '/entities/by-name/component/default/crane')).status, 404)
    assert.equal((await get('cleo', '/graph?rootRef=component:default/crane')).body.nodes[0].missing, true)
  })

  test('a hidden entity is nowhere: by name, uid, refs, history, graph, impact, ancestry, problems', async () => {
    const { uid } = (await get('boss', '/entities/by-name/component/default/oven')).body.metadata
    assert.equal((await get('ada', '/entities/by-name/component/default/oven')).status, 404)
    assert.equal((await get('ada', `/entities/by-uid/${uid}`)).status, 404)
    assert.equal((await get('ada', '/entities/by-name/component/default/oven/history')).status, 404)
    assert.equal((await get('ada', '/entities/by-name/component/default/oven/ancestry')).status, 403)
    assert.equal((await get('ada', '/impact?ref=component:default/oven')).status, 404)
    const refs = await as(portal, tokens.ada ?? '', '/api/catalog/entities/by-refs', {
      json: { entityRefs: ['component:default/oven', 'component:default/crane'] },
    })
    const { items } = (await refs.json()) as Json
    assert.deepEqual([items[0], items[1].metadata.name], [null, 'crane'])
    const graph = (await get('ada', '/graph?rootRef=component:default/oven&depth=2')).body
    assert.deepEqual(
      graph.nodes.map((node: Json) => [node.ref, node.missing, node.owner]),
      [['component:default/oven', true, null]],
    )
    const from = (await get('ada', '/graph?rootRef=component:default/crane&depth=3')).body
    assert.ok(from.nodes.every((node: Json) => node.ref !== 'component:default/oven'))
    const changes = (await get('ada', '/history?limit=200')).body
    assert.ok(changes.items.length > 0)
    assert.ok(changes.items.every((item: Json) => !/oven|tide/.test(item.entityRef)))
    const past = new Date().toISOString()
    assert.deepEqual(names((await get('ada', `/entities?filter=kind=component&asOf=${past}`)).body), [
      'crane',
    ])
  })

  test('deny beats ownership', async () => {
    assert.equal((await get('ada', '/entities/by-name/component/default/tide')).status, 404)
    const { uid } = (await get('boss', '/entities/by-name/component/default/tide')).body.metadata
    const answer = await as(portal, tokens.ada ?? '', `/api/catalog/entities/by-uid/${uid}`, {
      method: 'DELETE',
    })
    assert.equal(answer.status, 403)
  })

  test('changes are refused with the permission, the rule and whom to ask', async () => {
    const refresh = (who: string, entityRef: string) =>
      as(portal, tokens[who] ?? '', '/api/catalog/refresh', { json: { entityRef } })
    assert.equal((await refresh('ada', 'component:default/crane')).status, 200)
    const refused = await refresh('ada', 'component:default/oven')
    assert.equal(refused.status, 403)
    const { message } = ((await refused.json()) as Json).error
    assert.match(message, /'catalog\.entity\.refresh' for component:default\/oven/)
    assert.match(message, /Rule 3 of the role "insider" \(in app-config\.yaml:\d+\)/)
    const missing = await refresh('ada', 'component:default/never-was')
    assert.equal(missing.status, 403, 'what is not there is answered like what is hidden')
    const create = await as(portal, tokens.ada ?? '', '/api/catalog/locations', {
      json: { type: 'url', target: 'https://example.invalid/a.yaml' },
    })
    const said = ((await create.json()) as Json).error.message
    assert.equal(create.status, 403)
    assert.match(
      said,
      /'catalog\.location\.create'\. No rule of the role "insider" allows it\. Ask an admin: user:default\/boss\./,
    )
    assert.equal((await as(portal, tokens.ada ?? '', '/api/admin/config')).status, 403)
    assert.equal((await as(portal, tokens.ada ?? '', '/api/permission/policy')).status, 403)
    assert.equal((await as(portal, tokens.boss ?? '', '/api/permission/policy')).status, 200)
  })

  test('the published client gets the answers of the reference', async () => {
    const client = (batched: boolean) =>
      new PermissionClient({
        discovery: { getBaseUrl: async (id) => `${portal.url}/api/${id}` },
        config: {
          getOptionalBoolean: (key: string) => (key.endsWith('BatchedRequests') ? batched : true),
        } as Json,
      })
    const token = { token: tokens.ada ?? '' }
    for (const batched of [false, true]) {
      const answers = await client(batched).authorize(
        [
          { permission: entityRead, resourceRef: 'component:default/crane' },
          { permission: entityRead, resourceRef: 'component:default/oven' },
          { permission: entityDelete, resourceRef: 'component:default/crane' },
          { permission: entityRead, resourceRef: 'component:default/none' },
          { permission: locationCreate },
        ],
        token,
      )
      const { ALLOW, DENY } = AuthorizeResult
      assert.deepEqual(
        answers.map(({ result }) => result),
        [ALLOW, DENY, ALLOW, DENY, DENY],
      )
    }
    await assert.rejects(() => client(false).authorizeConditional([{ permission: entityRead }], token), /400/)
    // A plugin asks on behalf of the user, and gets what it can turn into a query.
    const obo = { token: await signer.plugin('catalog', 'permission', 'user:default/ada') }
    const [conditional] = await client(false).authorizeConditional([{ permission: entityRead }], obo)
    assert.equal(conditional?.result, AuthorizeResult.CONDITIONAL)
    assert.deepEqual(JSON.parse(JSON.stringify(conditional)), {
      id: (conditional as Json).id,
      result: 'CONDITIONAL',
      pluginId: 'catalog',
      resourceType: 'catalog-entity',
      conditions: {
        allOf: [
          {
            anyOf: [
              {
                rule: 'IS_ENTITY_OWNER',
                resourceType: 'catalog-entity',
                params: { claims: ['user:default/ada', 'group:default/cranes'] },
              },
              {
                rule: 'IS_ENTITY_KIND',
                resourceType: 'catalog-entity',
                params: { kinds: ['Group', 'User'] },
              },
            ],
          },
          {
            not: {
              rule: 'HAS_ANNOTATION',
              resourceType: 'catalog-entity',
              params: { annotation: 'acme.example/secret' },
            },
          },
        ],
      },
    })
    // Those conditions, applied, say the same.
    const applied = await as(
      portal,
      await signer.plugin('permission', 'catalog'),
      '/api/catalog/.well-known/backstage/permissions/apply-conditions',
      {
        json: {
          items: [
            {
              id: '1',
              resourceRef: 'component:default/crane',
              resourceType: 'catalog-entity',
              conditions: (conditional as Json).conditions,
            },
            {
              id: '2',
              resourceRef: ['component:default/oven', 'group:default/acme'],
              resourceType: 'catalog-entity',
              conditions: (conditional as Json).conditions,
            },
          ],
        },
      },
    )
    assert.deepEqual(await applied.json(), {
      items: [
        { id: '1', result: 'ALLOW' },
        { id: '2', result: ['DENY', 'ALLOW'] },
      ],
    })
    const external = await as(portal, 'a-static-token', '/api/permission/authorize', { json: { items: [] } })
    assert.equal(external.status, 403)
  })

  test('services of the reference’s own kinds see everything', async () => {
    const answer = await as(portal, 'a-static-token', '/api/catalog/entities/by-query?limit=0')
    assert.ok(((await answer.json()) as Json).totalItems >= 14)
  })

  test('the metadata route lists the reference’s rules with their params', async () => {
    const { body } = await get('ada', '/.well-known/backstage/permissions/metadata')
    const rules = new Map<string, Json>(body.rules.map((rule: Json) => [rule.name, rule]))
    for (const name of [
      'HAS_ANNOTATION',
      'HAS_LABEL',
      'HAS_METADATA',
      'HAS_SPEC',
      'IS_ENTITY_KIND',
      'IS_ENTITY_OWNER',
      'IN_NAMESPACE',
      'IN_SYSTEM',
      'IN_DOMAIN',
      'MATCHES',
      'FROM_LOCATION',
    ]) {
      assert.equal(rules.get(name)?.resourceType, 'catalog-entity', name)
    }
    assert.deepEqual(rules.get('HAS_ANNOTATION').paramsSchema.required, ['annotation'])
    assert.equal(rules.get('IS_ENTITY_OWNER').paramsSchema.properties.claims.type, 'array')
    assert.deepEqual(body.permissions[0], {
      type: 'resource',
      name: 'catalog.entity.read',
      attributes: { action: 'read' },
      resourceType: 'catalog-entity',
    })
  })

  test('live changes name nothing hidden', async () => {
    const stop = new AbortController()
    const stream = await as(portal, tokens.ada ?? '', '/api/catalog/changes', { signal: stop.signal })
    const heard: string[] = []
    const listening = (async () => {
      for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>)
        heard.push(Buffer.from(chunk).toString())
    })().catch(() => undefined)
    await portal.until(async () => (heard.join('').includes('event: hello') ? null : 'no hello'))
    const file = join(portal.folder, 'things.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"tier":"1"', '"tier":"2"'))
    await as(portal, tokens.boss ?? '', '/api/catalog/refresh', {
      json: { entityRef: 'component:default/oven' },
    })
    await portal.until(async () => (heard.join('').includes('event: changed') ? null : 'no change'))
    stop.abort()
    await listening
    assert.doesNotMatch(heard.join(''), /oven/)
    assert.match(heard.join(''), /"all":true/)
  })

  test('who leaves a group has lost its rights with the next request', async () => {
    assert.equal((await get('ada', '/entities/by-name/component/default/crane')).status, 200)
    const file = join(portal.folder, 'org.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"memberOf":["cranes"]', '"memberOf":["bakery"]'))
    await as(portal, tokens.boss ?? '', '/api/catalog/refresh', { json: { entityRef: 'user:default/ada' } })
    await portal.until(async () => {
      const { body } = await get('boss', '/entities/by-name/user/default/ada')
      return body.spec.memberOf[0] === 'bakery' ? null : 'not read yet'
    })
    assert.equal((await get('ada', '/entities/by-name/component/default/crane')).status, 404)
    assert.deepEqual((await get('ada', '/entities')).body, [], 'bakery is not below acme')
  })
})

describe('with permissions and nothing else said', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startWith({ enabled: true })
  })
  after(() => portal?.close())

  test('everybody is member: reads all, registers, changes what they own', async () => {
    const ada = await signer.user('user:default/ada')
    const ask = async (name: string, type: string, action: string, resourceRef?: string) => {
      const permission = {
        type,
        name,
        attributes: { action },
        ...(type === 'resource' && { resourceType: 'catalog-entity' }),
      }
      const answer = await as(portal, ada, '/api/permission/authorize', {
        json: { items: [{ id: '1', permission, resourceRef }] },
      })
      return ((await answer.json()) as Json).items[0].result
    }
    assert.equal(await ask('catalog.entity.read', 'resource', 'read', 'component:default/oven'), 'ALLOW')
    assert.equal(await ask('catalog.entity.delete', 'resource', 'delete', 'component:default/oven'), 'DENY')
    assert.equal(await ask('catalog.entity.delete', 'resource', 'delete', 'component:default/crane'), 'ALLOW')
    assert.equal(await ask('catalog.entity.refresh', 'resource', 'update', 'component:default/oven'), 'ALLOW')
    assert.equal(await ask('catalog.location.create', 'basic', 'create'), 'ALLOW')
    assert.equal(await ask('admin.read', 'basic', 'read'), 'DENY')
    assert.equal(await ask('permission.policy.update', 'basic', 'update'), 'DENY')
    assert.equal(await ask('audit.read', 'basic', 'read'), 'DENY')
  })
})

test('every permission that a route asks for is described', async () => {
  const { builtinFeatures } = await import('../builtin.ts')
  const { knownPermissions } = await import('../features/permissions/server/known-permissions.ts')
  const { features } = builtinFeatures({ cwd: '.', host: { redact: (value: string) => value } as Json })
  const known = knownPermissions(features.flatMap((feature) => Object.values(feature.routes)))
  assert.deepEqual(known.undescribed, [])
})

test('guests who may only look see the catalog, and not how the portal is run', async () => {
  const portal = await startTestPortal({ auth: { providers: null, allowGuestAccess: true } })
  after(() => portal.close())
  assert.equal((await portal.call('/api/catalog/entities')).status, 200)
  for (const path of ['/api/audit/events', '/api/admin/config', '/api/auth/service-tokens']) {
    assert.equal((await portal.call(path)).status, 403, path)
  }
})
