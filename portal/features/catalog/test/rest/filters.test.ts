/** Which entities a list holds, and how they are counted: filters, predicates, words, facets. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { type Json, namesOf, withCatalog } from './start-catalog.ts'

const components = ['berth-plan', 'beside-it', 'crane-log', 'pilot-app', 'tide-table']

/** `filter` parameters → names of the entities, by name. */
const filters: [string, string[]][] = [
  ['filter=kind=component', components],
  ['filter=kind=COMPONENT', components],
  ['filter=kind=component,spec.type=service', ['berth-plan', 'beside-it', 'crane-log']],
  ['filter=kind=component,kind=api', ['berth-api', ...components]],
  ['filter=kind=user&filter=kind=group', ['Crane-Crew', 'emil', 'pilots', 'rosa']],
  ['filter=metadata.tags=java', ['berth-plan', 'crane-log']],
  ['filter=metadata.tags.java', ['berth-plan', 'crane-log']],
  ['filter=metadata.tags.java=true', ['berth-plan', 'crane-log']],
  ['filter=metadata.tags=go,metadata.tags=data', ['berth-plan', 'tide-table']],
  ['filter=metadata.annotations.github.com/project-slug', ['berth-plan']],
  ['filter=metadata.annotations.github.com/project-slug=harbour/berth-plan', ['berth-plan']],
  ['filter=metadata.labels.tier=', ['crane-log']],
  ['filter=metadata.labels.tier', ['crane-log']],
  ['filter=metadata.name=crane-crew', ['Crane-Crew']],
  ['filter=kind=component,metadata.namespace=mobile', ['pilot-app']],
  ['filter=relations.memberof=group:default/pilots', ['emil', 'rosa']],
  ['filter=relations.memberOf', ['emil', 'rosa']],
  ['filter=kind=component,relations.ownedBy=user:default/emil', ['crane-log']],
  ['filter=relations.ownedby=group:default/nobody', ['pilot-app']],
  ['filter=relations.unheardof', []],
  ['filter=kind=component,relations.providesapi', ['berth-plan']],
  ['filter=spec.lifecycle=experimental', ['tide-table']],
  ['filter=metadata.links.url=https://plan.harbour.example', ['berth-plan']],
  ['filter=kind=nothing', []],
  ['filter=spec.profile.displayName=rosa', ['rosa']],
  ['filter=%20kind%20=%20user%20,', ['emil', 'rosa']],
]

/** POST predicates → names of the entities, by name. */
const predicates: [unknown, string[]][] = [
  [{ kind: 'Component' }, components],
  [{ $all: [{}, { kind: 'Group' }] }, ['Crane-Crew', 'pilots']],
  [{ kind: 'component', 'spec.type': { $in: ['website', 'library'] } }, ['pilot-app', 'tide-table']],
  [{ kind: 'component', 'metadata.tags': { $exists: false } }, ['beside-it', 'pilot-app']],
  [{ kind: 'component', 'metadata.name': { $hasPrefix: 'BE' } }, ['berth-plan', 'beside-it']],
  [{ kind: 'component', 'spec.lifecycle': { $hasPrefix: 'exp' } }, ['tide-table']],
  [{ 'metadata.tags': { $contains: 'java' } }, ['berth-plan', 'crane-log']],
  [{ relations: { $contains: { type: 'memberOf', targetRef: 'group:default/crane-crew' } } }, ['rosa']],
  [
    { relations: { $contains: { type: { $in: ['memberOf', 'partOf'] } } } },
    ['berth-api', 'berth-plan', 'berths', 'emil', 'plan-db', 'rosa', 'tide-table'],
  ],
  [
    {
      relations: {
        $contains: { type: 'ownedBy', targetRef: { $in: ['user:default/emil', 'group:default/nobody'] } },
      },
    },
    ['crane-log', 'pilot-app'],
  ],
  [{ $any: [] }, []],
  [{ $all: [{ kind: 'user' }, { $not: { 'metadata.name': 'emil' } }] }, ['rosa']],
  [{ $any: [{ kind: 'domain' }, { kind: 'system' }] }, ['berths', 'waterway']],
  [{ kind: 'domain', 'metadata.name': { $exists: true, $in: ['other'] } }, ['waterway']],
  [{ kind: 'domain', 'metadata.name': { $in: [] } }, []],
]

