/**
 * GitHub and GitHub Enterprise Server: OAuth 2 without ID tokens (docs.github.com, "Authorizing OAuth apps" and
 * REST "Users"). Tokens of OAuth apps do not expire and come without a refresh token; those of GitHub Apps may.
 */
import { objectOf, text } from './claims-account.ts'
import type { OAuthFacts, ProviderApi } from './facts.ts'

export const github: OAuthFacts = {
  id: 'github',
  title: 'GitHub',
  annotations: { userId: 'github.com/user-id', username: 'github.com/user-login' },
  connect(settings) {
    const web = settings.url('enterpriseInstanceUrl') ?? 'https://github.com'
    const isCloud = new URL(web).hostname === 'github.com'
    const api = settings.url('apiBaseUrl') ?? (isCloud ? 'https://api.github.com' : `${web}/api/v3`)
    return {
      server: {
        authorizationUrl: `${web}/login/oauth/authorize`,
        tokenUrl: `${web}/login/oauth/access_token`,
      },
      // Without user:email the address of people who hide it stays unknown.
      scopes: ['read:user', 'user:email'],
      async whoIsIt(_tokens, client) {
        const user = objectOf(await client.json(`${api}/user`))
        const username = text(user.login)
        const userId = text(user.id)
        const email = await verifiedEmail(client, api, text(user.email))
        const displayName = text(user.name) ?? username
        const picture = text(user.avatar_url)
        return {
          profile: {
            ...(email && { email }),
            ...(displayName && { displayName }),
            ...(picture && { picture }),
          },
          ...(username && { username }),
          ...(userId && { userId }),
          claims: { login: username, company: text(user.company) },
        }
      },
    }
  },
}

/** The public address if there is one, else the primary one; never one that is not verified. */
async function verifiedEmail(
  client: ProviderApi,
  api: string,
  shown: string | undefined,
): Promise<string | undefined> {
  // GitHub shows none but verified addresses in public.
  if (shown) return shown
  const list = await client.json(`${api}/user/emails`)
  const emails = (Array.isArray(list) ? list : []).map(objectOf).filter((each) => each.verified === true)
  return text((emails.find((each) => each.primary === true) ?? emails[0])?.email)
}
