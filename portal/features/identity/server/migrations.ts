/** All tables of identity, in the order in which they came. */
import type { Migration } from '@callboard/sdk'
import { identityAttempts01 } from './attempts.ts'
import { madeTokens01 } from './made-tokens/migration.ts'
import { identity01 } from './migration.ts'
import { identityRefreshes01 } from './oauth/joined-refresh.ts'
import { identitySaml01 } from './saml/requests.ts'
import { identityUsers01, identityUsers02 } from './sign-in/identity-users.ts'
import { identitySecrets01 } from './sign-in/seal.ts'

export const identityMigrations: Migration[] = [
  identity01,
  madeTokens01,
  identitySecrets01,
  identityUsers01,
  identityAttempts01,
  identitySaml01,
  identityUsers02,
  identityRefreshes01,
]
