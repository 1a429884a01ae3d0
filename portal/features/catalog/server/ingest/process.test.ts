import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { LocationRef } from '@callboard/sdk/model'
import { generatedLocation } from './generated-location.ts'
import { type ProcessContext, processFile } from './process.ts'
import { compileRules } from './rules.ts'
import { readerAt } from './test-reader.ts'

const requests: string[] = []
const server = createServer((request, response) => {
  requests.push(request.url ?? '')
  response.statusCode = request.url?.includes('missing') ? 404 : 200
  response.end(`text of ${request.url}`)
})
let host = ''

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => server.close())

async function run(text: string, location: LocationRef, more: Partial<ProcessContext> = {}) {
  const reader = readerAt('/nowhere', [host])
  const rules = compileRules({ rules: [{ allow: ['API', 'Location', 'Component'] }] })
  const file = { location, text, etag: null, revision: null }
  return processFile({ reader, rules, origin: location, ...more }, file)
}

const api = (name: string, definition: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: { name: ${name} }\nspec:\n  type: openapi\n  lifecycle: production\n  owner: team-a\n  definition: { $text: ${definition} }\n`

test('placeholders of a URL are relative to it and each file is read once', async () => {
  requests.length = 0
  const text = `${api('one', './api.txt')}---\n${api('two', 'api.txt')}`
  const result = await run(text, { type: 'url', target: `http://${host}/folder/catalog-info.yaml` })
  assert.deepEqual(result.problems, [])
  assert.equal(result.entities[1]?.entity.spec?.definition, 'text of /folder/api.txt')
  assert.deepEqual(requests, ['/folder/api.txt'])
  assert.deepEqual(
    result.includes.map((include) => include.url),
    [`url:http://${host}/folder/api.txt`],
  )
})

test('a file that cannot be read is a problem of its document, and is remembered', async () => {
  const text = `${api('bad', './missing.txt')}---\n${api('good', './api.txt')}`
  const result = await run(text, { type: 'url', target: `http://${host}/catalog-info.yaml` })
  assert.deepEqual(
    result.entities.map((each) => each.ref),
    ['api:default/good'],
  )
  assert.match(
    result.problems[0]?.message ?? '',
    /^Placeholder \$text could not read location \.\/missing\.txt, NotFoundError: /,
  )
  assert.equal(result.problems[0]?.at?.line, 8)
  assert.deepEqual(result.includes[0], { url: `url:http://${host}/missing.txt`, etag: null, hash: '' })
})

test('a host that is not allowed is named with the words operators search for', async () => {
  const result = await run(api('x', 'https://elsewhere.example/x'), {
    type: 'url',
    target: `http://${host}/a.yaml`,
  })
  assert.match(
    result.problems[0]?.message ?? '',
    /Reading from 'https:\/\/elsewhere\.example\/x' is not allowed/,
  )
})

test('placeholders stay in the repository of their file, unless the operator says otherwise', async () => {
  const location = { type: 'url', target: `http://${host}/acme/shop/blob/main/catalog-info.yaml` }
  const other = api('x', `http://${host}/acme/other/blob/main/api.txt`)
  const refused = await run(other, location)
  assert.equal(
    refused.problems[0]?.message,
    'Placeholder may only reference files from the same repository as the entity',
  )
  const allowed = await run(other, location, { crossRepository: true })
  assert.equal(allowed.entities.length, 1)
  const same = await run(api('x', `http://${host}/acme/shop/blob/main/api.txt`), location)
  assert.equal(same.entities.length, 1)
  const plain = await run(api('x', `http://${host}/plain.txt`), location)
  assert.equal(plain.entities.length, 1)
})

test('without its processor an entity is not annotated with links to its file', async () => {
  const location = { type: 'url', target: 'https://github.com/acme/shop/blob/main/catalog-info.yaml' }
  const text =
    'apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: here }\nspec: { targets: [] }\n'
  const names = async (more: Partial<ProcessContext>) => {
    const { entities } = await run(text, location, more)
    return Object.keys(entities[0]?.entity.metadata.annotations ?? {}).map((name) => name.split('/')[1])
  }
  const managed = ['managed-by-location', 'managed-by-origin-location']
  assert.deepEqual(await names({}), [...managed, 'view-url', 'edit-url', 'source-location'])
  assert.deepEqual(await names({ disabled: ['AnnotateLocationEntityProcessor'] }), managed)
})

test('the order of keys and of ref lists does not change the hash, anything else does', async () => {
  const location = { type: 'file', target: '/a.yaml' }
  const body = (spec: string) =>
    `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: x }\nspec: ${spec}\n`
  const hash = async (spec: string) => (await run(body(spec), location)).entities[0]?.hash
  const first = await hash('{ type: a, lifecycle: b, owner: c, dependsOn: [resource:1, resource:2] }')
  assert.equal(await hash('{ lifecycle: b, dependsOn: [resource:2, resource:1], owner: c, type: a }'), first)
  assert.notEqual(
    await hash('{ type: a, lifecycle: b, owner: d, dependsOn: [resource:1, resource:2] }'),
    first,
  )
  assert.match(first ?? '', /^[0-9a-f]{32}$/)
})

test('a ref or a target too long for an index is refused', async () => {
  const owner = `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: x }\nspec: { type: a, lifecycle: b, owner: ${'o'.repeat(2000)} }\n`
  const target = `---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: l }\nspec: { target: ./${'t'.repeat(3000)} }\n`
  const result = await run(owner + target, { type: 'file', target: '/a.yaml' })
  assert.match(result.problems[0]?.message ?? '', /longer than 1000 characters/)
  assert.deepEqual(result.entities[0]?.targets, [])
  assert.match(result.entities[0]?.problems[0]?.message ?? '', /at most 2000 characters/)
})

test('a url Location resolves its targets and refuses file targets', async () => {
  const text = `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: l }\nspec: { targets: [./a.yaml, ../b.yaml] }\n---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: f }\nspec: { type: file, target: /etc/passwd }\n`
  const result = await run(text, { type: 'url', target: 'https://host/x/all.yaml' })
  assert.deepEqual(
    result.entities[0]?.targets.map((target) => target.target),
    ['https://host/x/a.yaml', 'https://host/b.yaml'],
  )
  assert.deepEqual(result.entities[1]?.targets, [])
  const [problem] = result.entities[1]?.problems ?? []
  assert.equal(problem?.message, 'Registered locations must be of an allowed type ["url"]')
})

test('a root has a Location of a name people can compute', () => {
  const root = { type: 'url', target: 'https://host/catalog-info.yaml', presence: 'required' } as const
  const { ref, entity, targets } = generatedLocation(root)
  assert.equal(ref, 'location:default/generated-dcc964b3c0b5beca0dd1c53271ed894062e277f7')
  assert.deepEqual(entity.spec, { type: 'url', target: root.target, presence: 'required' })
  assert.equal(entity.metadata.annotations?.['backstage.io/managed-by-location'], `url:${root.target}`)
  assert.equal(entity.metadata.annotations?.['backstage.io/managed-by-origin-location'], `url:${root.target}`)
  assert.deepEqual(targets, [root])
})
