/** Bitbucket Cloud, Bitbucket Server and Atlassian accounts. */
import { objectOf, text } from './claims-account.ts'
import type { OAuthFacts } from './facts.ts'

/** support.atlassian.com, "Use OAuth on Bitbucket Cloud"; REST `GET /2.0/user` and `/2.0/user/emails`. */
export const bitbucket: OAuthFacts = {
  id: 'bitbucket',
  title: 'Bitbucket',
  annotations: { userId: 'bitbucket.org/user-id', username: 'bitbucket.org/username' },
  connect: () => ({
    server: {
      authorizationUrl: 'https://bitbucket.org/site/oauth2/authorize',
      tokenUrl: 'https://bitbucket.org/site/oauth2/access_token',
    },
    scopes: ['account', 'email'],
    clientAuth: 'basic',
    async whoIsIt(_tokens, api) {
      const user = objectOf(await api.json('https://api.bitbucket.org/2.0/user'))
      const list = objectOf(await api.json('https://api.bitbucket.org/2.0/user/emails')).values
      const emails = (Array.isArray(list) ? list : [])
        .map(objectOf)
        .filter((each) => each.is_confirmed === true)
      const email = text((emails.find((each) => each.is_primary === true) ?? emails[0])?.email)
      const displayName = text(user.display_name)
      const picture = text(objectOf(objectOf(user.links).avatar).href)
      const username = text(user.username) ?? text(user.nickname)
      const userId = text(user.account_id) ?? text(user.uuid)
      return {
        profile: {
          ...(email && { email }),
          ...(displayName && { displayName }),
          ...(picture && { picture }),
        },
        ...(username && { username }),
        ...(userId && { userId }),
        claims: { uuid: text(user.uuid), nickname: text(user.nickname) },
      }
    },
  }),
}

/** confluence.atlassian.com, "Bitbucket OAuth 2.0 provider API"; who it is by applinks' whoami. */
export const bitbucketServer: OAuthFacts = {
  id: 'bitbucketServer',
  title: 'Bitbucket Server',
  connect(settings) {
    const host = settings.needed('host').replace(/\/+$/, '')
    const base = /^https?:/.test(host) ? host : `https://${host}`
    return {
      server: {
        authorizationUrl: `${base}/rest/oauth2/latest/authorize`,
        tokenUrl: `${base}/rest/oauth2/latest/token`,
      },
      scopes: ['PUBLIC_REPOS'],
      async whoIsIt(_tokens, api) {
        const username = (await api.text(`${base}/plugins/servlet/applinks/whoami`)).trim()
        const path = `users/${encodeURIComponent(username)}?avatarSize=256`
        const user = objectOf(username ? await api.json(`${base}/rest/api/latest/${path}`) : {})
        const email = text(user.emailAddress)
        const displayName = text(user.displayName)
        const userId = text(user.id)
        return {
          profile: { ...(email && { email }), ...(displayName && { displayName }) },
          ...(username && { username }),
          ...(userId && { userId }),
          claims: {},
        }
      },
    }
  },
}

/** developer.atlassian.com, "OAuth 2.0 (3LO) apps" and "User identity API". */
export const atlassian: OAuthFacts = {
  id: 'atlassian',
  title: 'Atlassian',
  connect: () => ({
    server: {
      authorizationUrl: 'https://auth.atlassian.com/authorize',
      tokenUrl: 'https://auth.atlassian.com/oauth/token',
    },
    scopes: ['offline_access', 'read:me'],
    params: { audience: 'api.atlassian.com', prompt: 'consent' },
    async whoIsIt(_tokens, api) {
      const user = objectOf(await api.json('https://api.atlassian.com/me'))
      const email = text(user.email)
      const displayName = text(user.name)
      const picture = text(user.picture)
      const username = text(user.nickname)
      const userId = text(user.account_id)
      return {
        profile: {
          ...(email && { email }),
          ...(displayName && { displayName }),
          ...(picture && { picture }),
        },
        ...(username && { username }),
        ...(userId && { userId }),
        claims: {},
      }
    },
  }),
}
