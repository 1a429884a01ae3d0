/** The route that opens pull requests: what it commits in the portal's name, and what stays in the audit log. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type FakeGithub, startFakeGithub } from '../../../../testing/github/fake-github.ts'
import { startTestPortal, type TestPortal } from '../../../../testing/start-test-portal.ts'

const good = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: shop }
spec: { type: service, lifecycle: production, owner: sellers }
`
const repositoryUrl = 'https://github.com/acme/shop'
const route = '/api/catalog/import/pull-request'

let github: FakeGithub
let portal: TestPortal
before(async () => {
  github = await startFakeGithub({ 'acme/shop': { 'README.md': '' } })
  github.tokens.add('secret-token-of-the-portal')
  const { apiBaseUrl, rawBaseUrl } = github
  portal = await startTestPortal({
    integrations: {
      github: [{ host: 'github.com', apiBaseUrl, rawBaseUrl, token: 'secret-token-of-the-portal' }],
    },
    catalog: { import: { entityFilename: 'portal.yaml', pullRequestBranchName: 'to-the-portal' } },
  })
})
after(async () => {
  await portal?.close()
  await github?.close()
})

test('only a catalog file that the portal could read is committed', async () => {
  const refusals: [string, RegExp][] = [
    ['just text', /Expected object at root/],
    ['kind: [', /YAML error/],
    [good.replace('owner: sellers', 'x: 1'), /must have required property 'owner'/],
    ['', /There is no entity in the portal\.yaml/],
    [good + '#'.repeat(70_000), /larger than 64 kB/],
  ]
  for (const [fileContent, message] of refusals) {
    const answer = await portal.post(route, { repositoryUrl, fileContent, title: 'Add it' })
    const body = (await answer.json()) as { error: { message: string } }
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`)
    assert.match(body.error.message, message)
  }
  assert.equal(github.requests.length, 0, 'nothing is asked of GitHub for a file that is no good')
})

test('the names of the config are used, and the log says what was done and never the token', async () => {
  const can = await portal.json(`${route}?${new URLSearchParams({ repositoryUrl })}`)
  assert.deepEqual(can, { isPossible: true, fileName: 'portal.yaml', branch: 'to-the-portal' })
  const answer = await portal.post(route, { repositoryUrl, fileContent: good, title: 'Add it' })
  assert.equal(answer.status, 201)
  const opened = (await answer.json()) as { location: string; link: string }
  assert.equal(opened.location, 'https://github.com/acme/shop/blob/main/portal.yaml')
  assert.equal(github.fileAt('acme/shop', 'to-the-portal', 'portal.yaml'), good)
  const log = await (await portal.call('/api/audit/events?action=catalog.pull-request.create')).text()
  assert.match(log, /catalog\.pull-request\.create/)
  assert.match(log, /acme\/shop\/blob\/main\/portal\.yaml/)
  assert.doesNotMatch(log, /secret-token/)
})
