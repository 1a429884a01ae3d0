/**
 * What the browser remembers. The token lives in memory and in sessionStorage: a reload keeps it, a closed tab
 * forgets it. localStorage only remembers which provider to ask again silently, never a token.
 */
import type { Kept } from './ask-provider.ts'

const keys = {
  session: 'callboard.session',
  provider: 'callboard.provider',
  away: 'callboard.signing-in',
  left: 'callboard.signed-out',
} as const

export const providerKey = keys.provider

export function readKept(): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keys.session) ?? 'null') as Kept | null
    return kept && kept.expiresAt > Date.now() ? kept : undefined
  } catch {
    return undefined
  }
}

export function writeKept(kept: Kept | undefined): void {
  if (kept) sessionStorage.setItem(keys.session, JSON.stringify(kept))
  else sessionStorage.removeItem(keys.session)
}

/** The provider this browser last signed in with. */
export const remembered = {
  read: (): string | null => localStorage.getItem(keys.provider),
  write: (provider: string): void => localStorage.setItem(keys.provider, provider),
  clear: (): void => localStorage.removeItem(keys.provider),
}

/** Set when this tab goes to a provider's page, so that it knows what it comes back from. */
export const departure = {
  write: (provider: string): void => sessionStorage.setItem(keys.away, provider),
  take(): string | null {
    const provider = sessionStorage.getItem(keys.away)
    sessionStorage.removeItem(keys.away)
    return provider
  },
}

/** Whether the person has just gone out: then nothing signs them in again by itself. */
export const hasLeft = {
  read: (): boolean => sessionStorage.getItem(keys.left) !== null,
  write: (): void => sessionStorage.setItem(keys.left, '1'),
  clear: (): void => sessionStorage.removeItem(keys.left),
}

/** When somebody was last here, in any tab (ms). */
export const activity = {
  read: (): number => Number(localStorage.getItem('callboard.active') ?? Date.now()),
  touch: (): void => localStorage.setItem('callboard.active', String(Date.now())),
}
