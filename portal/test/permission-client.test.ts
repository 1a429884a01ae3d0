/** What the reference's published client, its services and its rules are told. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AuthorizeResult, createPermission, PermissionClient } from '@backstage/plugin-permission-common'
import type { TestPortal } from '../testing/start-test-portal.ts'
import { as, insiders, type Json, signer, startWith } from './policy-portal.ts'

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

describe('the policy, asked as the reference is', () => {
  let portal: TestPortal
  const tokens: Record<string, string> = {}
  before(async () => {
    for (const name of ['ada', 'bo', 'cleo', 'boss']) tokens[name] = await signer.user(`user:default/${name}`)
    portal = await startWith(insiders)
  })
  after(() => portal?.close())

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
    const path = '/api/catalog/.well-known/backstage/permissions/metadata'
    const body = (await (await as(portal, tokens.ada ?? '', path)).json()) as Json
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
})
