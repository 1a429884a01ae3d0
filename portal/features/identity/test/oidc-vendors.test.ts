/**
 * Vendors of OpenID Connect, each a real provider (oidc-provider) under the vendor's own address: where it is looked
 * for, what it is asked, who somebody is there, and how their session goes on and ends.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Provider } from 'oidc-provider'
import { forEachDatabase, type OpenTestDatabase } from '../../../testing/databases.ts'
import { providerResult } from '../api.ts'
import { microsoft } from '../server/oauth/microsoft.ts'
import { providerSettings } from '../server/sign-in/settings.ts'
import { base, identityMigrations, payloadOf, portal } from './harness.ts'
import { ada, as, type OidcOptions, oidcIdp, type TestOidc } from './oidc-idp.ts'
import { appOrigin, Visitor } from './visitor.ts'

const client = { clientId: 'callboard', clientSecret: 'very-secret' }
const byPosted = { token_endpoint_auth_method: 'client_secret_post' }

async function meet(
  open: OpenTestDatabase,
  id: string,
  settings: Record<string, unknown>,
  options: OidcOptions,
  resolver = 'usernameMatchingUserEntityName',
): Promise<{ idp: TestOidc; visitor: Visitor }> {
  const idp = await oidcIdp({ callback: `${appOrigin}/api/auth/${id}/handler/frame`, ...options })
  const development = { ...client, ...settings, signIn: { resolvers: [{ resolver }] } }
  const at = await portal(
    await open(identityMigrations),
    { ...base, 'auth.providers': { [id]: { development } } },
    {
      fetch: idp.reach,
      findUsers: async (question) => ('ref' in question ? [question.ref] : []),
    },
  )
  return { idp, visitor: new Visitor(at, appOrigin, idp.reach) }
}

/** Parameters that the browser takes to the provider. */
async function asked(
  visitor: Visitor,
  id: string,
  more = {},
): Promise<{ url: URL; of: Record<string, string> }> {
  const started = await visitor.start(id, more)
  const url = new URL(started.headers.get('location') ?? 'none:')
  return { url, of: Object.fromEntries(url.searchParams) }
}

test('Microsoft: where every tenant may sign in, an address counts that its domain proved', async () => {
  const whoIs = async (tenantId: string, claims: Record<string, unknown>) => {
    const connection = microsoft.connect(
      providerSettings({ tenantId }, 'auth.providers.microsoft.development'),
    )
    const me = { mail: 'boss@acme.com', displayName: 'M', userPrincipalName: 'm@evil.test', id: '7' }
    const api = { json: async () => me, text: async () => '', userInfo: async () => ({}) }
    return (await connection.whoIsIt({ accessToken: 'a', claims }, api)).profile
  }
  assert.equal((await whoIs('our-tenant', {})).email, 'boss@acme.com')
  assert.equal((await whoIs('common', {})).email, undefined)
  assert.equal((await whoIs('organizations', { email: 'boss@acme.com' })).email, undefined)
  assert.equal((await whoIs('common', { email: 'm@evil.test', xms_edov: true })).email, 'm@evil.test')
})

