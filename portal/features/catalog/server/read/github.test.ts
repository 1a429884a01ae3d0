import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { PortalError } from '@callboard/sdk'
import { type FakeGithub, startFakeGithub } from '../../../../testing/github/fake-github.ts'
import { readerFor } from './reader-for-tests.ts'
import type { Reader } from './types.ts'

let github: FakeGithub
let now = Date.now()
beforeEach(async () => {
  now = Date.now()
  github = await startFakeGithub({
    'acme/shop': {
      'catalog-info.yaml': 'kind: Component',
      'services/cart/catalog-info.yaml': 'kind: A',
      'services/pay/catalog-info.yaml': 'kind: B',
      'services/pay/README.md': 'hello',
      'docs/a b#c.yaml': 'kind: C',
    },
    'acme/renamed': { 'catalog-info.yaml': 'kind: Renamed' },
  })
  github.tokens.add('s3cret')
})
afterEach(() => github.close())

function readerWith(token: string | null): Reader {
  const { apiBaseUrl, rawBaseUrl } = github
  return readerFor({ github: [{ host: 'github.com', apiBaseUrl, rawBaseUrl, token }] }, () => now)
}

const url = (path: string) => ({ type: 'url', target: `https://github.com/acme/shop/${path}` })

async function textOf(reader: Reader, path: string): Promise<string> {
  const file = await reader.read(url(path), { etag: null })
  assert.ok(file !== 'unchanged')
  return file.text
}

