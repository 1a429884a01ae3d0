/** Each rule of conditions selects what a plain reading of it selects, in lists, totals and for single things. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Criteria } from '@callboard/sdk'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, type Json, withPolicy } from './start.ts'

const rule = (name: string, params: Record<string, unknown>): Criteria => ({
  rule: name,
  resourceType: 'catalog-entity',
  params,
})
const refOf = (entity: Json) =>
  `${entity.kind}:${entity.metadata.namespace ?? 'default'}/${entity.metadata.name}`.toLowerCase()
const relates = (entity: Json, type: string, targets: string[]) =>
  entity.relations.some((one: Json) => one.type === type && targets.includes(one.targetRef))

/** The condition, and what it means for one entity as the API answers it. */
const cases: [string, Criteria, (entity: Json) => boolean][] = [
  [
    'an annotation',
    rule('HAS_ANNOTATION', { annotation: 'acme.example/secret' }),
    (e) => e.metadata.annotations?.['acme.example/secret'] !== undefined,
  ],
  [
    'an annotation with a value',
    rule('HAS_ANNOTATION', { annotation: 'acme.example/secret', value: 'no' }),
    () => false,
  ],
  ['a label', rule('HAS_LABEL', { label: 'tier' }), (e) => e.metadata.labels?.tier !== undefined],
  [
    'a label with a value',
    rule('HAS_LABEL', { label: 'tier', value: '1' }),
    (e) => e.metadata.labels?.tier === '1',
  ],
  ['metadata', rule('HAS_METADATA', { key: 'title', value: 'Scale' }), (e) => e.metadata.title === 'Scale'],
  [
    'a tag',
    rule('HAS_METADATA', { key: 'tags', value: 'go' }),
    (e) => e.metadata.tags?.includes('go') ?? false,
  ],
  ['a field of spec', rule('HAS_SPEC', { key: 'lifecycle' }), (e) => e.spec?.lifecycle !== undefined],
  [
    'a value in spec',
    rule('HAS_SPEC', { key: 'lifecycle', value: 'experimental' }),
    (e) => e.spec?.lifecycle === 'experimental',
  ],
  [
    'kinds',
    rule('IS_ENTITY_KIND', { kinds: ['system', 'Domain'] }),
    (e) => ['System', 'Domain'].includes(e.kind),
  ],
  [
    'owners',
    rule('IS_ENTITY_OWNER', { claims: ['group:default/bakery', 'user:default/ada'] }),
    (e) => relates(e, 'ownedBy', ['group:default/bakery', 'user:default/ada']),
  ],
  ['no owner at all', rule('IS_ENTITY_OWNER', { claims: [] }), () => false],
  ['namespaces', rule('IN_NAMESPACE', { namespaces: ['tools'] }), (e) => e.metadata.namespace === 'tools'],
  [
    'a system',
    rule('IN_SYSTEM', { systems: ['loading'] }),
    (e) => refOf(e) === 'system:default/loading' || relates(e, 'partOf', ['system:default/loading']),
  ],
  [
    'a domain with domains in it',
    rule('IN_DOMAIN', { domains: ['domain:default/port'] }),
    (e) =>
      [
        'domain:default/port',
        'domain:default/quay',
        'system:default/loading',
        'component:default/crane',
        'component:default/winch',
      ].includes(refOf(e)),
  ],
  [
    'a query',
    rule('MATCHES', {
      query: { $all: [{ kind: 'component' }, { $not: { 'spec.lifecycle': 'production' } }] },
    }),
    (e) => e.kind === 'Component' && e.spec.lifecycle !== 'production',
  ],
  [
    'a type of location',
    rule('FROM_LOCATION', { type: 'url' }),
    (e) => e.metadata.annotations['backstage.io/managed-by-location'].startsWith('url:'),
  ],
  [
    'a place',
    rule('FROM_LOCATION', { targetPrefix: '/' }),
    (e) => e.metadata.annotations['backstage.io/managed-by-location'].startsWith('file:/'),
  ],
  ['all of nothing', { allOf: [] }, () => true],
  ['any of nothing', { anyOf: [] }, () => false],
  [
    'both and not',
    {
      allOf: [
        rule('IS_ENTITY_KIND', { kinds: ['Component'] }),
        { not: rule('IS_ENTITY_OWNER', { claims: ['group:default/cranes'] }) },
      ],
    },
    (e) => e.kind === 'Component' && !relates(e, 'ownedBy', ['group:default/cranes']),
  ],
  [
    'either',
    {
      anyOf: [
        rule('HAS_LABEL', { label: 'tier', value: '2' }),
        rule('IN_NAMESPACE', { namespaces: ['tools'] }),
      ],
    },
    (e) => e.metadata.labels?.tier === '2' || e.metadata.namespace === 'tools',
  ],
]

