import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PortalError } from '@callboard/sdk'
import { resolverChain, resolveUser } from '../server/resolvers/chain.ts'
import type { FindUsers, UserQuestion } from '../server/resolvers/resolver.ts'
import { createCookies } from '../server/sign-in/cookies.ts'
import { claimsOfAccount } from '../server/sign-in/identity-users.ts'
import type { Account } from '../server/sign-in/provider.ts'
import { providerKinds } from '../server/sign-in/provider-kinds.ts'
import { providerSettings } from '../server/sign-in/settings.ts'
import { signInPage } from '../server/sign-in/sign-in-page.ts'

const account: Account = {
  profile: { email: 'Ada+portal@Acme.com', displayName: 'ada-l' },
  username: 'Ada',
  userId: '4711',
  claims: { preferred_username: 'lovelace' },
  providerInfo: {},
}

const none: FindUsers = async () => []

function knows(users: Record<string, string[]>): FindUsers & { asked: UserQuestion[] } {
  const asked: UserQuestion[] = []
  return Object.assign(
    async (question: UserQuestion) => {
      asked.push(question)
      return users[Object.values(question).join('=')] ?? []
    },
    { asked },
  )
}

function resolve(
  resolvers: unknown,
  findUsers: FindUsers,
  who: Partial<Account> = {},
  provider = 'github',
): Promise<string> {
  const kind = providerKinds.get(provider)
  assert.ok(kind)
  const chain = resolverChain({ signIn: { resolvers } }, `auth.providers.${provider}.development`)
  return resolveUser(chain, { ...account, ...who }, kind, findUsers)
}

test('every resolver finds the user it should', async () => {
  const ada = ['user:default/ada']
  const cases: [string, string, string][] = [
    ['usernameMatchingUserEntityName', 'user:default/ada', 'github'],
    ['preferredUsernameMatchingUserEntityName', 'user:default/lovelace', 'oidc'],
    ['displayNameMatchingUserEntityName', 'user:default/ada-l', 'openshift'],
    ['emailMatchingUserEntityProfileEmail', 'ada+portal@acme.com', 'google'],
    ['emailMatchingUserEntityProfileEmail', 'ada@acme.com', 'google'],
    ['emailLocalPartMatchingUserEntityName', 'user:default/ada+portal', 'google'],
    ['userIdMatchingUserEntityAnnotation', 'github.com/user-id=4711', 'github'],
    ['userIdMatchingUserEntityAnnotation', 'graph.microsoft.com/user-id=4711', 'microsoft'],
    ['emailMatchingUserEntityAnnotation', 'google.com/email=Ada+portal@Acme.com', 'google'],
    ['emailMatchingUserEntityAnnotation', 'okta.com/email=Ada+portal@Acme.com', 'okta'],
    ['oidcSubClaimMatchingKeycloakUserId', 'keycloak.org/id=4711', 'oidc'],
  ]
  for (const [resolver, key, provider] of cases) {
    assert.equal(await resolve([{ resolver }], knows({ [key]: ada }), {}, provider), ada[0], resolver)
  }
})

test('resolvers are tried in order, the first success wins and the last failure is told', async () => {
  const both = [
    { resolver: 'usernameMatchingUserEntityName' },
    { resolver: 'emailMatchingUserEntityProfileEmail' },
  ]
  const users = knows({ 'user:default/ada': ['user:default/ada'] })
  assert.equal(await resolve(both, users), 'user:default/ada')
  assert.equal(users.asked.length, 1)
  await assert.rejects(resolve(both, none), (thrown) => {
    assert.ok(thrown instanceof PortalError)
    assert.equal(thrown.code, 'not_found')
    assert.match(
      thrown.message,
      /^User not found: the catalog has no User with spec\.profile\.email 'ada@acme\.com'\. Add it to the User in the catalog.* \(resolver 'emailMatchingUserEntityProfileEmail'\)\. Before it 'usernameMatchingUserEntityName': the catalog has no User with the ref 'user:default\/ada'$/,
    )
    const { tried } = thrown.details as { tried: { resolver: string }[] }
    assert.deepEqual(
      tried.map(({ resolver }) => resolver),
      ['usernameMatchingUserEntityName', 'emailMatchingUserEntityProfileEmail'],
    )
    return true
  })
})

test('what resolvers refuse, in the words of the reference', async () => {
  const byEmail = [{ resolver: 'emailMatchingUserEntityProfileEmail' }]
  const two = knows({ 'ada+portal@acme.com': ['user:default/a', 'user:default/b'] })
  await assert.rejects(
    resolve(byEmail, two),
    /^ConflictError: User lookup resulted in multiple matches: user:default\/a and user:default\/b/,
  )
  await assert.rejects(
    resolve(byEmail, none, { profile: {} }),
    /^InputError: Login failed, user profile does not contain an email/,
  )
  const domains = [{ resolver: 'emailLocalPartMatchingUserEntityName', allowedDomains: ['acme.org'] }]
  await assert.rejects(
    resolve(domains, none),
    /^NotAllowedError: Sign-in user email is not from an allowed domain: 'acme\.com'/,
  )
  for (const username of ['group:default/admins', 'other/ada', 'a b', '']) {
    await assert.rejects(
      resolve([{ resolver: 'usernameMatchingUserEntityName' }], none, { username }),
      /User not found|does not contain a username/,
    )
  }
  await assert.rejects(resolve([], none), /not configured to support sign-in/)
})

