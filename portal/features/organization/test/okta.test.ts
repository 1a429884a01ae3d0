/** An organisation of Okta, against the emulator where it can, and a fake where it takes everything. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createEmulator } from 'emulate'
import { exportPKCS8, generateKeyPair, jwtVerify } from 'jose'
import { fakeHost } from './fakes/host.ts'
import { find, names, read, readerOf } from './read-from.ts'

test('Okta: users, groups and who is in them, over pages (emulate)', async () => {
  const people = Array.from({ length: 70 }, (_, index) => `p${index}`)
  const emulator = await createEmulator({
    service: 'okta',
    port: 0,
    seed: {
      tokens: { 'of-okta': { login: 'p0@example.com' } },
      okta: {
        users: people.map((name) => ({
          okta_id: `00u-${name}`,
          login: `${name}@example.com`,
          first_name: name,
        })),
        groups: [{ okta_id: '00g-platform', name: 'Platform Team', description: 'Runs things' }],
        group_memberships: [{ group_okta_id: '00g-platform', user_okta_id: '00u-p1' }],
      },
    },
  })
  after(() => emulator.close())
  const config = (orgUrl: string) => ({ catalog: { providers: { okta: [{ orgUrl, token: 'of-okta' }] } } })
  const { users, groups } = await read(readerOf(config(emulator.url)))
  for (const name of people) assert.ok(find(users, name), name)
  assert.deepEqual(find(users, 'p1').spec?.memberOf, ['platform-team'])
  assert.equal(find(groups, 'platform-team').metadata.description, 'Runs things')
  assert.deepEqual(find(groups, 'platform-team').spec?.members, ['p1'])
  // The emulator takes any token.
  const strict = await fakeHost(() => ({ status: 401, body: { errorSummary: 'Invalid token provided' } }))
  await assert.rejects(read(readerOf(config(strict.url))), /Okta answered 401 \(Invalid token provided\)/)
})

test('Okta: a private key instead of a token', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const assertions: string[] = []
  const host = await fakeHost(({ path, body, headers }) => {
    if (path === '/oauth2/v1/token') {
      assertions.push(new URLSearchParams(body).get('client_assertion') ?? '')
      return { body: { access_token: 'token', token_type: 'Bearer', expires_in: 3600 } }
    }
    if (headers.authorization !== 'Bearer token') return { status: 401, body: { errorSummary: 'no' } }
    const ada = { id: 'u1', status: 'ACTIVE', profile: { login: 'ada@example.com', firstName: 'Ada' } }
    return { body: path === '/api/v1/users' ? [ada, { ...ada, id: 'u2', status: 'SUSPENDED' }] : [] }
  })
  const oauth = { clientId: 'portal', keyId: 'k1', privateKey: await exportPKCS8(privateKey) }
  const { users } = await read(readerOf({ catalog: { providers: { okta: { orgUrl: host.url, oauth } } } }))
  assert.deepEqual(names(users), ['ada'])
  const audience = `${host.url}/oauth2/v1/token`
  await jwtVerify(assertions[0] ?? '', publicKey, { issuer: 'portal', subject: 'portal', audience })
})

test('who or what shares a name with another gets nothing of theirs', async () => {
  const user = (id: string, login: string) => ({ id, status: 'ACTIVE', profile: { login } })
  const [ada, other] = [user('u1', 'ada@example.com'), user('u2', 'Ada@elsewhere.example')]
  const host = await fakeHost(({ path }) => {
    if (path === '/api/v1/users') return { body: [ada, other] }
    if (path.endsWith('/g1/users')) return { body: [ada] }
    if (path.endsWith('/users')) return { body: [ada, other] }
    const group = (id: string, name: string) => ({ id, profile: { name } })
    return { body: [group('g1', 'Readers'), group('g2', 'readers'), group('g3', 'All')] }
  })
  const config = { catalog: { providers: { okta: { orgUrl: host.url, token: 'x' } } } }
  const { users, groups } = await read(readerOf(config))
  assert.deepEqual(names(users), ['', 'ada'])
  assert.deepEqual(names(groups), ['', 'all', 'readers'])
  assert.deepEqual(find(users, 'ada').spec?.memberOf, ['all', 'readers'])
  assert.deepEqual(find(users, '').spec?.memberOf, ['all'])
  assert.deepEqual(find(groups, 'readers').spec?.members, ['ada'])
  assert.deepEqual(find(groups, 'all').spec?.members, ['ada'])
})
