import type { Authenticator, Feature } from '@callboard/sdk'
import { PortalError } from '@callboard/sdk'
import { identityApi } from '../api.ts'
import { createAuthenticator } from './authenticator.ts'
import { createExternalTokens } from './external-access.ts'
import { isDevelopment } from './guest.ts'
import { identityHandlers } from './handlers.ts'
import { createKeyStore, type KeyStoreOptions } from './key-store.ts'
import { identity01 } from './migration.ts'
import { createOwnership, type OwnershipOf } from './ownership.ts'
import { identitySettings } from './settings.ts'
import { createTokens, type Tokens } from './tokens.ts'

export type { OwnershipOf } from './ownership.ts'
export type { Tokens } from './tokens.ts'

export interface IdentityOptions {
  /** The refs of the groups a user belongs to, from the catalog; undefined when it does not know the user. */
  ownershipOf: OwnershipOf
  /** `process.env.NODE_ENV` unless told. */
  nodeEnv?: string | undefined
  /** How often keys change, for tests. */
  keys?: KeyStoreOptions
}

/** Sign-in, tokens and who is calling. `authenticator` and `tokens` work once the feature is set up. */
export interface IdentityFeature extends Feature<typeof identityApi> {
  authenticator: Authenticator
  tokens(): Tokens
}

export function identityFeature(options: IdentityOptions): IdentityFeature {
  let authenticator: Authenticator | undefined
  let tokens: Tokens | undefined
  return {
    id: 'identity',
    migrations: [identity01],
    routes: identityApi,
    authenticator: {
      async authenticate(token, how) {
        if (!authenticator) throw new PortalError('unavailable', 'Service has not started up yet')
        return authenticator.authenticate(token, how)
      },
    },
    tokens() {
      if (!tokens) throw new PortalError('unavailable', 'Service has not started up yet')
      return tokens
    },
    async setup({ config, db, clock, fetch }) {
      const settings = identitySettings(config)
      const { guest } = settings
      const keys = createKeyStore(db, clock, options.keys)
      tokens = createTokens(keys, clock, {
        issuer: `${settings.baseUrl}/api/auth`,
        lifetimeMs: settings.tokenLifetimeMs,
        ownershipInToken: settings.ownershipInToken,
        readOnlyUser: guest?.readOnly ? guest.userEntityRef : undefined,
      })
      authenticator = createAuthenticator(tokens, createExternalTokens(settings.external, fetch), clock)
      const appBaseUrl = String(config.get('app.baseUrl') ?? settings.baseUrl)
      const nodeEnv = 'nodeEnv' in options ? options.nodeEnv : process.env.NODE_ENV
      const handlers = identityHandlers({
        settings,
        isDevelopment: isDevelopment(nodeEnv, appBaseUrl),
        ownership: createOwnership(options.ownershipOf, guest),
        tokens,
        keys,
        authenticator,
      })
      return { handlers }
    },
  }
}