forEachDatabase((name, open) => {
  if (name !== 'sqlite') return

  test('Auth0: its parameters, an organization that has to be the one, and signing out of it', async () => {
    const settings = {
      ...{ domain: 'acme.eu.auth0.com', audience: 'https://api.acme.com', connection: 'google-oauth2' },
      ...{ connectionScope: 'email profile', organization: 'org_acme', federatedLogout: true },
    }
    const { idp, visitor } = await meet(open, 'auth0', settings, {
      issuer: 'https://acme.eu.auth0.com/',
      client: byPosted,
    })
    const { url, of } = await asked(visitor, 'auth0')
    assert.equal(url.origin, 'https://acme.eu.auth0.com')
    assert.deepEqual(
      [of.audience, of.connection, of.connection_scope, of.organization, of.prompt],
      ['https://api.acme.com', 'google-oauth2', 'email profile', 'org_acme', undefined],
    )
    assert.match(of.scope ?? '', /^openid profile email offline_access$/)
    idp.people.set('ada', { ...ada, nickname: 'ada', org_id: 'org_evil' })
    const other = await visitor.signIn('auth0', as('ada'))
    assert.match(other.error?.message ?? '', /somebody of another organization than org_acme$/)
    idp.people.set('ada', { ...ada, org_id: 'org_acme' })
    const { response, error } = await visitor.signIn('auth0', as('ada'))
    assert.equal(error, undefined, error?.message)
    const { profile, backstageIdentity } = providerResult.parse(response)
    assert.deepEqual(profile, { email: 'ada@acme.com', displayName: 'Ada Lovelace' })
    assert.equal(backstageIdentity?.identity.userEntityRef, 'user:default/ada')
    assert.equal((await visitor.post('auth0', 'refresh')).status, 200)
    const out = (await (await visitor.post('auth0', 'logout')).json()) as { logoutUrl: string }
    assert.equal(
      out.logoutUrl,
      `https://acme.eu.auth0.com/v2/logout?federated&client_id=callboard&returnTo=${encodeURIComponent(appOrigin)}`,
    )
    assert.equal((await visitor.post('auth0', 'refresh')).status, 401)
  })

  for (const issuer of ['https://acme.onelogin.com/oidc/2', 'https://acme.onelogin.com']) {
    test(`OneLogin is found by ${issuer}`, async () => {
      const { visitor } = await meet(
        open,
        'onelogin',
        { issuer },
        {
          issuer: 'https://acme.onelogin.com/oidc/2',
          client: byPosted,
        },
      )
      const { url, of } = await asked(visitor, 'onelogin')
      assert.equal(url.origin + url.pathname, 'https://acme.onelogin.com/oidc/2/auth')
      assert.equal(of.scope, 'openid profile email')
      const { response, error } = await visitor.signIn('onelogin', as('ada'))
      assert.equal(error, undefined, error?.message)
      const { backstageIdentity } = providerResult.parse(response)
      assert.equal(backstageIdentity?.identity.userEntityRef, 'user:default/ada')
      assert.equal((await visitor.post('onelogin', 'refresh')).status, 200)
      const out = await visitor.post('onelogin', 'logout')
      assert.deepEqual([out.status, await out.text()], [200, ''])
    })
  }

  test('Pinniped: username and groups, and an ID token for the cluster that was asked for', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const key = { ...(await exportJWK(privateKey)), kid: 'p1', alg: 'ES256', use: 'sig' }
    const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const wanted: unknown[] = []
    const prepare = (provider: Provider) =>
      provider.registerGrantType(
        exchange,
        async (ctx) => {
          const { audience, subject_token, requested_token_type } = ctx.oidc.params ?? {}
          wanted.push([audience, requested_token_type])
          const token = await provider.AccessToken.find(String(subject_token))
          const idToken = new SignJWT({ sub: token?.accountId ?? '', aud: String(audience) })
          ctx.body = {
            access_token: await idToken.setProtectedHeader({ alg: 'ES256' }).sign(privateKey),
            token_type: 'N_A',
            issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
          }
        },
        ['audience', 'subject_token', 'subject_token_type', 'requested_token_type'],
      )
    const { idp, visitor } = await meet(
      open,
      'pinniped',
      { federationDomain: 'https://sso.acme.com/team/' },
      {
        issuer: 'https://sso.acme.com/team',
        client: {
          grant_types: ['authorization_code', 'refresh_token', exchange],
          id_token_signed_response_alg: 'ES256',
        },
        scopes: ['username', 'groups', 'pinniped:request-audience'],
        jwks: { keys: [key] },
        prepare,
      },
    )
    idp.people.set('ada', { username: 'ada', groups: ['crew'] })
    const { url, of } = await asked(visitor, 'pinniped')
    assert.equal(url.origin + url.pathname, 'https://sso.acme.com/team/auth')
    assert.equal(of.scope, 'openid pinniped:request-audience username groups offline_access')

    const plain = providerResult.parse((await visitor.signIn('pinniped', as('ada'))).response)
    assert.equal(plain.backstageIdentity?.identity.userEntityRef, 'user:default/ada')
    assert.equal(payloadOf(String(plain.providerInfo.idToken)).aud, 'callboard')
    assert.deepEqual(wanted, [])
    const there = await visitor.signIn('pinniped', as('ada'), { audience: 'cluster-7' })
    assert.equal(there.error, undefined, there.error?.message)
    const result = providerResult.parse(there.response)
    assert.equal(payloadOf(String(result.providerInfo.idToken)).aud, 'cluster-7')
    assert.deepEqual(wanted, [['cluster-7', 'urn:ietf:params:oauth:token-type:jwt']])
    assert.equal(result.backstageIdentity?.identity.userEntityRef, 'user:default/ada')
    assert.equal((await visitor.post('pinniped', 'refresh')).status, 200)
  })

  test('what else the start takes along: Okta asks by idp, Microsoft with a hint, Google for a lasting session', async () => {
    const okta = await meet(
      open,
      'okta',
      { audience: 'https://acme.okta.com', authServerId: 'default', idp: '0oa7' },
      {
        issuer: 'https://acme.okta.com/oauth2/default',
      },
    )
    const toOkta = await asked(okta.visitor, 'okta')
    assert.equal(toOkta.url.origin + toOkta.url.pathname, 'https://acme.okta.com/oauth2/default/auth')
    assert.equal(toOkta.of.idp, '0oa7')
    const microsoft = await meet(
      open,
      'microsoft',
      { tenantId: 't-1', domainHint: 'acme.com', skipUserProfile: true },
      { issuer: 'https://login.microsoftonline.com/t-1/v2.0', client: byPosted },
      'preferredUsernameMatchingUserEntityName',
    )
    assert.equal((await asked(microsoft.visitor, 'microsoft')).of.domain_hint, 'acme.com')
    const { response, error } = await microsoft.visitor.signIn('microsoft', as('ada'))
    assert.equal(error, undefined, error?.message)
    assert.equal(providerResult.parse(response).backstageIdentity?.identity.userEntityRef, 'user:default/ada')
    const google = await meet(open, 'google', {}, { issuer: 'https://accounts.google.com', client: byPosted })
    const toGoogle = await asked(google.visitor, 'google')
    assert.deepEqual([toGoogle.of.access_type, toGoogle.of.prompt], ['offline', 'consent'])
  })
})
