/** Providers that need a few facts each; where the facts come from stands beside them. */
import { createHash } from 'node:crypto'
import { PortalError } from '@callboard/sdk'
import { byClaims, claimsAccount, objectOf, text } from './claims-account.ts'
import type { OAuthFacts } from './facts.ts'

const openId = ['openid', 'profile', 'email']

/** docs.gitlab.com, "OAuth 2.0 identity provider API" and "Users API" (`confirmed_at`). */
const gitlab: OAuthFacts = {
  id: 'gitlab',
  title: 'GitLab',
  annotations: { userId: 'gitlab.com/user-id', username: 'gitlab.com/user-login' },
  connect(settings) {
    const web = settings.url('audience') ?? 'https://gitlab.com'
    return {
      server: { authorizationUrl: `${web}/oauth/authorize`, tokenUrl: `${web}/oauth/token` },
      scopes: ['read_user'],
      async whoIsIt(_tokens, api) {
        const user = objectOf(await api.json(`${web}/api/v4/user`))
        const { id, username, name, email, picture } = {
          ...user,
          email: user.confirmed_at === null ? undefined : user.email,
          picture: user.avatar_url,
        } as Record<string, unknown>
        return claimsAccount({ sub: text(id), preferred_username: username, name, email, picture })
      },
    }
  },
}

/** developers.google.com, "OpenID Connect": refresh tokens come for offline access, and with consent only. */
const google: OAuthFacts = {
  id: 'google',
  title: 'Google',
  annotations: { userId: 'google.com/user-id', email: 'google.com/email' },
  connect: (settings) => ({
    server: { issuer: settings.url('issuer') ?? 'https://accounts.google.com' },
    scopes: openId,
    params: { access_type: 'offline', prompt: 'consent' },
    whoIsIt: byClaims,
  }),
}

/** developer.okta.com, "OpenID Connect & OAuth 2.0 API": the org's server, or one of its own with an id. */
const okta: OAuthFacts = {
  id: 'okta',
  title: 'Okta',
  annotations: { userId: 'okta.com/user-id', email: 'okta.com/email' },
  connect(settings) {
    const org = settings.neededUrl('audience')
    const server = settings.text('authServerId')
    const idp = settings.text('idp')
    return {
      server: { issuer: server ? `${org}/oauth2/${encodeURIComponent(server)}` : org },
      scopes: [...openId, 'offline_access'],
      clientAuth: 'basic',
      ...(idp && { params: { idp } }),
      whoIsIt: byClaims,
    }
  },
}

/**
 * auth0.com/docs, "Authentication API": authorize, and `/v2/logout` for its own session. The organization goes
 * through the browser, so the ID token has to name it again.
 */
const auth0: OAuthFacts = {
  id: 'auth0',
  title: 'Auth0',
  connect(settings) {
    const domain = settings.needed('domain').replace(/^https?:\/\/|\/+$/g, '')
    const clientId = settings.needed('clientId')
    const names = { audience: 'audience', connection: 'connection', organization: 'organization' }
    const params = Object.entries({ ...names, connectionScope: 'connection_scope' }).flatMap(
      ([key, name]) => {
        const value = settings.text(key)
        return value ? [[name, value] as const] : []
      },
    )
    const prompt = settings.text('prompt')
    const organization = settings.text('organization')
    // Of its own session, and with `federated` also of the one at whoever Auth0 asked.
    const federated = settings.flag('federatedLogout') ? 'federated&' : ''
    return {
      server: { issuer: `https://${domain}/` },
      scopes: [...openId, 'offline_access'],
      params: { ...Object.fromEntries(params), ...(prompt && prompt !== 'auto' && { prompt }) },
      whoIsIt(tokens, api) {
        const { org_id, org_name } = tokens.claims
        const isIn = org_id === organization || text(org_name)?.toLowerCase() === organization?.toLowerCase()
        if (organization && !isIn) throw otherOrganization('Auth0', organization)
        return byClaims(tokens, api)
      },
      logoutUrl: (backTo) =>
        `https://${domain}/v2/logout?${federated}${new URLSearchParams({ client_id: clientId, returnTo: backTo })}`,
    }
  },
}

