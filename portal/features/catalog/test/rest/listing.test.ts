import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { errorOf, type Json, namesOf, withCatalog } from './start-catalog.ts'

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

const badQueries: [string, string][] = [
  ['/entities?limit=0', '400 Invalid limit, must be greater than zero'],
  ['/entities?limit=-1', '400 request/query/limit must be >= 0'],
  ['/entities?limit=x', '400 request/query/limit must be integer'],
  ['/entities?after=abc', '400 Malformed after cursor, could not be parsed'],
  ['/entities?filter=', "400 Empty value found for query parameter 'filter'"],
  ['/entities?colour=blue', "400 Unknown query parameter 'colour'"],
  [
    '/entities?filter==a',
    "400 Invalid filter, '=a' is not a valid statement (expected a string on the form a=b or a= or a)",
  ],
  [
    '/entities?fields=metadata.tags[0]',
    '400 Invalid field "metadata.tags[0]", array type fields are not supported',
  ],
  [
    '/entities?order=metadata.name',
    '400 Invalid order parameter "metadata.name", expected "<asc or desc>:<field name>"',
  ],
  ['/entities/by-query?limit=-1', '400 request/query/limit must be >= 0'],
  ['/entities/by-query?orderField=metadata.name,up', '400 Invalid order field order, must be asc or desc'],
  ['/entities/by-query?cursor=%25%25', '400 Malformed cursor: it is not base64'],
  ['/entities/by-query?cursor=aGVsbG8=', '400 Malformed cursor: it holds no JSON'],
  [
    '/entities/by-query?totalItems=maybe',
    '400 request/query/totalItems must be equal to one of the allowed values: include, exclude',
  ],
  ['/entities?asOf=yesterday', "400 Invalid asOf, expected an instant like '2026-01-31T12:00:00Z'"],
  ['/entity-facets', "400 request/query must have required property 'facet'"],
  ['/entities/by-uid/unknown', '404 No entity with uid unknown'],
  [
    '/entities/by-name/component/default/ghost',
    "404 No entity named 'ghost' found, with kind 'component' in namespace 'default'",
  ],
  ['/entities/by-name/component/default/ghost/ancestry', '404 No such entity component:default/ghost'],
  [
    '/entities/by-name/component/default/ghost/history',
    "404 No entity named 'ghost' found, with kind 'component' in namespace 'default'",
  ],
]