forEachDatabase((_name, open) => {
  describe('a condition on', () => {
    const on = withPolicy(open, {
      permission: { enabled: true, policy: { admins: ['boss'], default: [] } },
      documents: company,
    })

    for (const [what, conditions, holds] of cases) {
      test(`${what} selects the same everywhere`, async () => {
        const { ask, permissions } = on()
        const { body: all } = await ask('boss', '/catalog/entities')
        assert.ok(all.length >= company.length)
        const expected = all.filter(holds).map(refOf).sort()
        const isEmpty =
          'allOf' in conditions
            ? conditions.allOf.length === 0
            : 'anyOf' in conditions && conditions.anyOf.length === 0
        if (!isEmpty) {
          const rules = [{ effect: 'allow', permissions: ['catalog.entity.read'], conditions }]
          const saved = await ask('boss', '/permission/roles/one', { rules }, 'PUT')
          assert.equal(saved.status, 200, JSON.stringify(saved.body))
          await ask('boss', '/permission/assignments/one', { users: ['bo'] }, 'PUT')
          const { body: listed } = await ask('bo', '/catalog/entities')
          assert.deepEqual(listed.map(refOf).sort(), expected)
          const { body: page } = await ask(
            'bo',
            '/catalog/entities/by-query?limit=2&orderField=metadata.name,asc',
          )
          assert.equal(page.totalItems, expected.length)
          const past = new Date().toISOString()
          const { body: then } = await ask('bo', `/catalog/entities?asOf=${past}`)
          assert.deepEqual(then.map(refOf).sort(), expected)
        }
        assert.ok(permissions.id)
        const refs = all.map(refOf)
        const { body: applied } = await ask(
          'plugin:permission',
          '/catalog/.well-known/backstage/permissions/apply-conditions',
          {
            items: [{ id: '1', resourceRef: refs, resourceType: 'catalog-entity', conditions }],
          },
        )
        const allowed = refs.filter((_: string, index: number) => applied.items[0].result[index] === 'ALLOW')
        assert.deepEqual(allowed.sort(), expected)
      })
    }

    test('too much, unknown or wrong is refused', async () => {
      const { ask } = on()
      const apply = async (conditions: Json) => {
        const items = [
          { id: '1', resourceRef: 'component:default/crane', resourceType: 'catalog-entity', conditions },
        ]
        const { status, body } = await ask(
          'plugin:x',
          '/catalog/.well-known/backstage/permissions/apply-conditions',
          { items },
        )
        return `${status} ${body.error?.message ?? ''}`
      }
      let deep: Json = rule('HAS_LABEL', { label: 'tier' })
      for (let i = 0; i < 200; i++) deep = { not: deep }
      assert.match(await apply(deep), /^400 The conditions are too large/)
      assert.match(
        await apply({ anyOf: Array.from({ length: 2000 }, () => rule('HAS_LABEL', { label: 'x' })) }),
        /^400/,
      )
      assert.match(await apply(rule('__proto__', {})), /^400 There is no rule/)
      assert.match(
        await apply(rule('IS_ENTITY_KIND', { kinds: 'Component' })),
        /^400 The params of the rule IS_ENTITY_KIND: 'kinds' must be a list/,
      )
      assert.match(await apply({}), /^400/)
      assert.equal(
        (await ask('ada', '/catalog/.well-known/backstage/permissions/apply-conditions', { items: [] }))
          .status,
        403,
      )
    })
  })
})
