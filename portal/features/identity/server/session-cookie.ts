/**
 * The session of providers that cannot be asked again without the person (SAML, passwords): who they were when
 * they signed in, sealed, in a cookie of the provider's own routes. Whether they may still come in, and what
 * they belong to, is looked up at every refresh.
 */
import { PortalError } from '@callboard/sdk'
import type { Account, Call, ProviderDeps, Raw } from './sign-in/provider.ts'
import { providerSettings } from './sign-in/settings.ts'

export interface SessionCookie {
  /** `Set-Cookie` headers for somebody who signed in. */
  begin(call: Call, account: Account): Promise<string[]>
  /** @throws `unauthenticated` when there is no session any more. */
  account(call: Call): Promise<Account>
  end(call: Call): string[]
}

const usualMs = 12 * 3_600_000
/** What browsers keep for us; with more claims than that, only what resolvers and roles use most stays. */
const mostText = 12_000

/** @throws `input` for a `sessionDuration` that is none. */
export function createSessionCookie(provider: string, raw: Raw, deps: ProviderDeps): SessionCookie {
  const name = `${provider}-session`
  const { seal, cookies, clock } = deps
  const lifetimeMs = providerSettings(raw, deps.key).durationMs('sessionDuration') ?? usualMs
  return {
    async begin({ request }, account) {
      const { providerInfo: _secret, ...known } = account
      const isLarge = JSON.stringify(known).length > mostText
      const kept = isLarge ? { ...known, claims: {}, groups: (known.groups ?? []).slice(0, 100) } : known
      const text = await seal.seal(name, { account: kept, endsAt: clock.now() + lifetimeMs })
      return cookies.write(request.headers, name, text, lifetimeMs)
    },
    async account({ request }) {
      const opened = await seal.open(name, cookies.read(request.headers, name) ?? '')
      const { account, endsAt } = (opened ?? {}) as {
        account?: Omit<Account, 'providerInfo'>
        endsAt?: number
      }
      if (account && endsAt !== undefined && endsAt > clock.now()) return { ...account, providerInfo: {} }
      throw new PortalError('unauthenticated', 'Refresh failed; caused by InputError: Missing session cookie')
    },
    end: ({ request }) => cookies.clear(request.headers, name),
  }
}

/** Only scripts of the portal's own pages can send this header without being asked for it first (CSRF). */
export function checkOwnPage({ request }: Call): void {
  if (request.headers.get('x-requested-with') === 'XMLHttpRequest') return
  throw new PortalError('unauthenticated', 'Invalid X-Requested-With header')
}
