import {
  type Authenticator,
  type ConfigReader,
  type Credentials,
  type Feature,
  noAudit,
  PortalError,
} from '@callboard/sdk'
import { identityApi } from '../api.ts'
import { createAttempts, identityAttempts01 } from './attempts.ts'
import { createAuthenticator } from './authenticator.ts'
import { createExternalTokens } from './external-access.ts'
import { createGuessLimit, type GuessLimitOptions, type SharedCount } from './guess-limit.ts'
import { isDevelopment } from './guest.ts'
import { identityHandlers } from './handlers.ts'
import type { KeyStoreOptions } from './key-store.ts'
import { createKeys } from './keys.ts'
import { madeTokenHandlers } from './made-tokens/handlers.ts'
import { madeTokens01 } from './made-tokens/migration.ts'
import { forgetTokens } from './made-tokens/store.ts'
import { createMadeTokens } from './made-tokens/verify.ts'
import { identity01 } from './migration.ts'
import { identityRefreshes01 } from './oauth/joined-refresh.ts'
import { createOwnership, type Ownership, type OwnershipOf, withGroupsAbove } from './ownership.ts'
import { createPresence } from './presence.ts'
import type { FindUsers } from './resolvers/resolver.ts'
import { identitySaml01 } from './saml/requests.ts'
import { identitySettings } from './settings.ts'
import { createSignIns } from './sign-in/complete.ts'
import { signInHandlers } from './sign-in/handlers.ts'
import {
  type Claims,
  createIdentityUsers,
  type IdentityUsers,
  identityUsers01,
  identityUsers02,
} from './sign-in/identity-users.ts'
import { readOrigins } from './sign-in/origins.ts'
import { providerKinds } from './sign-in/provider-kinds.ts'
import { createRegistry } from './sign-in/registry.ts'
import { createSeal, identitySecrets01 } from './sign-in/seal.ts'
import { countRefusals, mostFailures, watchSignIns } from './sign-in/watch-sign-ins.ts'
import { createTokens, type Tokens } from './tokens.ts'

export type { OwnershipOf } from './ownership.ts'
export type { FindUsers, UserQuestion } from './resolvers/resolver.ts'
export type { Claims } from './sign-in/identity-users.ts'
export type { Tokens } from './tokens.ts'

export interface IdentityOptions {
  /** The refs of the groups a user belongs to, from the catalog; undefined when it does not know the user. */
  ownershipOf: OwnershipOf
  /** Those and all groups above them. */
  groupsAbove?(userRef: string): Promise<string[]>
  /** Looks for the user that somebody who signs in is, in the catalog. */
  findUsers?: FindUsers
  /** `process.env.NODE_ENV` unless told. */
  nodeEnv?: string | undefined
  /** How often keys change, for tests. */
  keys?: KeyStoreOptions
  /** @throws `forbidden` when the caller may not hand these roles to a service token. */
  checkRoles?(credentials: Credentials, service: { name: string; roles: string[] }): Promise<void>
  guesses?: GuessLimitOptions
}

/** Sign-in, tokens and who is calling. `authenticator` and `tokens` work once the feature is set up. */
export interface IdentityFeature extends Feature<typeof identityApi> {
  authenticator: Authenticator
  tokens(): Tokens
  /** What the identity provider said of a user at their last sign-in; empty for others. */
  claimsOf(userRef: string): Promise<Claims>
  /** What a user owns things as, as their tokens say it. */
  ownershipOf(userRef: string): Promise<string[]>
}

