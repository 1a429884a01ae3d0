import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { curlOf } from '../openapi/curl.ts'
import { type OpenApi, readOpenApi } from '../openapi/openapi-model.ts'
import { detailOf } from '../openapi/operation-detail.ts'
import { readDocument } from '../reading/read-document.ts'
import { exampleOf } from '../schema/example-of.ts'
import { viewSchema } from '../schema/schema-view.ts'

const examples = join(import.meta.dirname, '../../../../../../examples/catalog')

async function open(text: string): Promise<OpenApi> {
  const read = await readDocument(text)
  assert.ok('value' in read, JSON.stringify(read))
  const api = readOpenApi(read.value)
  assert.ok('value' in api, JSON.stringify(api))
  return api.value
}

const sample = (path: string) => open(readFileSync(join(examples, path), 'utf8'))

function operation(api: OpenApi, id: string) {
  const found = api.groups.flatMap((group) => group.operations).find((candidate) => candidate.id === id)
  assert.ok(found, `operation ${id}`)
  return { operation: found, detail: detailOf(api, found) }
}

test('an OpenAPI 3.1 file in YAML is grouped by tag, with bodies, refs and examples', async () => {
  const api = await sample('passenger/booking/booking.openapi.yaml')
  assert.equal(api.dialect, 'OpenAPI 3.1.0')
  assert.deepEqual(
    api.groups.map((group) => [group.name, group.operations.map(({ method, path }) => `${method} ${path}`)]),
    [
      ['sailings', ['GET /sailings']],
      ['bookings', ['POST /bookings', 'GET /bookings/{id}', 'DELETE /bookings/{id}']],
    ],
  )
  const { operation: find, detail } = operation(api, 'findSailings')
  assert.deepEqual(
    detail.parameters.map(({ name, isRequired }) => [name, isRequired]),
    [
      ['from', true],
      ['to', true],
      ['date', true],
      ['passengers', false],
    ],
  )
  assert.equal(detail.responses[1]?.description, 'The request is not valid', 'a response behind a ref')
  assert.equal(
    curlOf(find, detail, api.root),
    "curl 'https://api.fernhaven.example/booking/sailings?from=NORTHPIER&to=ISLE-OF-FERN&date=2026-03-14'",
  )
  const { detail: read } = operation(api, 'readBooking')
  assert.equal(read.parameters[0]?.name, 'id', 'parameters of the path count for its operations')
  const booking = viewSchema({ $ref: '#/components/schemas/Booking' }, api.root)
  assert.equal(booking.type, 'Booking')
  assert.deepEqual(booking.children.map((child) => child.label).sort(), [
    'heldUntil',
    'id',
    'passengers',
    'sailing',
    'state',
    'vehicle',
  ])
})

test('a Swagger 2 file reads like the others: server, body, key', async () => {
  const api = await sample('passenger/payments/payments.swagger.yaml')
  assert.equal(api.dialect, 'Swagger 2.0')
  assert.deepEqual(api.servers, [{ url: 'https://api.fernhaven.example/payments', description: '' }])
  const { operation: charge, detail } = operation(api, 'charge')
  assert.equal(detail.body?.contents[0]?.mediaType, 'application/json')
  assert.deepEqual(
    detail.security.map((schemes) => schemes.map(({ name }) => name)),
    [['service']],
  )
  const curl = curlOf(charge, detail, api.root)
  assert.match(curl, /^curl -X POST 'https:\/\/api\.fernhaven\.example\/payments\/charges'/)
  assert.match(curl, /-H "X-Service-Key: \$API_KEY"/)
  assert.match(curl, /"currency": "EUR"/)
})

test('an OpenAPI 3.0 file in JSON is read, and form fields of Swagger 2 become a body', async () => {
  const api = await sample('fleet/timetable/timetable.openapi.json')
  assert.equal(api.dialect, 'OpenAPI 3.0.3')
  const form = await open(`swagger: '2.0'
paths:
  /files:
    post:
      parameters:
        - { in: formData, name: file, type: file, required: true }
        - { in: formData, name: note, type: string }
      responses: { 204: { description: Kept } }
`)
  const { detail } = operation(form, 'post /files')
  assert.equal(detail.body?.contents[0]?.mediaType, 'multipart/form-data')
  assert.equal(detail.responses[0]?.status, '204')
})

