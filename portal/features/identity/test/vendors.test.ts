/**
 * Providers whose servers nobody can run here: what they are asked, and what is made of answers as their
 * documentation shows them. The answers come from a real server that stands in for all their hosts.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as turn } from 'node:timers/promises'
import { UnsecuredJWT } from 'jose'
import { forEachDatabase } from '../../../testing/databases.ts'
import { type ProviderResult, providerResult } from '../api.ts'
import { base, identityMigrations, portal } from './harness.ts'
import { as, oidcIdp } from './oidc-idp.ts'
import { appOrigin, Visitor } from './visitor.ts'

interface Case {
  id: string
  settings: Record<string, unknown>
  /** Where the browser goes, and parameters it must take along. */
  leaves: string
  params: Record<string, string>
  /** Answers by address; a text is sent as text. */
  answers: Record<string, unknown>
  profile: ProviderResult['profile']
  user: string
}

const idToken = new UnsecuredJWT({
  sub: '7',
  email: 'ada@acme.com',
  given_name: 'Ada',
  family_name: 'L',
  context_name: 'org-1',
}).encode()
const profile = { email: 'ada@acme.com', displayName: 'Ada L' }

const cases: Case[] = [
  {
    id: 'gitlab',
    settings: { audience: 'https://git.acme.com/' },
    leaves: 'https://git.acme.com/oauth/authorize',
    params: { scope: 'read_user', response_type: 'code' },
    answers: {
      'https://git.acme.com/oauth/token': { access_token: 'a', refresh_token: 'r', expires_in: 7200 },
      'https://git.acme.com/api/v4/user': { id: 7, username: 'ada', name: 'Ada L', email: 'ada@acme.com' },
    },
    profile,
    user: 'user:default/ada',
  },
  {
    id: 'bitbucket',
    settings: {},
    leaves: 'https://bitbucket.org/site/oauth2/authorize',
    params: { scope: 'account email' },
    answers: {
      'https://bitbucket.org/site/oauth2/access_token': { access_token: 'a', refresh_token: 'r' },
      'https://api.bitbucket.org/2.0/user': { username: 'ada', display_name: 'Ada L', uuid: '{7}' },
      'https://api.bitbucket.org/2.0/user/emails': {
        values: [
          { email: 'spoofed@acme.com', is_primary: true, is_confirmed: false },
          { email: 'ada@acme.com', is_primary: false, is_confirmed: true },
        ],
      },
    },
    profile,
    user: 'user:default/ada',
  },
  {
    id: 'bitbucketServer',
    settings: { host: 'bitbucket.acme.com' },
    leaves: 'https://bitbucket.acme.com/rest/oauth2/latest/authorize',
    params: {},
    answers: {
      'https://bitbucket.acme.com/rest/oauth2/latest/token': { access_token: 'a' },
      'https://bitbucket.acme.com/plugins/servlet/applinks/whoami': 'ada',
      'https://bitbucket.acme.com/rest/api/latest/users/ada?avatarSize=256': {
        ...{ id: 7, displayName: 'Ada L', emailAddress: 'ada@acme.com' },
      },
    },
    profile,
    user: 'user:default/ada',
  },
  {
    id: 'atlassian',
    settings: {},
    leaves: 'https://auth.atlassian.com/authorize',
    params: { audience: 'api.atlassian.com', prompt: 'consent' },
    answers: {
      'https://auth.atlassian.com/oauth/token': { access_token: 'a', refresh_token: 'r' },
      'https://api.atlassian.com/me': {
        account_id: '7',
        email: 'ada@acme.com',
        name: 'Ada L',
        nickname: 'ada',
      },
    },
    profile,
    user: 'user:default/ada',
  },
  {
    id: 'openshift',
    settings: {
      authorizationUrl: 'https://oauth.acme.com/oauth/authorize',
      tokenUrl: 'https://oauth.acme.com/oauth/token',
      openshiftApiServerUrl: 'https://api.acme.com:6443',
    },
    leaves: 'https://oauth.acme.com/oauth/authorize',
    params: { scope: 'user:full' },
    answers: {
      'https://oauth.acme.com/oauth/token': { access_token: 'a' },
      'https://api.acme.com:6443/apis/user.openshift.io/v1/users/~': {
        ...{ metadata: { name: 'ada', uid: '7' }, fullName: 'Ada L', groups: ['crew'] },
      },
    },
    profile: { displayName: 'Ada L' },
    user: 'user:default/ada',
  },
  {
    id: 'vmwareCloud',
    settings: { organizationId: 'org-1' },
    leaves: 'https://console.cloud.vmware.com/csp/gateway/discovery',
    params: { orgId: 'org-1', code_challenge_method: 'S256' },
    answers: {
      'https://console.cloud.vmware.com/csp/gateway/am/api/auth/token': {
        access_token: 'a',
        id_token: idToken,
      },
    },
    profile,
    user: 'user:default/ada',
  },
  {
    id: 'oauth2',
    settings: {
      authorizationUrl: 'https://sso.acme.com/a?tenant=1',
      tokenUrl: 'https://sso.acme.com/t',
      scope: 'one two',
      userInfoUrl: 'https://sso.acme.com/me',
    },
    leaves: 'https://sso.acme.com/a',
    params: { tenant: '1', scope: 'one two' },
    answers: {
      'https://sso.acme.com/t': 'access_token=a&refresh_token=r',
      'https://sso.acme.com/me': { preferred_username: 'ada', email: 'ada@acme.com', name: 'Ada L' },
    },
    profile,
    user: 'user:default/ada',
  },
]