export function identityFeature(options: IdentityOptions): IdentityFeature {
  let authenticator: Authenticator | undefined
  let tokens: Tokens | undefined
  let users: IdentityUsers | undefined
  let ownershipInUse: Ownership | undefined
  return {
    id: 'identity',
    migrations: [
      ...[identity01, madeTokens01, identitySecrets01, identityUsers01],
      ...[identityAttempts01, identitySaml01, identityUsers02, identityRefreshes01],
    ],
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
    claimsOf: async (userRef) => users?.claimsOf(userRef) ?? {},
    ownershipOf: async (userRef) => ownershipInUse?.(userRef) ?? [userRef],
    async setup({ config, db, clock, fetch, log, jobs, audit = noAudit }) {
      const settings = identitySettings(config)
      const { guest } = settings
      const keys = await createKeys({ config, db, clock, log }, options.keys)
      tokens = createTokens(keys, clock, {
        issuer: `${settings.baseUrl}/api/auth`,
        lifetimeMs: settings.tokenLifetimeMs,
        ownershipInToken: settings.ownershipInToken,
        readOnlyUser: guest?.readOnly ? guest.userEntityRef : undefined,
      })
      const appBaseUrl = String(config.get('app.baseUrl') ?? settings.baseUrl)
      const nodeEnv = 'nodeEnv' in options ? options.nodeEnv : process.env.NODE_ENV
      const isGuestOpen = isDevelopment(nodeEnv, appBaseUrl) || guest?.allowOutsideDevelopment === true
      const known = createIdentityUsers(db, clock)
      users = known
      const isInCatalog = async (userRef: string) => (await options.ownershipOf(userRef)) !== undefined
      const presence = createPresence({
        ...{ clock, isInCatalog, config: () => current.config },
        wasInCatalog: (userRef) => known.wasInCatalog(userRef),
        guestRef: isGuestOpen ? guest?.userEntityRef : undefined,
      })
      const shared: SharedCount = (key, count, windowMs) =>
        createAttempts(db, clock).add(key, count, windowMs)
      const made = createMadeTokens({
        ...{ db, clock, log, audit },
        isReadOnly: (userRef) => guest?.readOnly === true && userRef === guest.userEntityRef,
        mayComeIn: (userRef) => presence.mayComeIn(userRef),
      })
      authenticator = createAuthenticator({
        ...{ tokens, made, presence, clock },
        external: createExternalTokens(settings.external, fetch),
        guesses: createGuessLimit(audit, clock, { shared, ...options.guesses }),
      })
      jobs?.define({
        name: forgetJob,
        async run() {
          await forgetTokens(db, clock.now() - forgetAfterMs)
          return { nextInMs: 86_400_000 }
        },
      })
      const isTransitive = String(config.get('auth.includeTransitiveGroupOwnership')) === 'true'
      const ownershipOf =
        isTransitive && options.groupsAbove
          ? withGroupsAbove(options.ownershipOf, options.groupsAbove)
          : options.ownershipOf
      const ownership = createOwnership(ownershipOf, guest)
      ownershipInUse = ownership
      const findUsers = options.findUsers ?? (async () => [])
      const attempts = createGuessLimit(audit, clock, {
        ...{ max: mostFailures, of: 'failed sign-ins', shared },
      })
      const signIns = countRefusals(
        createSignIns({ findUsers, ownership, tokens, users: known, isInCatalog, audit }),
        attempts,
      )
      const secret = config.get('auth.session.secret')
      const seal = createSeal(db, typeof secret === 'string' && secret !== '' ? secret : undefined)
      const registryOf = (from: ConfigReader) =>
        createRegistry(from, settings.baseUrl, readOrigins(from, appBaseUrl), {
          ...{ kinds: providerKinds, log, clock, fetch, db, seal, signIns },
        })
      let current = { config, registry: registryOf(config) }
      config.onChange((next) => {
        current = { config: next, registry: registryOf(next) }
      })
      const steps = signInHandlers({
        settings,
        isDevelopment: isDevelopment(nodeEnv, appBaseUrl),
        ownership,
        tokens,
        config: () => current.config,
        registry: () => current.registry,
      })
      const signIn = watchSignIns(steps, { attempts, audit, clock })
      const handlers = identityHandlers({
        settings,
        ownership,
        tokens,
        keys,
        authenticator,
      })
      const checkRoles = options.checkRoles ?? (async () => undefined)
      return {
        handlers: { ...handlers, ...signIn, ...madeTokenHandlers({ db, clock, made, checkRoles }) },
        start: async () => jobs?.schedule([{ name: forgetJob, key: 'all' }]),
      }
    },
  }
}

const forgetJob = 'identity.forget-tokens'
/** Long enough for a question about who used a token. */
const forgetAfterMs = 365 * 86_400_000
