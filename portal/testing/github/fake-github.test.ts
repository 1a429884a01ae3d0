import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { githubSchemas } from './description.ts'
import { type FakeGithub, startFakeGithub } from './fake-github.ts'

let github: FakeGithub
before(async () => {
  github = await startFakeGithub({ 'acme/shop': { 'catalog-info.yaml': 'kind: Component', 'a/b.yaml': 'x' } })
  github.tokens.add('good')
})
after(() => github.close())

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
formats.default(ajv)

async function check(path: string, schema: object, token = 'good', init: RequestInit = {}): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(github.apiBaseUrl + path, { ...init, headers })
  const body = await response.json()
  const validate = ajv.compile(schema)
  assert.ok(validate(body), `${path}: ${ajv.errorsText(validate.errors)}`)
}

test("every answer of the fake fits GitHub's published description", async () => {
  const sha = github.push('acme/shop', { 'c.yaml': 'y' })
  await check('/repos/acme/shop', githubSchemas.repository)
  await check(`/repos/acme/shop/git/trees/${sha}?recursive=1`, githubSchemas.tree)
  await check(`/repos/acme/shop/git/trees/${sha}`, githubSchemas.tree)
  await check('/repos/acme/shop/contents/a/b.yaml', githubSchemas.contentFile)
  await check('/repos/acme/shop/contents/a', { type: 'array', items: githubSchemas.contentFile, minItems: 1 })
  await check('/search/code?q=filename:catalog-info.yaml+repo:acme/shop', githubSchemas.codeSearch)
  const send = (method: string, body: object) => ({ method, body: JSON.stringify(body) })
  const post = (body: object) => send('POST', body)
  const content = Buffer.from('z').toString('base64')
  await check('/repos/acme/shop/git/ref/heads/main', githubSchemas.ref)
  await check('/repos/acme/shop/git/refs', githubSchemas.ref, 'good', post({ ref: 'refs/heads/new', sha }))
  const file = send('PUT', { message: 'Add d', content, branch: 'new' })
  await check('/repos/acme/shop/contents/d.yaml', githubSchemas.fileCommit, 'good', file)
  const pull = post({ title: 'Add d', head: 'new', base: 'main' })
  await check('/repos/acme/shop/pulls', githubSchemas.pull, 'good', pull)
  await check('/repos/acme/shop/pulls', githubSchemas.error, 'good', pull)
  const list = { type: 'array', items: githubSchemas.pull, minItems: 1 }
  await check('/repos/acme/shop/pulls?head=acme:new&state=open', list)
  await check('/repos/acme/unknown', githubSchemas.error)
  await check('/repos/acme/shop', githubSchemas.error, 'bad')
})

test('a known ETag is answered 304 without a body', async () => {
  const url = `${github.rawBaseUrl}/acme/shop/main/catalog-info.yaml`
  const etag = (await fetch(url)).headers.get('etag') ?? ''
  const again = await fetch(url, { headers: { 'if-none-match': etag } })
  assert.equal(again.status, 304)
  assert.equal(await again.text(), '')
})
