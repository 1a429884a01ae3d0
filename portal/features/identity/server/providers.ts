/** What the provider routes answer for providers that cannot be used, in the reference's words. */
import { PortalError } from '@callboard/sdk'

const known: ReadonlySet<string> = new Set([
  ...['atlassian', 'auth0', 'awsalb', 'azureEasyAuth', 'bitbucket', 'bitbucketServer', 'cfaccess', 'gcpIap'],
  ...[
    'github',
    'gitlab',
    'google',
    'guest',
    'microsoft',
    'oauth2',
    'oauth2Proxy',
    'oidc',
    'okta',
    'onelogin',
  ],
  ...['openshift', 'pinniped', 'saml', 'vmwareCloud'],
])

/** Always throws: `not_found` or `not_implemented`. */
export function refuseProvider(provider: string, step: string, configured: readonly string[]): never {
  if (!known.has(provider)) throw new PortalError('not_found', `Unknown auth provider '${provider}'`)
  if (!configured.includes(provider)) {
    throw new PortalError('not_found', `No auth provider registered for '${provider}'`)
  }
  if (provider !== 'guest') {
    throw new PortalError('not_implemented', `This version cannot sign users in with '${provider}'`)
  }
  if (step === 'start' || step === 'handler/frame') {
    throw new PortalError('not_implemented', `The guest provider has no step '${step}', use refresh`)
  }
  throw new PortalError('not_found', `Unknown auth provider '${provider}'`)
}