/** A server that answers for every host, and a `fetch` that leads there; `asked` is what it was asked. */
async function everywhere(
  answers: () => Record<string, unknown>,
  asked: string[] = [],
): Promise<typeof fetch> {
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers['x-was-for']} ${request.headers.authorization}`)
    const answer = answers()[String(request.headers['x-was-for'])]
    const isText = typeof answer === 'string'
    response.writeHead(answer === undefined ? 404 : 200, {
      'content-type': isText ? 'text/plain' : 'application/json',
    })
    response.end(isText ? answer : JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('x-was-for', String(input))
    return fetch(`http://127.0.0.1:${port}/`, { ...init, headers })
  }
}

/** As after signing in there, which these tests skip. */
async function comeBack(visitor: Visitor, id: string) {
  const location = new URL((await visitor.start(id)).headers.get('location') ?? 'none:')
  const back = new URLSearchParams({ code: 'c', state: location.searchParams.get('state') ?? '' })
  return visitor.land(`${appOrigin}/api/auth/${id}/handler/frame?${back}`)
}

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

  test('each vendor is asked as it wants, and understood', async () => {
    let answers: Record<string, unknown> = {}
    const reach = await everywhere(() => answers)
    const db = await open(identityMigrations)
    for (const one of cases) {
      answers = one.answers
      const resolver = ['vmwareCloud'].includes(one.id)
        ? 'emailLocalPartMatchingUserEntityName'
        : 'usernameMatchingUserEntityName'
      const settings = {
        ...{ clientId: 'id', clientSecret: 'secret', ...one.settings },
        signIn: { resolvers: [{ resolver }] },
      }
      const at = await portal(
        db,
        { ...base, 'auth.providers': { [one.id]: { development: settings } } },
        { fetch: reach, findUsers: async (question) => ('ref' in question ? [question.ref] : []) },
      )
      const visitor = new Visitor(at)
      const location = new URL((await visitor.start(one.id)).headers.get('location') ?? 'none:')
      assert.equal(location.origin + location.pathname, one.leaves, one.id)
      for (const [param, value] of Object.entries({
        ...{ client_id: 'id', redirect_uri: `${appOrigin}/api/auth/${one.id}/handler/frame` },
        ...one.params,
      })) {
        assert.equal(location.searchParams.get(param), value, `${one.id}: ${param}`)
      }
      const back = new URLSearchParams({ code: 'c', state: location.searchParams.get('state') ?? '' })
      const { message } = await visitor.land(`${appOrigin}/api/auth/${one.id}/handler/frame?${back}`)
      assert.equal(message.error, undefined, `${one.id}: ${message.error?.message}`)
      const result = providerResult.parse(message.response)
      assert.deepEqual(result.profile, one.profile, one.id)
      assert.equal(result.backstageIdentity?.identity.userEntityRef, one.user)
    }
  })

  test('VMware Cloud: somebody of another organization is not let in', async () => {
    const reach = await everywhere(() => ({
      'https://console.cloud.vmware.com/csp/gateway/am/api/auth/token': {
        access_token: 'a',
        id_token: idToken,
      },
    }))
    const signIn = { resolvers: [{ resolver: 'emailLocalPartMatchingUserEntityName' }] }
    const at = await portal(
      await open(identityMigrations),
      {
        ...base,
        'auth.providers': {
          vmwareCloud: { development: { clientId: 'id', organizationId: 'another', signIn } },
        },
      },
      { fetch: reach, findUsers: async () => ['user:default/ada'] },
    )
    const { message } = await comeBack(new Visitor(at), 'vmwareCloud')
    assert.match(message.error?.message ?? '', /somebody of another organization than another$/)
  })

  test('OpenShift: signing out deletes the token there, which goes by its digest', async () => {
    const asked: string[] = []
    const { settings, answers } = cases.find(({ id }) => id === 'openshift') as Case
    const reach = await everywhere(
      () => ({ ...answers, 'https://oauth.acme.com/oauth/token': { access_token: 'sha256~abc' } }),
      asked,
    )
    const at = await portal(
      await open(identityMigrations),
      {
        ...base,
        'auth.providers': { openshift: { development: { ...settings, clientId: 'id', clientSecret: 's' } } },
      },
      { fetch: reach },
    )
    const visitor = new Visitor(at)
    const { message } = await comeBack(visitor, 'openshift')
    assert.equal(message.response?.profile.displayName, 'Ada L')
    assert.equal((await visitor.post('openshift', 'logout')).status, 200)
    const name = createHash('sha256').update('abc').digest('base64url')
    const url = `https://api.acme.com:6443/apis/oauth.openshift.io/v1/oauthaccesstokens/sha256~${name}`
    while (!asked.includes(`DELETE ${url} Bearer sha256~abc`)) await turn(5)
  })

  test('OAuth 2 by two addresses of a real provider, with basic authentication and without a session', async () => {
    const idp = await oidcIdp({ callback: `${appOrigin}/api/auth/oauth2/handler/frame` })
    const settings = {
      ...{ clientId: 'callboard', clientSecret: 'very-secret', includeBasicAuth: true, disableRefresh: true },
      ...{ authorizationUrl: `${idp.issuer}/auth`, tokenUrl: `${idp.issuer}/token` },
      scope: 'openid profile email',
      signIn: { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] },
    }
    const at = await portal(
      await open(identityMigrations),
      { ...base, 'auth.providers': { oauth2: { development: settings } } },
      { findUsers: async (question) => ('ref' in question ? [question.ref] : []) },
    )
    const visitor = new Visitor(at)
    const { response, error } = await visitor.signIn('oauth2', as('ada'))
    assert.equal(error, undefined, error?.message)
    const { backstageIdentity, profile: told } = providerResult.parse(response)
    assert.equal(backstageIdentity?.identity.userEntityRef, 'user:default/ada')
    assert.equal(told.email, 'ada@acme.com')
    assert.ok(!visitor.setCookies.some((each) => each.startsWith('oauth2-refresh-token=')))
    assert.equal((await visitor.post('oauth2', 'refresh')).status, 401)
  })
})