const badPredicates: [unknown, string][] = [
  [{ query: 'kind=api' }, '400 request/body/query must be object'],
  [{ limit: -1 }, '400 request/body/limit must be >= 0'],
  [{ query: { kind: null } }, '400 Invalid query: kind must be a value or an operator, got null'],
  [{ query: { kind: {} } }, '400 Invalid query: kind must have one of $exists, $in, $contains, $hasPrefix'],
  [
    { query: { $nor: [] } },
    '400 Invalid query: $nor is not an operator that may stand here; use $all, $any or $not',
  ],
  [
    { query: { $all: [], kind: 'x' } },
    '400 Invalid query: $all must be the only key of its object; wrap the rest in $all',
  ],
  [{ query: { $any: {} } }, '400 Invalid query: $any must be a list, got object'],
  [
    { query: { relations: { $contains: { targetRef: 'a:b/c' } } } },
    '400 Invalid query: relations.$contains.type is required',
  ],
  [{ query: { kind: { $in: [{}] } } }, '400 Invalid query: kind.$in[0] must be a string, number or boolean'],
  [{ cursor: 'x' }, '400 Malformed cursor: it holds no JSON'],
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

  describe('what cannot be answered says why', () => {
    for (const [path, message] of badQueries) {
      test(path, async () => assert.equal(await errorOf(await portal().ask(path)), message))
    }
    for (const [body, message] of badPredicates) {
      test(JSON.stringify(body), async () =>
        assert.equal(await errorOf(await portal().post('/entities/by-query', body)), message),
      )
    }
    test('no facets asked', async () => {
      const response = await portal().post('/entity-facets', { facets: [] })
      assert.equal(await errorOf(response), '400 Missing or empty facets parameter')
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

  describe('pages', () => {
    const orders = [
      '',
      '&orderField=metadata.name,asc',
      '&orderField=metadata.name,desc',
      '&orderField=spec.type',
      '&orderField=metadata.description,desc',
    ]
    for (const order of orders) {
      test(`forwards and back again ${order}`, async () => {
        const whole = await portal().json(`/entities/by-query?limit=500${order}`)
        const seen: string[] = []
        let page = await portal().json(`/entities/by-query?limit=3${order}`)
        assert.equal(page.pageInfo.prevCursor, undefined)
        const pages = [page]
        for (;;) {
          seen.push(...namesOf(page.items))
          assert.equal(page.totalItems, whole.totalItems)
          if (!page.pageInfo.nextCursor) break
          page = await portal().json(
            `/entities/by-query?limit=3&cursor=${encodeURIComponent(page.pageInfo.nextCursor)}`,
          )
          assert.ok(page.pageInfo.prevCursor)
          pages.push(page)
        }
        assert.deepEqual(seen, namesOf(whole.items))
        for (const before of pages.toReversed().slice(1)) {
          page = await portal().json(
            `/entities/by-query?limit=3&cursor=${encodeURIComponent(page.pageInfo.prevCursor)}`,
          )
          assert.deepEqual(namesOf(page.items), namesOf(before.items))
        }
        assert.equal(page.pageInfo.prevCursor, undefined)
      })
    }

    test('a cursor of a predicate says so, and goes on by POST', async () => {
      const first = (await (
        await portal().post('/entities/by-query', { query: { kind: 'component' }, limit: 2 })
      ).json()) as Json
      const cursor = JSON.parse(atob(first.pageInfo.nextCursor))
      assert.deepEqual(cursor.query, { kind: 'component' })
      const second = (await (
        await portal().post('/entities/by-query', {
          cursor: first.pageInfo.nextCursor,
          limit: 9,
          fields: ['kind'],
        })
      ).json()) as Json
      assert.deepEqual(second.items, [{ kind: 'Component' }, { kind: 'Component' }, { kind: 'Component' }])
      assert.ok(
        !(
          'query' in JSON.parse(atob((await portal().json('/entities/by-query?limit=2')).pageInfo.nextCursor))
        ),
      )
    })

    test('a limit of nothing counts, and leaving out the total answers nought', async () => {
      const none = await portal().json(
        '/entities/by-query?limit=0&filter=kind=component&orderField=metadata.name',
      )
      assert.deepEqual(none, { items: [], totalItems: 5, pageInfo: {} })
      const without = await portal().json('/entities/by-query?limit=1&totalItems=exclude')
      assert.equal(without.totalItems, 0)
    })

    test('entities without the order field are left out, also of the total', async () => {
      const page = await portal().json(
        '/entities/by-query?filter=kind=component&orderField=metadata.title,desc',
      )
      assert.deepEqual(namesOf(page.items), ['Component/tide-table', 'Component/berth-plan'])
      assert.equal(page.totalItems, 2)
    })

    test('the plain list puts them last and goes on by a link', async () => {
      const order = 'filter=kind=component&order=desc:metadata.title&order=asc:metadata.name'
      const names = ['tide-table', 'berth-plan', 'beside-it', 'crane-log', 'pilot-app']
      assert.deepEqual(
        (await portal().json(`/entities?${order}`)).map((e: Json) => e.metadata.name),
        names,
      )
      const seen: string[] = []
      let next: string | undefined = `/entities?${order}&limit=2`
      while (next) {
        const response: Response = await portal().ask(next)
        seen.push(...((await response.json()) as Json[]).map((e) => e.metadata.name))
        next = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]
      }
      assert.deepEqual(seen, names)
    })

    test('the plain list in pages is by ref unless told, and may start anywhere', async () => {
      const list = await portal().json('/entities?limit=3&offset=1&filter=kind=component')
      assert.deepEqual(
        list.map((e: Json) => e.metadata.name),
        ['beside-it', 'crane-log', 'tide-table'],
      )
    })
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
    test('without fields and order the text is looked for in the uid', async () => {
      const { metadata } = await portal().json('/entities/by-name/component/default/tide-table')
      const page = await portal().json(`/entities/by-query?fullTextFilterTerm=${metadata.uid}`)
      assert.deepEqual(namesOf(page.items), ['Component/tide-table'])
    })
  })

  describe('one entity', () => {
    test('by name in any case, with relations and where it stands', async () => {
      const entity = await portal().json('/entities/by-name/Component/DEFAULT/Berth-Plan')
      assert.deepEqual(entity.relations, [
        { type: 'dependsOn', targetRef: 'resource:default/plan-db' },
        { type: 'ownedBy', targetRef: 'group:default/pilots' },
        { type: 'partOf', targetRef: 'system:default/berths' },
        { type: 'providesApi', targetRef: 'api:default/berth-api' },
      ])
      assert.equal(entity.status, undefined)
      assert.deepEqual(await portal().json(`/entities/by-uid/${entity.metadata.uid}`), entity)
    })

    test('fields keep what they name, keys with dots included', async () => {
      const [entity] = await portal().json(
        '/entities?filter=metadata.name=berth-plan&fields=kind,metadata.annotations.github.com/project-slug,spec.nothing,relations',
      )
      assert.deepEqual(Object.keys(entity), ['kind', 'metadata', 'relations'])
      assert.deepEqual(entity.metadata, { annotations: { 'github.com/project-slug': 'harbour/berth-plan' } })
    })

    test('by refs in their order, full and lower-case only', async () => {
      const entityRefs = [
        'user:default/rosa',
        'Component:default/tide-table',
        'component:default/ghost',
        'user:default/rosa',
      ]
      const answer = (await (
        await portal().post('/entities/by-refs', { entityRefs, fields: ['metadata.name'] })
      ).json()) as Json
      assert.deepEqual(answer.items, [
        { metadata: { name: 'rosa' } },
        null,
        null,
        { metadata: { name: 'rosa' } },
      ])
      const filtered = await portal().post('/entities/by-refs?filter=kind=group', {
        entityRefs: ['user:default/rosa', 'group:default/pilots'],
      })
      assert.deepEqual(
        ((await filtered.json()) as Json).items.map((e: Json) => e?.metadata.name ?? null),
        [null, 'pilots'],
      )
    })

    test('ancestry names every Location above', async () => {
      const { rootEntityRef, items } = await portal().json(
        '/entities/by-name/component/default/tide-table/ancestry',
      )
      assert.equal(rootEntityRef, 'component:default/tide-table')
      const parents = items.map((item: Json) => [item.entity.metadata.name, item.parentEntityRefs])
      const generated = items.at(-1).entity.metadata.name
      assert.match(generated, /^generated-[0-9a-f]{40}$/)
      assert.deepEqual(parents, [
        ['tide-table', ['location:default/harbour']],
        ['harbour', [`location:default/${generated}`]],
        [generated, []],
      ])
    })

    test('a bad document shows on the Location that leads to its file, and on no neighbour', async () => {
      const location = await portal().json('/entities/by-name/location/default/harbour')
      assert.equal(location.status.items.length, 1)
      const [item] = location.status.items
      assert.equal(item.type, 'backstage.io/catalog-processing')
      assert.equal(item.level, 'error')
      assert.match(item.message, /^\w+Error: .*owner/)
      assert.match(item.error.file, /broken\.yaml$/)
      assert.equal(typeof item.error.line, 'number')
      assert.equal((await portal().json('/entities/by-name/component/default/beside-it')).status, undefined)
    })

    test('who has an answer already is told that it still holds', async () => {
      for (const path of [
        '/entities',
        '/entities/by-query',
        '/entities/by-name/user/default/rosa',
        '/entity-facets?facet=kind',
      ]) {
        const etag = (await portal().ask(path)).headers.get('etag')
        assert.ok(etag)
        assert.equal((await portal().ask(path, { headers: { 'if-none-match': etag } })).status, 304)
      }
    })

    test('nobody reads without credentials', async () => {
      const response = await fetch(`${portal().base}/entities`)
      assert.equal(await errorOf(response), '401 Missing credentials')
    })
  })

  test('problems and sources tell what is wrong and where', async () => {
    const { items } = await portal().json('/problems?entityRef=location:default/harbour')
    assert.equal(items.length, 1)
    assert.equal(items[0].entityRef, 'component:default/no-owner')
    assert.match(items[0].location, /^file:.*broken\.yaml$/)
    assert.equal((await portal().json('/problems?severity=info')).totalItems, 0)
    const sources = await portal().json('/sources')
    assert.equal(sources.items.length, 1)
    assert.equal(sources.items[0].problems.error, 1)
    assert.equal(sources.items[0].files, 4)
    assert.ok(sources.items[0].nextReadAt)
    assert.ok(Date.now() - Date.parse(sources.items[0].lastReadAt) < 60_000)
    const failed = await portal().json('/entities/unprocessed/failed')
    assert.deepEqual(
      failed.entities.map((e: Json) => e.entity_ref),
      ['component:default/no-owner'],
    )
    assert.equal((await portal().json('/entities/unprocessed/pending')).type, 'pending')
  })

  test('ownership is the groups of a user, whoever names the other', async () => {
    assert.deepEqual(await portal().catalog.ownershipOf('user:default/Rosa'), [
      'group:default/crane-crew',
      'group:default/pilots',
    ])
    assert.equal(await portal().catalog.ownershipOf('user:default/ghost'), undefined)
  })
})
