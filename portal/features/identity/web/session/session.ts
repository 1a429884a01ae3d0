import { PortalError } from '@callboard/sdk/errors'
import type { SignedIn } from '@callboard/sdk/web'
import { type AuthAnswer, type AuthPlace, type Kept, keptFrom, logout, refresh } from './ask-provider.ts'
import { activity, departure, hasLeft, providerKey, readKept, remembered, writeKept } from './kept.ts'

/** Who is signed in, in this tab. */
export interface Session {
  place: AuthPlace
  snapshot(): SessionState
  subscribe(listener: () => void): () => void
  /** Signs in with a provider that needs nothing from the person: a guest, a proxy, a cookie. */
  signIn(provider: string): Promise<void>
  /** Takes what a provider's window or form answered. */
  accept(provider: string, answer: AuthAnswer): void
  /** Goes to a provider's page in this window; the person comes back to where they are now. */
  leaveTo(provider: string, address: string): void
  signOut(reason?: 'idle'): Promise<void>
  /** Signs in without asking, when a provider did so before; done once at the start. */
  restore(): void
  /** A token that is good for a while yet; asks for a new one when it is about to end. */
  token(): Promise<string>
  /** Asks for a new token now, after the server refused the one we had. */
  renew(): Promise<string>
}

export type SessionState =
  | { status: 'restoring' }
  | { status: 'signed-out'; reason?: 'left' | 'idle'; failure?: { provider: string; error: unknown } }
  | { status: 'signed-in'; user: SignedIn; provider: string }
  /** The session ended under a page: the page stays, its requests wait until somebody signs in again. */
  | { status: 'ended'; user: SignedIn; provider: string; error: unknown }

export function createSession(basePath: string, env = 'development'): Session {
  const place = { basePath, env }
  const listeners = new Set<() => void>()
  const waiting = new Set<{ resolve(token: string): void; reject(error: unknown): void }>()
  let kept = readKept()
  let state: SessionState = kept ? signedIn(kept) : signedOut()
  let renewal: Promise<Kept> | undefined

  const show = (next: SessionState) => {
    state = next
    for (const listener of listeners) listener()
  }
  const enter = (next: Kept) => {
    const before = kept?.user ?? (state.status === 'ended' ? state.user : undefined)
    const isOther = before !== undefined && before.userEntityRef !== next.user.userEntityRef
    kept = next
    writeKept(next)
    hasLeft.clear()
    remembered.write(next.provider)
    // What the page shows was read as somebody else.
    if (isOther) return location.reload()
    show(signedIn(next))
    for (const one of waiting) one.resolve(next.token)
    waiting.clear()
  }
  const leave = (next: SessionState, error: unknown) => {
    kept = undefined
    writeKept(undefined)
    for (const one of waiting) one.reject(error)
    waiting.clear()
    show(next)
  }
  // Several requests may need a new token at once; one question to the server is enough.
  const ask = (provider: string, optional = false) => {
    renewal ??= refresh(place, provider, { optional })
      .then((answer) => keptFrom(provider, answer))
      .finally(() => {
        renewal = undefined
      })
    return renewal
  }
  const again = () => new Promise<string>((resolve, reject) => waiting.add({ resolve, reject }))
  const renew = async (): Promise<string> => {
    if (state.status === 'ended') return await again()
    if (!kept) throw new PortalError('unauthenticated', 'Nobody is signed in.')
    const { provider, user } = kept
    try {
      const next = await ask(provider)
      enter(next)
      return next.token
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (kept) {
        kept = undefined
        writeKept(undefined)
        show({ status: 'ended', user, provider, error })
      }
      return await again()
    }
  }
  const restore = () => {
    const provider = remembered.read()
    if (kept || !provider || state.status === 'restoring' || state.status === 'ended') return
    show({ status: 'restoring' })
    ask(provider, true).then(enter, () => show(signedOut()))
  }
  // The page is loaded anew when a provider sends the person back.
  const comeBack = (): boolean => {
    const provider = departure.take()
    if (kept || provider === null) return false
    const error = takeError()
    if (error) {
      state = { status: 'signed-out', failure: { provider, error } }
      return true
    }
    state = { status: 'restoring' }
    activity.touch()
    ask(provider).then(enter, (failed: unknown) =>
      show({ status: 'signed-out', failure: { provider, error: failed } }),
    )
    return true
  }
  if (!comeBack()) restore()

  // Going out in one tab is going out of the portal.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key !== providerKey || newValue !== null || !kept) return
    hasLeft.write()
    leave(signedOut(), new PortalError('unauthenticated', 'You signed out in another tab.'))
  })

  return {
    place,
    restore,
    snapshot: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async signIn(provider) {
      const next = await ask(provider)
      activity.touch()
      enter(next)
    },
    accept(provider, answer) {
      const next = keptFrom(provider, answer)
      activity.touch()
      enter(next)
    },
    leaveTo(provider, address) {
      departure.write(provider)
      location.assign(address)
    },
    async signOut(reason) {
      const provider = kept?.provider ?? (state.status === 'ended' ? state.provider : undefined)
      hasLeft.write()
      remembered.clear()
      leave(
        { status: 'signed-out', reason: reason ?? 'left' },
        new PortalError('unauthenticated', 'You signed out.'),
      )
      if (provider === undefined || provider === 'guest') return
      // Here the person is out already; a provider that cannot be reached changes nothing about that.
      const next = await logout(place, provider).catch(() => undefined)
      if (next && /^https?:/i.test(next)) location.assign(next)
    },
    async token() {
      if (kept && Date.now() < renewAt(kept)) return kept.token
      return await renew()
    },
    renew,
  }
}

// Early enough that no request travels with a token that ends under way, also when tokens live ten minutes.
function renewAt(kept: Kept): number {
  const lifetime = kept.expiresAt - kept.issuedAt
  return kept.expiresAt - Math.min(5 * 60_000, lifetime / 5)
}

function signedIn(kept: Kept): SessionState {
  return { status: 'signed-in', user: kept.user, provider: kept.provider }
}

function signedOut(): SessionState {
  return hasLeft.read() ? { status: 'signed-out', reason: 'left' } : { status: 'signed-out' }
}

// A fault passes by itself and must not cost anybody their session; these do not.
function isRefusal(error: unknown): boolean {
  return error instanceof PortalError && [401, 403, 404, 501].includes(error.status)
}

/** What a provider's callback put into the address when it failed; taken out of it again. */
function takeError(): PortalError | undefined {
  const address = new URL(location.href)
  const message = address.searchParams.get('error')
  if (message === null) return undefined
  address.searchParams.delete('error')
  history.replaceState(history.state, '', address)
  return new PortalError('unauthenticated', message.slice(0, 2000))
}
