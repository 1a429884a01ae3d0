import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readIntrospection } from '../graphql/introspection.ts'
import { readSdl } from '../graphql/read-sdl.ts'

const examples = join(import.meta.dirname, '../../../../../../examples/catalog')

function open(text: string) {
  const read = readSdl(text)
  assert.ok('value' in read, JSON.stringify(read))
  return read.value
}

test('the sample schema has its queries, arguments, defaults and descriptions', () => {
  const schema = open(readFileSync(join(examples, 'passenger/web/passenger.graphql'), 'utf8'))
  assert.deepEqual(schema.roots, { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' })
  const query = schema.types.find((type) => type.name === 'Query')
  assert.equal(query?.description, 'Everything the website and the passenger app ask for.')
  assert.deepEqual(
    query.fields.map((field) => field.name),
    ['sailings', 'myBookings', 'harbour'],
  )
  assert.equal(query.fields[0]?.type, '[Sailing!]!')
  assert.equal(query.fields[1]?.args[0]?.defaultValue, '20')
})

test('everything the language has is read', () => {
  const schema = open(`
    schema @link(url: "https://x", import: ["@key"]) { query: Root }
    "Dates" scalar Date @specifiedBy(url: "https://y")
    directive @auth(role: Role = ADMIN) repeatable on FIELD_DEFINITION | OBJECT
    interface Node implements & Base & Other { id: ID! }
    union Found = | Root | Item
    enum Role { "All" ADMIN @deprecated(reason: "old \\"one\\"") USER }
    input Filter { tags: [String!]! = ["a", "b"], near: Point = { x: 1, y: [2] } }
    """
    A root
      indented
    """
    type Root implements Node & Base @auth(role: USER) { # comment
      id: ID!, items(filter: Filter = {tags: []}): [[Item]] @deprecated
    }
    extend type Root { more: Boolean }
    type Item
  `)
  const root = schema.types.find((type) => type.name === 'Root')
  assert.equal(schema.roots.query, 'Root')
  assert.equal(root?.description, 'A root\n  indented')
  assert.deepEqual(
    root.fields.map((field) => [field.name, field.type]),
    [
      ['id', 'ID!'],
      ['items', '[[Item]]'],
      ['more', 'Boolean'],
    ],
  )
  assert.equal(root.fields[1]?.deprecated, '')
  assert.deepEqual(root.names, ['Node', 'Base'])
  assert.equal(schema.types.find((type) => type.name === 'Role')?.values[0]?.deprecated, 'old "one"')
  assert.deepEqual(schema.types.find((type) => type.kind === 'union')?.names, ['Root', 'Item'])
  assert.deepEqual(schema.types.find((type) => type.kind === 'directive')?.names, [
    'FIELD_DEFINITION',
    'OBJECT',
  ])
})

test('where the text stops being a schema is said with its line', () => {
  const read = readSdl('type Query {\n  a: String\n  b String\n}')
  assert.ok('problem' in read)
  assert.equal(read.problem.line, 3)
  for (const text of [
    '',
    '{',
    'type',
    'type A { a: ',
    'openapi: 3.0.0',
    '"""',
    'type A { a: [[[',
    '@@@',
    'query { a }',
  ])
    assert.ok('problem' in readSdl(text), text)
})

test('hostile text is read in linear time', () => {
  const started = performance.now()
  for (const text of [
    '"""'.repeat(50_001),
    `type A { a: ${'['.repeat(200_000)}`,
    '"'.repeat(300_000),
    '\\"'.repeat(200_000),
    '#'.repeat(500_000),
    `type A @a(b: ${'{c: '.repeat(100_000)}`,
  ])
    readSdl(text)
  assert.ok(performance.now() - started < 3000)
})

test('an introspection answer shows like a schema', () => {
  const schema = readIntrospection(
    JSON.stringify({
      data: {
        __schema: {
          queryType: { name: 'Query' },
          types: [
            {
              kind: 'OBJECT',
              name: 'Query',
              fields: [
                {
                  name: 'a',
                  type: {
                    kind: 'NON_NULL',
                    ofType: { kind: 'LIST', ofType: { kind: 'SCALAR', name: 'Int' } },
                  },
                  args: [],
                },
              ],
            },
            { kind: 'OBJECT', name: '__Type', fields: [] },
          ],
        },
      },
    }),
  )
  assert.equal(schema?.types.length, 1)
  assert.equal(schema.types[0]?.fields[0]?.type, '[Int]!')
  assert.equal(readIntrospection('{"a": 1}'), undefined)
})
