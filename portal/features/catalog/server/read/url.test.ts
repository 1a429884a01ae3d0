import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PortalError } from '@callboard/sdk'
import { createFetch } from '../../../../host/fetch.ts'
import { type FilesHost, startFilesHost } from '../../../../testing/files-host.ts'
import { createReader } from './reader.ts'
import { keptLog, readerFor, settingsFor } from './reader-for-tests.ts'
import { defaultLimits } from './reader-settings.ts'
import type { Reader } from './types.ts'

let host: FilesHost
let other: FilesHost
let reader: Reader
before(async () => {
  host = await startFilesHost()
  other = await startFilesHost({ '/a.yaml': 'kind: Other' })
  const limits = { ...defaultLimits, timeoutMs: 400 }
  reader = readerFor({ allow: [{ host: host.host }], limits })
})
after(async () => {
  await host.close()
  await other.close()
})

const target = (path: string) => host.url + path
const read = (url: string, etag: string | null = null) => reader.read({ type: 'url', target: url }, { etag })

async function fails(url: string, code: string, message: RegExp | string): Promise<PortalError> {
  const error = await read(url).then(
    () => assert.fail(`${url} was read`),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof PortalError, String(error))
  assert.equal(error.code, code, error.message)
  if (typeof message === 'string') assert.equal(error.message, message)
  else assert.match(error.message, message)
  return error
}

for (const validator of ['etag', 'last-modified', 'none'] as const) {
  test(`an unchanged file with validator "${validator}" is not handed on again`, async () => {
    host.set('/a.yaml', { body: 'kind: Component', validator })
    const first = await read(target('/a.yaml'))
    assert.ok(first !== 'unchanged' && first.text === 'kind: Component' && first.etag)
    assert.equal(await read(target('/a.yaml'), first.etag), 'unchanged')
    assert.equal(host.requests.at(-1)?.status, validator === 'none' ? 200 : 304)
    host.set('/a.yaml', { body: 'kind: API', validator: 'none' })
    const next = await read(target('/a.yaml'), first.etag)
    assert.ok(next !== 'unchanged' && next.text === 'kind: API')
  })
}

test('404 has the words that clients print', async () => {
  const url = target('/none.yaml')
  await fails(url, 'not_found', `Unable to read url, no matching files found for ${url}`)
})

test('a broken host is named with its answer', async () => {
  host.set('/500.yaml', { status: 500, body: 'oops' })
  await fails(target('/500.yaml'), 'upstream_failed', /500\.yaml answered 500 Internal Server Error$/)
  host.set('/401.yaml', { status: 401 })
  await fails(target('/401.yaml'), 'upstream_failed', /answered 401 Unauthorized$/)
  host.set('/429.yaml', { status: 429, headers: { 'retry-after': '30' } })
  const limited = await fails(target('/429.yaml'), 'unavailable', /\(rate limit exceeded\)$/)
  assert.ok(Number(limited.details.retryAt) > Date.now() + 20_000)
})

test('a host that hangs, before or within the body, is given up on', async () => {
  host.set('/hang.yaml', { hang: true })
  await fails(target('/hang.yaml'), 'unavailable', /did not answer within 0\.4 s/)
  host.set('/slow.yaml', { body: 'kind: Component', trickleMs: 100 })
  await fails(target('/slow.yaml'), 'unavailable', /did not answer within 0\.4 s/)
})

test('a connection that is cut, refused or leads nowhere says which', async () => {
  host.set('/cut.yaml', { body: 'kind: Component'.repeat(100), cut: true })
  await fails(target('/cut.yaml'), 'unavailable', /the connection was cut/)
  const gone = await startFilesHost()
  await gone.close()
  reader = readerFor({ allow: [{ host: host.host }, { host: gone.host }, { host: 'no-such-host.invalid' }] })
  await fails(`${gone.url}/a.yaml`, 'unavailable', /the connection was refused/)
  await fails('http://no-such-host.invalid/a.yaml', 'unavailable', /could not be reached: its host name/)
  reader = readerFor({ allow: [{ host: host.host }], limits: { ...defaultLimits, timeoutMs: 2000 } })
})

test("the portal's own fetch gives the same sentences", async () => {
  const gone = await startFilesHost()
  await gone.close()
  const settings = settingsFor({ allow: [{ host: host.host }, { host: gone.host }] })
  const own = createReader(settings, { fetch: createFetch({ timeoutMs: 300 }), log: keptLog() })
  await assert.rejects(own.read({ type: 'url', target: `${gone.url}/a.yaml` }, { etag: null }), {
    code: 'unavailable',
    message: `Unable to read url, ${gone.url}/a.yaml could not be reached: the connection was refused`,
  })
  host.set('/hang.yaml', { hang: true })
  host.set('/slow.yaml', { body: 'kind: Component', trickleMs: 100 })
  for (const path of ['/hang.yaml', '/slow.yaml']) {
    await assert.rejects(
      own.read({ type: 'url', target: target(path) }, { etag: null }),
      /did not answer within/,
    )
  }
})

test('redirects are followed as long as every hop is allowed', async () => {
  host.set('/here.yaml', 'kind: Here')
  host.set('/to-here.yaml', { redirect: '/here.yaml', status: 307 })
  const file = await read(target('/to-here.yaml'))
  assert.ok(file !== 'unchanged' && file.text === 'kind: Here')
  assert.equal(file.location.target, target('/to-here.yaml'))

  const asked = other.requests.length
  host.set('/away.yaml', { redirect: `${other.url}/a.yaml` })
  const error = await fails(target('/away.yaml'), 'forbidden', /is not allowed\. You may need to configure/)
  assert.ok(error.message.includes(`Reading from '${other.url}/a.yaml' is not allowed`))
  assert.equal(other.requests.length, asked)
  host.set('/local.yaml', { redirect: 'file:///etc/passwd' })
  await fails(target('/local.yaml'), 'input', /neither https nor http/)
})