/**
 * developers.onelogin.com, "OpenID Connect API" v2. The issuer is what OneLogin's SSO tab shows,
 * `https://acme.onelogin.com/oidc/2`; of the address alone the rest is added.
 */
const onelogin: OAuthFacts = {
  id: 'onelogin',
  title: 'OneLogin',
  connect(settings) {
    const told = settings.neededUrl('issuer')
    const issuer = new URL(told).pathname === '/' ? `${told}/oidc/2` : told
    return { server: { issuer }, scopes: openId, whoIsIt: byClaims }
  },
}

/**
 * docs.openshift.com, "Configuring the internal OAuth server": the user API of the cluster says who it is. Its access
 * tokens are objects named by their digest, which signing out deletes.
 */
const openshift: OAuthFacts = {
  id: 'openshift',
  title: 'OpenShift',
  connect(settings) {
    const cluster = settings.neededUrl('openshiftApiServerUrl')
    return {
      server: {
        authorizationUrl: settings.neededUrl('authorizationUrl'),
        tokenUrl: settings.neededUrl('tokenUrl'),
      },
      scopes: ['user:full'],
      async whoIsIt(_tokens, api) {
        const user = objectOf(await api.json(`${cluster}/apis/user.openshift.io/v1/users/~`))
        const { name, uid } = objectOf(user.metadata)
        const displayName = text(user.fullName) ?? text(name)
        return claimsAccount({ sub: uid, preferred_username: name, name: displayName, groups: user.groups })
      },
      async revokeAccess(accessToken, fetch) {
        const digest = createHash('sha256')
          .update(accessToken.replace(/^sha256~/, ''))
          .digest('base64url')
        await fetch(`${cluster}/apis/oauth.openshift.io/v1/oauthaccesstokens/sha256~${digest}`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${accessToken}` },
          signal: AbortSignal.timeout(15_000),
        })
      },
    }
  },
}

/**
 * pinniped.dev, "Configure the Supervisor as an OIDC issuer": `username` and `groups` are scopes of theirs. Who asks
 * with `audience` gets an ID token that this cluster takes.
 */
const pinniped: OAuthFacts = {
  id: 'pinniped',
  title: 'Pinniped',
  connect: (settings) => ({
    server: { issuer: settings.neededUrl('federationDomain') },
    scopes: ['openid', 'pinniped:request-audience', 'username', 'groups', 'offline_access'],
    clientAuth: 'basic',
    exchangesAudience: true,
    whoIsIt: ({ claims }) => claimsAccount({ name: claims.username, ...claims }),
  }),
}

/**
 * VMware Cloud Services, "Authorization code with PKCE for web apps": a public client of one organisation, which
 * the ID token names as `context_name`; `orgId` alone is in the hands of who signs in.
 */
const vmwareCloud: OAuthFacts = {
  id: 'vmwareCloud',
  title: 'VMware Cloud',
  isPublicClient: true,
  connect(settings) {
    const organization = settings.needed('organizationId')
    const console = settings.url('consoleEndpoint') ?? 'https://console.cloud.vmware.com'
    return {
      server: {
        authorizationUrl: `${console}/csp/gateway/discovery`,
        tokenUrl: `${console}/csp/gateway/am/api/auth/token`,
      },
      scopes: ['openid', 'offline_access'],
      params: { orgId: organization },
      clientAuth: 'basic',
      whoIsIt({ claims }) {
        if (claims.context_name !== organization) throw otherOrganization('VMware Cloud', organization)
        return claimsAccount(claims)
      },
    }
  },
}

function otherOrganization(title: string, wanted: string): PortalError {
  return new PortalError(
    'unauthenticated',
    `${title} signed in somebody of another organization than ${wanted}`,
  )
}

export const vendors = [gitlab, google, okta, auth0, onelogin, openshift, pinniped, vmwareCloud]