const facets: [string, Record<string, [string, number][]>][] = [
  [
    'facet=spec.type&filter=kind=component',
    {
      'spec.type': [
        ['Service', 1],
        ['library', 1],
        ['service', 2],
        ['website', 1],
      ],
    },
  ],
  [
    'facet=metadata.tags',
    {
      'metadata.tags': [
        ['data', 1],
        ['go', 1],
        ['java', 2],
      ],
    },
  ],
  [
    'facet=metadata.name&filter=kind=group',
    {
      'metadata.name': [
        ['Crane-Crew', 1],
        ['pilots', 1],
      ],
    },
  ],
  [
    'facet=relations.ownedBy&filter=kind=component',
    {
      'relations.ownedBy': [
        ['group:default/crane-crew', 1],
        ['group:default/nobody', 1],
        ['group:default/pilots', 2],
        ['user:default/emil', 1],
      ],
    },
  ],
  ['facet=Kind&facet=nothing&filter=kind=api', { Kind: [['API', 1]], nothing: [] }],
  ['facet=__proto__', { ['__proto__']: [] }],
  [
    'facet=metadata.namespace&filter=kind=component',
    {
      'metadata.namespace': [
        ['default', 4],
        ['mobile', 1],
      ],
    },
  ],
]

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)

  describe('filters', () => {
    for (const [query, names] of filters) {
      test(query, async () => {
        const page = await portal().json(`/entities/by-query?${query}&orderField=metadata.name`)
        assert.deepEqual(
          page.items.map((e: Json) => e.metadata.name),
          names,
        )
        assert.equal(page.totalItems, names.length)
        const list = await portal().json(`/entities?${query}&order=asc:metadata.name`)
        assert.deepEqual(namesOf(list), namesOf(page.items))
      })
    }
    test('an empty statement matches everything', async () => {
      const all = (await portal().json('/entities/by-query')).totalItems
      assert.equal((await portal().json('/entities/by-query?filter=,')).totalItems, all)
    })
  })

  describe('predicates', () => {
    for (const [query, names] of predicates) {
      test(JSON.stringify(query), async () => {
        const orderBy = [{ field: 'metadata.name', order: 'asc' }]
        const response = await portal().post('/entities/by-query', { query, orderBy })
        const page = (await response.json()) as Json
        assert.deepEqual(
          page.items?.map((e: Json) => e.metadata.name),
          names,
          JSON.stringify(page),
        )
        const counted = await portal().post('/entity-facets', { facets: ['metadata.namespace'], query })
        const { facets: values } = (await counted.json()) as Json
        const count = values['metadata.namespace'].reduce((sum: number, one: Json) => sum + one.count, 0)
        assert.equal(count, names.length)
      })
    }
  })

  describe('text', () => {
    const texts: [string, string[]][] = [
      [
        'fullTextFilterTerm=BERTH&fullTextFilterFields=metadata.name,metadata.title',
        ['berth-api', 'berth-plan', 'berths'],
      ],
      ['fullTextFilterTerm=plan&fullTextFilterFields=metadata.title', ['berth-plan']],
      ['fullTextFilterTerm=100%25&fullTextFilterFields=metadata.description', ['berth-plan']],
      ['fullTextFilterTerm=rosa&fullTextFilterFields=spec.profile.displayName', ['rosa']],
      ['fullTextFilterTerm=_&fullTextFilterFields=metadata.name', []],
      ['fullTextFilterTerm=crane&filter=kind=component', ['crane-log']],
      ['fullTextFilterTerm=nobody&fullTextFilterFields=relations.ownedBy', ['pilot-app']],
    ]
    for (const [query, names] of texts) {
      test(query, async () => {
        const page = await portal().json(`/entities/by-query?${query}&orderField=metadata.name`)
        assert.deepEqual(
          page.items.map((e: Json) => e.metadata.name),
          names,
        )
        assert.equal(page.totalItems, names.length)
      })
    }
    test('words late in a long description are found, now and as of then', async () => {
      const description = `${'Much is said of it. '.repeat(40)}At its end stands a Lighthouse.`
      const metadata = `metadata: { name: talker, description: "${description}" }`
      portal().host.set(
        '/long.yaml',
        `apiVersion: backstage.io/v1alpha1\nkind: Component\n${metadata}\nspec: { type: x, lifecycle: x, owner: pilots }`,
      )
      const target = `${portal().host.url}/long.yaml`
      const location = (await (await portal().post('/locations', { type: 'url', target })).json()) as Json
      const found =
        '/entities/by-query?fullTextFilterTerm=a%20lighthouse&fullTextFilterFields=metadata.description'
      await portal().until(found, (page: Json) => page.items[0]?.metadata.name === 'talker')
      const then = new Date().toISOString()
      await portal().ask(`/locations/${location.location.id}`, { method: 'DELETE' })
      assert.equal((await portal().json(found)).totalItems, 0)
      assert.equal((await portal().json(`${found}&asOf=${then}`)).totalItems, 1)
    })
    test('without fields and order the text is looked for in the uid', async () => {
      const { metadata } = await portal().json('/entities/by-name/component/default/tide-table')
      const page = await portal().json(`/entities/by-query?fullTextFilterTerm=${metadata.uid}`)
      assert.deepEqual(namesOf(page.items), ['Component/tide-table'])
    })
  })

  describe('facets', () => {
    for (const [query, expected] of facets) {
      test(query, async () => {
        const answer = await portal().json(`/entity-facets?${query}`)
        const found = Object.entries(answer.facets).map(([key, values]) => [
          key,
          (values as Json[]).map(({ value, count }) => [value, count]),
        ])
        assert.deepEqual(found, Object.entries(expected))
      })
    }
  })

  test('facets count what a text selects, as the list does', async () => {
    const fullTextFilter = { term: 'e', fields: ['metadata.name', 'metadata.title'] }
    const query = { kind: 'component' }
    const page = await portal().post('/entities/by-query', { query, fullTextFilter, limit: 0 })
    const counted = await portal().post('/entity-facets', { facets: ['kind'], query, fullTextFilter })
    const { facets } = (await counted.json()) as Json
    const { totalItems } = (await page.json()) as Json
    const all = (await portal().json('/entities/by-query?limit=0&filter=kind=component')) as Json
    assert.ok(totalItems > 0 && totalItems < all.totalItems, `${totalItems} of ${all.totalItems}`)
    assert.deepEqual(facets.kind, [{ value: 'Component', count: totalItems }])
  })
})
