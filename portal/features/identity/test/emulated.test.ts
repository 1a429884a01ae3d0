/** GitHub, Google, Okta and Microsoft, as emulated by the npm package `emulate`. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { AuditEntry } from '@callboard/sdk'
import { createEmulator, type ServiceName } from 'emulate'
import { forEachDatabase } from '../../../testing/databases.ts'
import { freePort } from '../../../testing/product.ts'
import { providerResult } from '../api.ts'
import { base, identityMigrations, portal } from './harness.ts'
import { appOrigin, choose, Visitor } from './visitor.ts'

const callbackOf = (id: string) => `${appOrigin}/api/auth/${id}/handler/frame`

async function emulator(service: ServiceName, seed: Record<string, unknown>): Promise<string> {
  const started = await createEmulator({ service, port: await freePort(), seed: { [service]: seed } })
  after(() => started.close())
  return started.url
}

const client = { clientId: 'callboard', clientSecret: 'very-secret' }
const app = (id: string) => ({
  client_id: client.clientId,
  client_secret: client.clientSecret,
  name: 'Callboard',
  redirect_uris: [callbackOf(id)],
})

function usersOf(users: Record<string, string>) {
  return async (question: { ref: string } | { email: string } | { annotation: string; value: string }) => {
    const key =
      'ref' in question
        ? question.ref
        : 'email' in question
          ? question.email
          : `${question.annotation}=${question.value}`
    return users[key] ? [users[key]] : []
  }
}

const byName = [{ resolver: 'usernameMatchingUserEntityName' }]

forEachDatabase((_name, open) => {
  test('GitHub: a person signs in, is still there after a reload, and signs out', async () => {
    const url = await emulator('github', {
      users: [{ login: 'Octocat', name: 'The Octocat', email: 'octocat@github.com' }],
      oauth_apps: [app('github')],
    })
    const recorded: AuditEntry[] = []
    const at = await portal(
      await open(identityMigrations),
      {
        ...base,
        'auth.providers': {
          github: {
            development: {
              ...client,
              enterpriseInstanceUrl: url,
              apiBaseUrl: url,
              signIn: { resolvers: byName },
            },
          },
        },
      },
      {
        findUsers: usersOf({ 'user:default/octocat': 'user:default/octocat' }),
        ownershipOf: async () => ['group:default/crew'],
        audit: { record: (entry) => recorded.push(entry) },
      },
    )
    const visitor = new Visitor(at)
    const { response, error } = await visitor.signIn('github', choose('Octocat'))
    assert.equal(error, undefined)
    const result = providerResult.parse(response)
    assert.deepEqual(
      [result.profile.email, result.profile.displayName],
      ['octocat@github.com', 'The Octocat'],
    )
    assert.deepEqual(result.backstageIdentity?.identity, {
      type: 'user',
      userEntityRef: 'user:default/octocat',
      ownershipEntityRefs: ['user:default/octocat', 'group:default/crew'],
    })
    assert.equal(typeof result.providerInfo.accessToken, 'string')
    assert.match(String(result.providerInfo.scope), /read:user/)

    const kept = visitor.setCookies.filter((each) => each.startsWith('github-refresh-token='))
    assert.match(kept[0] ?? '', /; Path=\/api\/auth\/github; HttpOnly; SameSite=Lax; Max-Age=86400000$/)
    assert.ok(
      !kept[0]?.includes(String(result.providerInfo.accessToken)),
      'the token is readable in the cookie',
    )
    const again = await visitor.post('github', 'refresh')
    assert.equal(again.status, 200)
    const refreshed = providerResult.parse(await again.json())
    assert.equal(refreshed.backstageIdentity?.identity.userEntityRef, 'user:default/octocat')
    assert.equal(refreshed.profile.displayName, 'The Octocat')
    assert.deepEqual((await at.identity.claimsOf('user:default/octocat')).login, ['Octocat'])

    assert.equal((await visitor.post('github', 'logout')).status, 200)
    const after = await visitor.post('github', 'refresh')
    assert.equal(after.status, 401)
    assert.equal(
      ((await after.json()) as { error: { message: string } }).error.message,
      'Refresh failed; caused by InputError: Missing session cookie',
    )
    assert.deepEqual(
      recorded.map(({ action, outcome, actor, detail }) => [action, outcome, actor, detail?.provider]),
      [['auth.sign-in', 'succeeded', 'user:default/octocat', 'github']],
    )
    assert.ok(!JSON.stringify(recorded).includes(String(result.providerInfo.accessToken)))
  })
})

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

  test('a wrong client secret is told, with the key to look at', async () => {
    const url = await emulator('github', { users: [{ login: 'octocat' }], oauth_apps: [app('github')] })
    const wrong = { ...client, clientSecret: 'wrong', enterpriseInstanceUrl: url, apiBaseUrl: url }
    const recorded: AuditEntry[] = []
    const at = await portal(
      await open(identityMigrations),
      { ...base, 'auth.providers': { github: { development: { ...wrong, signIn: { resolvers: byName } } } } },
      { audit: { record: (entry) => recorded.push(entry) } },
    )
    const { error } = await new Visitor(at).signIn('github', choose('octocat'))
    assert.match(
      error?.message ?? '',
      /^Login failed; caused by AuthenticationError: GitHub answers .*check clientId and clientSecret in auth\.providers\.github\.development$/,
    )
    assert.deepEqual(
      recorded.map(({ action, outcome, actor }) => [action, outcome, actor]),
      [['auth.sign-in', 'denied', 'anonymous']],
    )
  })

  test('Google, Okta and Microsoft: signing in, reloading, and the annotations they are known by', async () => {
    const google = await emulator('google', {
      users: [{ email: 'ada@acme.com', name: 'Ada Lovelace' }],
      oauth_clients: [app('google')],
    })
    const okta = await emulator('okta', {
      users: [{ login: 'ada@acme.com', email: 'ada@acme.com', first_name: 'Ada', last_name: 'Lovelace' }],
      authorization_servers: [{ id: 'default', name: 'default', audiences: ['api://default'] }],
      oauth_clients: [{ ...app('okta'), auth_server_id: 'default' }],
    })
    const microsoft = await emulator('microsoft', {
      users: [{ email: 'ada@acme.com', name: 'Ada Lovelace', tenant_id: 'acme-tenant' }],
      oauth_clients: [{ ...app('microsoft'), tenant_id: 'acme-tenant' }],
    })
    const byEmail = { resolvers: [{ resolver: 'emailMatchingUserEntityAnnotation' }] }
    const at = await portal(
      await open(identityMigrations),
      {
        ...base,
        'auth.providers': {
          google: { development: { ...client, issuer: google, signIn: byEmail } },
          okta: { development: { ...client, audience: okta, authServerId: 'default', signIn: byEmail } },
          microsoft: {
            development: {
              ...client,
              ...{ tenantId: 'acme-tenant', authority: microsoft, graphUrl: microsoft },
              signIn: byEmail,
            },
          },
        },
      },
      {
        findUsers: usersOf(
          Object.fromEntries(
            ['google.com', 'okta.com', 'microsoft.com'].map((host) => [
              `${host}/email=ada@acme.com`,
              'user:default/ada',
            ]),
          ),
        ),
      },
    )
    for (const id of ['google', 'okta', 'microsoft']) {
      const visitor = new Visitor(at)
      const { response, error } = await visitor.signIn(id, choose('ada@acme.com'))
      assert.equal(error, undefined, `${id}: ${error?.message}`)
      const { profile, providerInfo, backstageIdentity } = providerResult.parse(response)
      assert.equal(backstageIdentity?.identity.userEntityRef, 'user:default/ada', id)
      assert.deepEqual([profile.email, profile.displayName], ['ada@acme.com', 'Ada Lovelace'], id)
      assert.equal(typeof providerInfo.idToken, 'string', id)
      const again = await visitor.post(id, 'refresh')
      assert.equal(again.status, 200, `${id}: ${await again.clone().text()}`)
      assert.equal((await visitor.post(id, 'logout')).status, 200)
    }
  })
})
