import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase } from '../../../../testing/databases.ts'
import { errorOf, withCatalog } from './start-catalog.ts'

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

forEachDatabase((_name, open) => {
  const portal = withCatalog(open)

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