async function failure(work: Promise<unknown>): Promise<PortalError> {
  const error = await work.then(
    () => assert.fail('was read'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof PortalError, String(error))
  return error
}

for (const token of [null, 's3cret']) {
  const who = token ? 'with a token' : 'without a token'

  test(`${who}, every form of a file URL is read`, async () => {
    const reader = readerWith(token)
    for (const form of ['blob', 'tree', 'raw', 'edit']) {
      assert.equal(await textOf(reader, `${form}/main/catalog-info.yaml`), 'kind: Component')
    }
    assert.equal(await textOf(reader, 'blob/main/docs/a%20b%23c.yaml'), 'kind: C')
    const expected = token ? '/api/v3/repos/acme/shop/contents/' : '/raw/acme/shop/main/'
    assert.ok(github.requests.every((request) => request.path.startsWith(expected)))
    assert.ok(github.requests.every((request) => (request.headers.authorization !== undefined) === !!token))
  })

  test(`${who}, an unchanged file costs one conditional request`, async () => {
    const reader = readerWith(token)
    const first = await reader.read(url('blob/main/catalog-info.yaml'), { etag: null })
    assert.ok(first !== 'unchanged' && first.etag)
    const again = await reader.read(url('blob/main/catalog-info.yaml'), { etag: first.etag })
    assert.equal(again, 'unchanged')
    assert.equal(github.requests.at(-1)?.status, 304)
    github.push('acme/shop', { 'catalog-info.yaml': 'kind: API' })
    const next = await reader.read(url('blob/main/catalog-info.yaml'), { etag: first.etag })
    assert.ok(next !== 'unchanged' && next.text === 'kind: API')
  })

  test(`${who}, a pattern finds files and costs one request while the branch stands still`, async () => {
    const reader = readerWith(token)
    const pattern = url('blob/main/services/*/catalog-info.yaml')
    const found = await reader.expand(pattern)
    assert.deepEqual(
      found.map(({ target }) => target),
      ['cart', 'pay'].map(
        (name) => `https://github.com/acme/shop/tree/main/services/${name}/catalog-info.yaml`,
      ),
    )
    const files = await reader.readMany(found.map((location) => ({ location, etag: null })))
    const etags = files.map((file) => {
      assert.ok(file !== 'unchanged' && !(file instanceof PortalError))
      assert.match(file.revision ?? '', /^[0-9a-f]{40}$/)
      return file.etag
    })

    github.requests.length = 0
    const again = await reader.expand(pattern)
    const unchanged = await reader.readMany(
      again.map((location, i) => ({ location, etag: etags[i] ?? null })),
    )
    assert.deepEqual(unchanged, ['unchanged', 'unchanged'])
    assert.deepEqual(
      github.requests.map(({ status }) => status),
      [304],
    )

    const sha = github.push('acme/shop', { 'services/pay/catalog-info.yaml': 'kind: New' })
    const moved = await reader.expand(pattern)
    const after = await reader.readMany(moved.map((location, i) => ({ location, etag: etags[i] ?? null })))
    assert.equal(after[0], 'unchanged')
    const changed = after[1]
    assert.ok(changed && changed !== 'unchanged' && !(changed instanceof PortalError))
    assert.equal(changed.text, 'kind: New')
    assert.equal(changed.revision, sha)

    const fresh = readerWith(token)
    assert.equal(await fresh.read(moved[1] ?? url(''), { etag: changed.etag }), 'unchanged')
  })

  test(`${who}, a missing file, branch or repository is not found`, async () => {
    const reader = readerWith(token)
    for (const path of ['blob/main/none.yaml', 'blob/none/catalog-info.yaml', 'blob/none/*.yaml']) {
      const { target } = url(path)
      const work = path.includes('*') ? reader.expand(url(path)) : reader.read(url(path), { etag: null })
      const error = await failure(work)
      assert.equal(error.code, 'not_found')
      assert.equal(error.message, `Unable to read url, no matching files found for ${target}`)
    }
    assert.deepEqual(await reader.expand(url('blob/main/none/*.yaml')), [])
  })
}

test('a huge repository is searched folder by folder', async () => {
  github.treeLimit = 2
  const reader = readerWith('s3cret')
  const found = await reader.expand(url('blob/main/services/**/catalog-info.yaml'))
  assert.equal(found.length, 2)
  assert.ok(!github.requests.some((request) => request.path.includes('docs')))
})

test('a rate limit is named, waited for, and forgotten when it is over', async () => {
  const reader = readerWith('s3cret')
  github.remaining = 0
  github.resetAt = Math.floor(now / 1000) + 600
  const error = await failure(reader.read(url('blob/main/catalog-info.yaml'), { etag: null }))
  assert.equal(error.code, 'unavailable')
  assert.match(error.message, /answered 403 Forbidden \(rate limit exceeded\)$/)
  assert.equal(error.details.retryAt, github.resetAt * 1000)
  assert.ok(!JSON.stringify(error.details).includes('s3cret'))

  const asked = github.requests.length
  await failure(reader.read(url('blob/main/catalog-info.yaml'), { etag: null }))
  assert.equal(github.requests.length, asked)
  github.remaining = null
  now = github.resetAt * 1000 + 1
  assert.equal(await textOf(reader, 'blob/main/catalog-info.yaml'), 'kind: Component')
})

test('a bad token, a broken host and a folder each say so', async () => {
  const denied = await failure(readerWith('wrong').read(url('blob/main/catalog-info.yaml'), { etag: null }))
  assert.match(denied.message, /answered 401 Unauthorized/)
  assert.match(String(denied.details.hint), /token of integrations\.github for github\.com is not valid/)
  const reader = readerWith('s3cret')
  const folder = await failure(reader.read(url('tree/main/services'), { etag: null }))
  assert.match(folder.message, /is a folder/)
  github.brokenWith = 503
  const broken = await failure(reader.read(url('blob/main/catalog-info.yaml'), { etag: null }))
  assert.equal(broken.code, 'upstream_failed')
  assert.match(broken.message, /answered 503/)
})

test('a private repository is invisible without a token', async () => {
  github.change('acme/shop', { isPrivate: true })
  const error = await failure(readerWith(null).read(url('blob/main/catalog-info.yaml'), { etag: null }))
  assert.equal(error.code, 'not_found')
  assert.match(String(error.details.hint), /private repository needs a token/)
  assert.equal(await textOf(readerWith('s3cret'), 'blob/main/catalog-info.yaml'), 'kind: Component')
})

test('a renamed repository is followed, with the token, on the same host', async () => {
  github.change('acme/shop', { movedTo: 'acme/renamed' })
  assert.equal(await textOf(readerWith('s3cret'), 'blob/main/catalog-info.yaml'), 'kind: Renamed')
})

test('a URL that climbs or names no file is refused before anything is asked', async () => {
  const reader = readerWith('s3cret')
  for (const path of [
    'blob/main/../../../other/repo/blob/main/a.yaml',
    'blob/main/%2e%2e/%2e%2e/a.yaml',
    'blob/main/..%2f..%2fa.yaml',
    'blob/main/a//b.yaml',
    'blob/main',
    'issues/1',
  ]) {
    const error = await failure(reader.read(url(path), { etag: null }))
    assert.equal(error.code, 'input', path)
  }
  assert.equal(github.requests.length, 0)
})