test('endless redirects end', async () => {
  host.set('/circle-a', { redirect: '/circle-b' })
  host.set('/circle-b', { redirect: '/circle-a' })
  await fails(target('/circle-a'), 'upstream_failed', /redirects in a circle/)
  for (let hop = 0; hop < 10; hop++) host.set(`/hop-${hop}`, { redirect: `/hop-${hop + 1}` })
  await fails(target('/hop-0'), 'upstream_failed', /redirects more than 5 times/)
  host.set('/nowhere', { redirect: 'http://' })
  await fails(target('/nowhere'), 'upstream_failed', /without a usable address/)
})

test('a sign-in page instead of a file is called one', async () => {
  host.set('/page.yaml', { body: '<!DOCTYPE html><html>sign in</html>', contentType: 'text/html' })
  await fails(target('/page.yaml'), 'input', /got text\/html, expected YAML: is it a sign-in page\?/)
  host.set('/unmarked.yaml', { body: '\n<html><body>', contentType: 'application/octet-stream' })
  await fails(target('/unmarked.yaml'), 'input', /expected YAML/)
  host.set('/picture.yaml', { body: Uint8Array.of(137, 80), contentType: 'image/png' })
  await fails(target('/picture.yaml'), 'input', /got image\/png, expected YAML/)
  host.set('/bytes.yaml', { body: Uint8Array.of(0, 1, 2, 3), contentType: 'application/octet-stream' })
  await fails(target('/bytes.yaml'), 'input', /expected YAML/)
})

test('YAML served under an odd content type is still YAML', async () => {
  for (const contentType of ['application/octet-stream', 'text/html', 'application/x-yaml', 'text/plain']) {
    host.set('/odd.yaml', { body: 'kind: Component', contentType })
    assert.ok((await read(target('/odd.yaml'))) !== 'unchanged')
  }
})

test('size is bounded while reading, before and after unpacking', async () => {
  host.set('/huge.yaml', { nonsenseBytes: 50_000_000 })
  await fails(target('/huge.yaml'), 'too_large', /larger than the limit of 10 MB/)
  host.set('/bomb.yaml', { nonsenseBytes: 2_000_000_000, gzip: true })
  const before = process.memoryUsage().rss
  await fails(target('/bomb.yaml'), 'too_large', /larger than the limit of 10 MB/)
  assert.ok(process.memoryUsage().rss - before < 150_000_000)
  host.set('/fine.yaml', { body: 'kind: Component', gzip: true })
  assert.ok((await read(target('/fine.yaml'))) !== 'unchanged')
})

test('what is not on the list is not asked for', async () => {
  const asked = other.requests.length
  const url = `${other.url}/a.yaml`
  await fails(
    url,
    'forbidden',
    `Reading from '${url}' is not allowed. You may need to configure an integration for the target host, ` +
      "or add it to the configured list of allowed hosts at 'backend.reading.allow'",
  )
  assert.equal(other.requests.length, asked)
})

test('addresses with credentials, other schemes and patterns are refused', async () => {
  const withPassword = await fails(
    host.url.replace('//', '//me:secret@').concat('/a.yaml'),
    'input',
    /holds a user name or password/,
  )
  assert.ok(!withPassword.message.includes('secret'))
  await fails('ftp://host/a.yaml', 'input', /neither https nor http/)
  await fails('catalog-info.yaml', 'input', /is not a URL/)
  await assert.rejects(
    reader.expand({ type: 'url', target: target('/*/a.yaml') }),
    /^UnsupportedError|Unsupported search pattern URL/,
  )
})

test('a git host that is not read yet is named', async () => {
  await fails(
    'https://gitlab.com/group/project/-/blob/main/catalog-info.yaml',
    'forbidden',
    /backend\.reading\.allow'\. GitLab \(gitlab\.com\) is not read through an integration yet/,
  )
})

test('one failing host does not keep the others from being read', async () => {
  host.set('/ok.yaml', 'kind: Component')
  const items = ['/ok.yaml', '/none.yaml', '/500.yaml', '/ok.yaml'].map((path) => ({
    location: { type: 'url', target: target(path) },
    etag: null,
  }))
  const results = await reader.readMany(items)
  const codes = results.map((each) =>
    each instanceof PortalError ? each.code : each === 'unchanged' || 'read',
  )
  assert.deepEqual(codes, ['read', 'not_found', 'upstream_failed', 'read'])
})

test('a host that hangs is not waited for once per file, nor by the files of other hosts', async () => {
  host.set('/hang.yaml', { hang: true })
  other.set('/a.yaml', 'kind: Other')
  const allow = [{ host: host.host }, { host: other.host }]
  const patient = readerFor({ allow, limits: { ...defaultLimits, timeoutMs: 200 } })
  const urls = [...Array.from({ length: 100 }, () => target('/hang.yaml')), `${other.url}/a.yaml`]
  const started = performance.now()
  const results = await patient.readMany(
    urls.map((url) => ({ location: { type: 'url', target: url }, etag: null })),
  )
  assert.ok(performance.now() - started < 2000)
  assert.ok(results.slice(0, 100).every((each) => each instanceof PortalError && each.code === 'unavailable'))
  assert.ok(results[99] instanceof PortalError && /3 times in a row/.test(results[99].message))
  assert.ok(!(results[100] instanceof PortalError))
})

test('an unknown type of location is refused by name', async () => {
  await assert.rejects(reader.read({ type: 's3', target: 'x' }, { etag: null }), /type 's3' cannot be read/)
})
