import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createEmulator } from 'emulate'
import { type FakeGithub, startFakeGithub } from '../../../../testing/github/fake-github.ts'
import { freePort } from '../../../../testing/product.ts'
import { keptLog, settingsFor } from '../read/reader-for-tests.ts'
import { openPullRequest, type PullRequestDeps } from './open-pull-request.ts'

let github: FakeGithub
beforeEach(async () => {
  github = await startFakeGithub({
    'acme/shop': { 'README.md': 'no catalog file' },
    'acme/done': { 'catalog-info.yaml': 'kind: Component' },
  })
  github.tokens.add('writes').add('reads')
  github.readers.add('reads')
})
afterEach(() => github.close())

function deps(token: string | null = 'writes', apiBaseUrl = github.apiBaseUrl): PullRequestDeps {
  const { rawBaseUrl } = github
  return {
    settings: settingsFor({ github: [{ host: 'github.com', apiBaseUrl, rawBaseUrl, token }] }),
    fetch,
    log: keptLog(),
    fileName: 'catalog-info.yaml',
    branch: 'backstage-integration',
    signal: AbortSignal.timeout(20_000),
  }
}

const wanted = (repositoryUrl: string, fileContent = 'kind: Component\n') => ({
  repositoryUrl,
  fileContent,
  title: 'Add catalog-info.yaml',
  body: 'So that the portal knows it.',
})
const shop = 'https://github.com/acme/shop'

test('a branch, a commit and a pull request are made, and the place of the file is told', async () => {
  assert.deepEqual(await openPullRequest(deps(), wanted(shop)), {
    link: 'https://github.example/acme/shop/pull/1',
    location: 'https://github.com/acme/shop/blob/main/catalog-info.yaml',
    branch: 'backstage-integration',
    base: 'main',
    isNew: true,
  })
  assert.equal(github.fileAt('acme/shop', 'backstage-integration', 'catalog-info.yaml'), 'kind: Component\n')
  assert.equal(github.fileAt('acme/shop', 'main', 'catalog-info.yaml'), undefined)
  const [pull] = github.pulls('acme/shop')
  assert.equal(pull?.title, 'Add catalog-info.yaml')
  assert.equal(pull?.body, 'So that the portal knows it.')
})

test('a second try brings the open pull request up to date', async () => {
  const first = await openPullRequest(deps(), wanted(shop))
  const second = await openPullRequest(deps(), wanted(shop, 'kind: API\n'))
  assert.deepEqual(second, { ...first, isNew: false })
  assert.equal(github.pulls('acme/shop').length, 1)
  assert.equal(github.fileAt('acme/shop', first.branch, 'catalog-info.yaml'), 'kind: API\n')
  const writes = () => github.requests.filter(({ method }) => method !== 'GET').length
  const before = writes()
  await openPullRequest(deps(), wanted(shop, 'kind: API\n'))
  assert.equal(writes(), before, 'what is there already is not written again')
})

test('a branch left behind by an earlier try is used', async () => {
  await openPullRequest(deps(), wanted(shop))
  for (const pull of github.pulls('acme/shop')) pull.state = 'closed'
  const again = await openPullRequest(deps(), wanted(shop, 'kind: API\n'))
  assert.equal(again.link, 'https://github.example/acme/shop/pull/2')
})

test('the branch of the address is what the pull request is for', async () => {
  const made = await openPullRequest(deps(), wanted(`${shop}/tree/main`))
  assert.equal(made.base, 'main')
  await assert.rejects(openPullRequest(deps(), wanted(`${shop}/tree/gone`)), /has no branch 'gone'/)
})

test('what stands in the way is said with what to do', async () => {
  const refusals: [PullRequestDeps, string, string, RegExp][] = [
    [deps(), 'https://github.com/acme/none', 'not_found', /no repository acme\/none on github\.com/],
    [deps(), 'https://github.com/acme/done', 'conflict', /has a catalog-info\.yaml on 'main' by now/],
    [deps('reads'), shop, 'upstream_failed', /may not open pull requests.*not accessible by personal access/],
    [deps('wrong'), shop, 'upstream_failed', /does not accept the portal's token/],
    [deps(null), shop, 'input', /has no token for github\.com/],
    [deps(), 'https://gitlab.com/acme/shop', 'input', /on GitHub only/],
    [deps(), 'https://elsewhere.example/acme/shop', 'input', /on GitHub only/],
  ]
  for (const [given, url, code, message] of refusals) {
    await assert.rejects(openPullRequest(given, wanted(url)), (error: Error & { code?: string }) => {
      assert.equal(error.code, code, error.message)
      assert.match(error.message, message)
      return true
    })
  }
  github.change('acme/shop', { branches: new Map() })
  await assert.rejects(openPullRequest(deps(), wanted(shop)), /acme\/shop is empty/)
  github.change('acme/shop', { isArchived: true })
  await assert.rejects(openPullRequest(deps(), wanted(shop)), /is archived/)
  github.remaining = 0
  await assert.rejects(openPullRequest(deps(), wanted(shop)), { code: 'too_many_requests' })
  github.remaining = null
  github.brokenWith = 502
  await assert.rejects(openPullRequest(deps(), wanted(shop)), /answered 502/)
  assert.deepEqual(github.pulls('acme/shop'), [])
})

test('the whole of it works against an independent copy of GitHub', async () => {
  const emulator = await createEmulator({
    service: 'github',
    port: await freePort(),
    seed: {
      github: {
        users: [{ login: 'acme', name: 'Acme' }],
        repos: [{ owner: 'acme', name: 'shop', auto_init: true }],
      },
      tokens: { writes: { login: 'acme', scopes: ['repo'] } },
    },
  })
  try {
    const own = deps('writes', emulator.url)
    const made = await openPullRequest(own, wanted(shop))
    assert.match(made.link, /\/acme\/shop\/pull\/1$/)
    assert.equal(made.isNew, true)
    const again = await openPullRequest(own, wanted(shop, 'kind: API\n'))
    assert.deepEqual(again, { ...made, isNew: false })
    const path = '/repos/acme/shop/contents/catalog-info.yaml?ref=backstage-integration'
    const file = await fetch(emulator.url + path, { headers: { authorization: 'Bearer writes' } })
    const { content } = (await file.json()) as { content: string }
    assert.equal(Buffer.from(content, 'base64').toString(), 'kind: API\n')
  } finally {
    await emulator.close()
  }
})
