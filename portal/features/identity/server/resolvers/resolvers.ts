/** All sign-in resolvers, by the names they have in Backstage's config (config §9). */
import type { Account } from '../sign-in/provider.ts'
import { byAnnotation } from './by-annotation.ts'
import { byEmailLocalPart, byProfileEmail } from './by-email.ts'
import { byName } from './by-name.ts'
import type { Resolver } from './resolver.ts'

const username = (account: Account) => account.username
const userId = (account: Account) => account.userId
const email = (account: Account) => account.profile.email
const claim =
  (name: string) =>
  ({ claims }: Account): string | undefined => {
    const value = claims[name]
    return typeof value === 'string' ? value : undefined
  }

export const resolvers: ReadonlyMap<string, Resolver> = new Map([
  ['emailMatchingUserEntityProfileEmail', byProfileEmail],
  ['profileEmailMatchingUserEntityEmail', byProfileEmail],
  ['emailLocalPartMatchingUserEntityName', byEmailLocalPart],
  ['usernameMatchingUserEntityName', byName(username, 'username')],
  [
    'preferredUsernameMatchingUserEntityName',
    byName((account) => claim('preferred_username')(account) ?? account.username, 'username'),
  ],
  ['forwardedUserMatchingUserEntityName', byName(username, 'username')],
  ['displayNameMatchingUserEntityName', byName((account) => account.profile.displayName, 'display name')],
  ['userIdMatchingUserEntityAnnotation', byAnnotation('userId', userId)],
  ['idMatchingUserEntityAnnotation', byAnnotation('userId', userId)],
  ['emailMatchingUserEntityAnnotation', byAnnotation('email', email)],
  ['usernameMatchingUserEntityAnnotation', byAnnotation('username', username)],
  // The names of Red Hat's portal, for the annotations that its catalog providers write.
  ['oidcSubClaimMatchingKeycloakUserId', byAnnotation('userId', userId, 'keycloak.org/id')],
  ['oidcSubClaimMatchingPingIdentityUserId', byAnnotation('userId', userId, 'pingidentity.org/id')],
  ['oidcLdapUuidMatchingAnnotation', byAnnotation('userId', claim('ldap_uuid'), 'backstage.io/ldap-uuid')],
])
