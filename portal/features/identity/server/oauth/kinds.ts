/** Providers that speak OAuth 2 or OpenID Connect, by their facts. */
import type { ProviderKind } from '../sign-in/provider.ts'
import { providerSettings } from '../sign-in/settings.ts'
import { atlassian, bitbucket, bitbucketServer } from './atlassian.ts'
import type { OAuthFacts } from './facts.ts'
import { oauthProvider } from './flow.ts'
import { github } from './github.ts'
import { microsoft } from './microsoft.ts'
import { oauth2 } from './oauth2.ts'
import { oidc } from './oidc.ts'
import { vendors } from './vendors.ts'

const all: OAuthFacts[] = [
  ...[github, microsoft, oidc, oauth2, bitbucket, bitbucketServer, atlassian],
  ...vendors,
]

export const oauthKinds: ProviderKind[] = all.map((facts) => ({
  id: facts.id,
  title: facts.title,
  sort: 'oauth',
  hasEnvironments: true,
  ...(facts.annotations && { annotations: facts.annotations }),
  create: (raw, deps) => oauthProvider(facts, providerSettings(raw, deps.key), deps),
}))