test('what a definition says never leaves its quotes in the shell command', async () => {
  const api = await open(`openapi: 3.0.0
servers: [{ url: "https://x/'; rm -rf ~; '" }]
security: [{ key: [] }]
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: 'X"\`$(id)' }
paths:
  /a:
    get: { operationId: a, responses: {} }
`)
  const { operation: a, detail } = operation(api, 'a')
  const curl = curlOf(a, detail, api.root)
  assert.match(curl, /'https:\/\/x\/'\\''; rm -rf ~; '\\''\/a'/)
  assert.match(curl, /-H "X\\"\\`\\\$\(id\): \$API_KEY"/)
})

test('schemas that contain themselves, refer nowhere or fill memory are described level by level', () => {
  const root = {
    s: {
      Tree: { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/s/Tree' } } } },
      Loop: { $ref: '#/s/Loop' },
      All: { allOf: [{ $ref: '#/s/All' }, { properties: { x: { type: 'string' } } }] },
      List: { type: 'array', items: { $ref: '#/s/List' } },
    },
  }
  const tree = viewSchema({ $ref: '#/s/Tree' }, root)
  assert.equal(viewSchema(tree.children[0]?.schema, root).type, 'list of Tree')
  assert.deepEqual(exampleOf({ $ref: '#/s/Tree' }, root, 'request'), { kids: [{}] })
  assert.equal(viewSchema({ $ref: '#/s/Loop' }, root).missing, '#/s/Loop')
  assert.equal(viewSchema({ $ref: '#/s/All' }, root).children[0]?.label, 'x')
  assert.match(viewSchema({ $ref: '#/s/List' }, root).type, /^List/)
  assert.equal(viewSchema({ $ref: './other.yaml#/X' }, root).missing, './other.yaml#/X')
  assert.equal(viewSchema(false, root).type, 'restricted')
  assert.equal(viewSchema('nonsense', root).type, 'anything')
})

test('nullable, enum, limits and variants are said in words', () => {
  const view = viewSchema(
    { type: ['integer', 'null'], minimum: 1, maximum: 40, default: 1, format: 'int32', enum: [1, 2] },
    {},
  )
  assert.equal(view.type, 'integer')
  assert.deepEqual(view.facts, ['≥ 1', '≤ 40', 'default 1', 'may be null'])
  assert.deepEqual(view.choices, ['1', '2'])
  assert.equal(viewSchema({ oneOf: [{ type: 'string' }, { type: 'object' }] }, {}).type, 'one of 2')
})

test('broken definitions are a problem with a line, never an exception', async () => {
  const indent = await readDocument('openapi: 3.0.0\ninfo:\n  title: x\n version: 1\n')
  assert.ok('problem' in indent && indent.problem.line === 4)
  const json = await readDocument('{\n  "openapi": "3.0.0",\n  "paths": {,}\n}')
  assert.ok('problem' in json && json.problem.line !== undefined)
  for (const text of ['', '- a', 'just words', '[]', '{}', '\u0000', '---\na: 1\n---\nb: 2']) {
    const read = await readDocument(text)
    if ('value' in read) assert.ok('problem' in readOpenApi(read.value), JSON.stringify(text))
  }
  assert.ok('problem' in readOpenApi({ openapi: '9.9' }))
})

test('aliases may not multiply', async () => {
  const levels = Array.from(
    { length: 12 },
    (_, at) =>
      `l${at}: &l${at} [${Array(9)
        .fill(at === 0 ? 'x' : `*l${at - 1}`)
        .join(', ')}]`,
  )
  const read = await readDocument(`openapi: 3.0.0\n${levels.join('\n')}\n`)
  assert.ok('problem' in read)
  assert.match(read.problem.message, /alias/i)
})

test('every field may hold anything', async () => {
  for (const junk of [null, 7, 'text', [], [null], { a: null }, true]) {
    const api = readOpenApi({
      openapi: '3.0.0',
      info: junk,
      servers: junk,
      tags: junk,
      security: junk,
      components: { schemas: junk, securitySchemes: { a: junk } },
      paths: {
        '/a': {
          parameters: junk,
          get: { parameters: junk, requestBody: junk, responses: { 200: junk } },
          post: junk,
        },
      },
    } as never)
    assert.ok('value' in api)
    for (const one of api.value.groups.flatMap((group) => group.operations))
      curlOf(one, detailOf(api.value, one), api.value.root)
  }
  assert.ok('value' in readOpenApi({ openapi: '3.0.0', paths: 'none' }))
})
