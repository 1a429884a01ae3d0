/** Who is calling: every sort of token, and whether its owner may still go on. */
import type { Audit, Authenticator, Clock, ConfigReader, Database, Log } from '@callboard/sdk'
import { createAuthenticator } from './authenticator.ts'
import { createExternalTokens } from './external-access/verify.ts'
import { createGuessLimit, type GuessLimitOptions } from './guess-limit.ts'
import { createMadeTokens, type MadeTokens } from './made-tokens/verify.ts'
import { createPresence } from './presence.ts'
import type { IdentitySettings } from './settings.ts'
import type { IdentityUsers } from './sign-in/identity-users.ts'
import type { Tokens } from './tokens.ts'

interface Deps {
  db: Database
  clock: Clock
  log: Log
  audit: Audit
  fetch: typeof fetch
  settings: IdentitySettings
  tokens: Tokens
  users: IdentityUsers
  guesses: GuessLimitOptions
  isInCatalog(userRef: string): Promise<boolean>
  /** Guests are let in. */
  isGuestOpen: boolean
  /** As the config is now. */
  config(): Pick<ConfigReader, 'get'>
}

export interface Recognition {
  authenticator: Authenticator
  /** Tokens made in the portal. */
  made: MadeTokens
}

export function createRecognition(deps: Deps): Recognition {
  const { db, clock, log, audit, settings, tokens, users } = deps
  const { guest } = settings
  const presence = createPresence({
    ...{ clock, isInCatalog: deps.isInCatalog, config: deps.config },
    wasInCatalog: (userRef) => users.wasInCatalog(userRef),
    guestRef: deps.isGuestOpen ? guest?.userEntityRef : undefined,
  })
  const made = createMadeTokens({
    ...{ db, clock, log, audit },
    isReadOnly: (userRef) => guest?.readOnly === true && userRef === guest.userEntityRef,
    mayComeIn: (userRef) => presence.mayComeIn(userRef),
  })
  const authenticator = createAuthenticator({
    ...{ tokens, made, presence, clock },
    external: createExternalTokens(settings.external, deps.fetch),
    guesses: createGuessLimit(audit, clock, deps.guesses),
  })
  return { authenticator, made }
}
