import {
  type Authenticator,
  type ConfigReader,
  type Credentials,
  type Feature,
  noAudit,
  PortalError,
} from '@callboard/sdk'
import { identityApi } from '../api.ts'
import { createAttempts } from './attempts.ts'
import { createGuessLimit, type GuessLimitOptions, type SharedCount } from './guess-limit.ts'
import { isDevelopment } from './guest.ts'
import { identityHandlers } from './handlers.ts'
import type { KeyStoreOptions } from './key-store.ts'
import { createKeys } from './keys.ts'
import { madeTokenHandlers } from './made-tokens/handlers.ts'
import { forgetTokens } from './made-tokens/store.ts'
import { identityMigrations } from './migrations.ts'
import { createOwnership, type Ownership, type OwnershipOf, withGroupsAbove } from './ownership.ts'
import { createRecognition } from './recognition.ts'
import type { FindUsers } from './resolvers/resolver.ts'
import { identitySettings } from './settings.ts'
import { createSignIns } from './sign-in/complete.ts'
import { signInHandlers } from './sign-in/handlers.ts'
import { type Claims, createIdentityUsers, type IdentityUsers } from './sign-in/identity-users.ts'
import { readOrigins } from './sign-in/origins.ts'
import { providerKinds } from './sign-in/provider-kinds.ts'
import { createRegistry } from './sign-in/registry.ts'
import { createSeal } from './sign-in/seal.ts'
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
    migrations: identityMigrations,
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
      const { guest, baseUrl } = settings
      const appBaseUrl = String(config.get('app.baseUrl') ?? baseUrl)
      const nodeEnv = 'nodeEnv' in options ? options.nodeEnv : process.env.NODE_ENV
      const isAtHome = isDevelopment(nodeEnv, appBaseUrl)
      let current = config
      config.onChange((next) => {
        current = next
      })

      const keys = await createKeys({ config, db, clock, log }, options.keys)
      const issued = createTokens(keys, clock, {
        issuer: `${baseUrl}/api/auth`,
        lifetimeMs: settings.tokenLifetimeMs,
        ownershipInToken: settings.ownershipInToken,
        readOnlyUser: guest?.readOnly ? guest.userEntityRef : undefined,
      })
      const ownership = createOwnership(ownershipIn(config, options), guest)
      const seen = createIdentityUsers(db, clock)
      const isInCatalog = async (userRef: string) => (await options.ownershipOf(userRef)) !== undefined
      const counted = createAttempts(db, clock)
      const shared: SharedCount = (...guesses) => counted.add(...guesses)
      const recognition = createRecognition({
        ...{ db, clock, log, audit, fetch, settings, tokens: issued, users: seen, isInCatalog },
        guesses: { shared, ...options.guesses },
        isGuestOpen: isAtHome || guest?.allowOutsideDevelopment === true,
        config: () => current,
      })
      ;({ authenticator } = recognition)
      tokens = issued
      users = seen
      ownershipInUse = ownership

      const attempts = createGuessLimit(audit, clock, { max: mostFailures, of: 'failed sign-ins', shared })
      const findUsers = options.findUsers ?? (async () => [])
      const completed = createSignIns({
        ...{ findUsers, ownership, tokens: issued, users: seen, isInCatalog, audit },
      })
      const signIns = countRefusals(completed, attempts)
      const secret = config.get('auth.session.secret')
      const seal = createSeal(db, typeof secret === 'string' && secret !== '' ? secret : undefined)
      const registryOf = (from: ConfigReader) =>
        createRegistry(from, baseUrl, readOrigins(from, appBaseUrl), {
          ...{ kinds: providerKinds, log, clock, fetch, db, seal, signIns },
        })
      let registry = registryOf(config)
      config.onChange((next) => {
        registry = registryOf(next)
      })
      const steps = signInHandlers({
        ...{ settings, isDevelopment: isAtHome, ownership, tokens: issued },
        config: () => current,
        registry: () => registry,
      })

      jobs?.define({
        name: forgetJob,
        async run() {
          await forgetTokens(db, clock.now() - forgetAfterMs)
          return { nextInMs: 86_400_000 }
        },
      })
      const { made } = recognition
      const checkRoles = options.checkRoles ?? (async () => undefined)
      return {
        handlers: {
          ...identityHandlers({ settings, ownership, tokens: issued, keys, ...recognition }),
          ...watchSignIns(steps, { attempts, audit, clock }),
          ...madeTokenHandlers({ db, clock, made, checkRoles }),
        },
        start: async () => jobs?.schedule([{ name: forgetJob, key: 'all' }]),
      }
    },
  }
}

/** Whose things are somebody's: those of their groups, and of the groups above them when the config says so. */
function ownershipIn(
  config: Pick<ConfigReader, 'get'>,
  { ownershipOf, groupsAbove }: IdentityOptions,
): OwnershipOf {
  const isTransitive = String(config.get('auth.includeTransitiveGroupOwnership')) === 'true'
  return isTransitive && groupsAbove ? withGroupsAbove(ownershipOf, groupsAbove) : ownershipOf
}

const forgetJob = 'identity.forget-tokens'
/** Long enough for a question about who used a token. */
const forgetAfterMs = 365 * 86_400_000