test('strangers are let in only when the resolver says so', async () => {
  const dangerouslyAllowSignInWithoutUserInCatalog = 'true'
  const named = [{ resolver: 'usernameMatchingUserEntityName', dangerouslyAllowSignInWithoutUserInCatalog }]
  assert.equal(await resolve(named, none), 'user:default/ada')
  await assert.rejects(resolve(named, none, { username: 'default/x' }), /cannot be the name of an entity/)
  const mailed = [
    { resolver: 'emailMatchingUserEntityProfileEmail', dangerouslyAllowSignInWithoutUserInCatalog },
  ]
  assert.equal(await resolve(mailed, none), 'user:default/ada+portal@acme.com')
})

test('a long cookie is cut up, put together, and leaves nothing behind', () => {
  const at = createCookies('oidc', 'https://api.example/x/api/auth/oidc/handler/frame', 'https://app.example')
  const value = 'abcdefghij'.repeat(900)
  const written = at.write(new Headers(), 'oidc-refresh-token', value, 60_000)
  assert.equal(written.length, 3)
  for (const each of written) assert.ok(each.length < 4096 + 50)
  assert.match(
    written[0] ?? '',
    /^oidc-refresh-token-0=.*; Path=\/x\/api\/auth\/oidc; HttpOnly; SameSite=None; Secure; Max-Age=60$/,
  )
  const cookie = written.map((each) => each.split(';')[0]).join('; ')
  const headers = new Headers({ cookie })
  assert.equal(at.read(headers, 'oidc-refresh-token'), value)
  const short = at.write(headers, 'oidc-refresh-token', 'short', 60_000)
  assert.deepEqual(
    short.map((each) => each.split(';')[0]),
    ['oidc-refresh-token=short', 'oidc-refresh-token-0=', 'oidc-refresh-token-1=', 'oidc-refresh-token-2='],
  )
})

test('claims are kept as lists of texts; nothing technical, secret or endless', () => {
  const claims = claimsOfAccount(
    {
      ...account,
      groups: ['a'],
      claims: {
        ...{ iat: 1, nonce: 'x', at_hash: 'y', access_token: 'z', department: 'R&D', level: 3 },
        realm_access: { roles: ['r1', 'r2'], deeper: { no: 1 } },
        huge: ['x'.repeat(600), 'ok'],
      },
    },
    'oidc',
  )
  assert.deepEqual(claims, {
    ...{ department: ['R&D'], level: ['3'], 'realm_access.roles': ['r1', 'r2'], huge: ['ok'] },
    ...{ email: ['Ada+portal@Acme.com'], username: ['Ada'], groups: ['a'], provider: ['oidc'] },
  })
})

test('the sign-in page is what the config says, else every provider of the environment', () => {
  const kinds = ['github', 'saml', 'oauth2Proxy'].map((id) => {
    const kind = providerKinds.get(id)
    assert.ok(kind)
    return { kind, environments: kind.hasEnvironments ? ['development'] : [] }
  })
  const page = (config: Record<string, unknown>) => signInPage({ get: (key) => config[key] }, kinds, true)
  const usual = page({})
  assert.deepEqual(
    usual.items.map(({ id, kind, auto }) => [id, kind, auto]),
    [
      ['github', 'oauth', false],
      ['saml', 'saml', false],
      ['oauth2Proxy', 'proxy', false],
      ['guest', 'guest', false],
    ],
  )
  assert.deepEqual(usual.items[0], {
    ...{ id: 'github', title: 'GitHub', message: 'Sign in using GitHub', kind: 'oauth', auto: false },
    env: 'development',
    startUrl: '/api/auth/github/start?env=development',
    refreshUrl: '/api/auth/github/refresh?env=development',
  })
  assert.deepEqual(
    page({ 'auth.environment': 'production' }).items.map(({ id }) => id),
    ['saml', 'oauth2Proxy', 'guest'],
  )
  const chosen = page({
    'auth.enableExperimentalRedirectFlow': 'true',
    'auth.signInPage': {
      title: 'Acme',
      providers: [
        { id: 'github-auth-provider', title: 'GitHub', message: 'Sign in using GitHub', auto: true },
        'guest',
        { provider: 'gitlab' },
      ],
    },
  })
  assert.deepEqual([chosen.title, chosen.flow], ['Acme', 'redirect'])
  assert.deepEqual(
    chosen.items.map(({ id, auto }) => [id, auto]),
    [
      ['github', true],
      ['guest', false],
    ],
  )
})

test('every provider of the contract is there, and says which of its settings is missing', () => {
  const ids = ['github', 'gitlab', 'google', 'microsoft', 'okta', 'auth0', 'oidc', 'oauth2', 'atlassian']
  const more = ['bitbucket', 'bitbucketServer', 'onelogin', 'openshift', 'pinniped', 'vmwareCloud', 'saml']
  const proxies = ['awsalb', 'gcpIap', 'azureEasyAuth', 'cfaccess', 'oauth2Proxy']
  for (const id of [...ids, ...more, ...proxies]) assert.ok(providerKinds.has(id), id)
  const settings = providerSettings({ host: '', list: ['a', 'b'], text: 'a b, c', port: 1 }, 'auth.x')
  assert.throws(() => settings.needed('host'), /'auth\.x\.host'/)
  assert.deepEqual(
    [settings.words('list'), settings.words('text')],
    [
      ['a', 'b'],
      ['a', 'b', 'c'],
    ],
  )
})
