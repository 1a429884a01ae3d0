/**
 * Whether people may go on with a token they have. Who left the catalog may not, although their token is good
 * until its hour is over: the catalog is asked again every few seconds. Only who was in the catalog when they
 * signed in can leave it; guests, and strangers that a resolver lets in, never were.
 */
import type { Clock, ConfigReader } from '@callboard/sdk'

export interface Presence {
  /** The catalog knew the user at their last sign-in, and does not any more. */
  hasLeft(userRef: string): Promise<boolean>
  /** Whether a user could sign in now, as far as the catalog counts. */
  mayComeIn(userRef: string): Promise<boolean>
}

interface Deps {
  clock: Clock
  /** As the config is now. */
  config(): Pick<ConfigReader, 'get'>
  isInCatalog(userRef: string): Promise<boolean>
  wasInCatalog(userRef: string): Promise<boolean>
  /** The user that guests are, where they are let in. */
  guestRef: string | undefined
}

const believedMs = 10_000
const mostUsers = 10_000

export function createPresence(deps: Deps): Presence {
  const { clock, isInCatalog } = deps
  const known = new Map<string, { until: number; answer: Promise<boolean> }>()
  const needsNoCatalog = (userRef: string) => userRef === deps.guestRef || letsStrangersIn(deps.config())

  const lookUp = async (userRef: string): Promise<boolean> => {
    if (await isInCatalog(userRef)) return false
    return !needsNoCatalog(userRef) && (await deps.wasInCatalog(userRef))
  }

  return {
    hasLeft(userRef) {
      const found = known.get(userRef)
      if (found && found.until > clock.now()) return found.answer
      const answer = lookUp(userRef)
      known.delete(userRef)
      if (known.size >= mostUsers) known.delete(known.keys().next().value ?? '')
      known.set(userRef, { until: clock.now() + believedMs, answer })
      // A database that was away for a moment is asked again with the next call.
      answer.catch(() => known.delete(userRef))
      return answer
    },
    mayComeIn: async (userRef) => needsNoCatalog(userRef) || isInCatalog(userRef),
  }
}

/** True when some provider signs users in whom the catalog does not know. */
function letsStrangersIn(config: Pick<ConfigReader, 'get'>): boolean {
  const isSet = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([key, item]) =>
      key === 'dangerouslyAllowSignInWithoutUserInCatalog' ? item === true || item === 'true' : isSet(item),
    )
  return isSet(config.get('auth.providers'))
}
