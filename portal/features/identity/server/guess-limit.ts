/**
 * Guessing, counted by address. Whoever was wrong too often waits until the minute is over. Counted in memory,
 * bounded, and told to the other processes on the database in handfuls: an attack must not become a write for each
 * guess, and one that comes to every process in turn is stopped after a handful more in each.
 */
import { type Audit, type Clock, PortalError } from '@callboard/sdk'

export interface GuessLimit {
  /** How long an address has to wait; undefined when it need not. */
  waitMs(ip: string): number | undefined
  /** Counts a wrong guess. */
  wrong(ip: string): void
}

export interface GuessLimitOptions {
  /** Wrong guesses in a window, per address; 30 unless told. */
  max?: number
  windowMs?: number
  /** What is counted, for the audit log. */
  of?: string
  /** Where processes count together. */
  shared?: SharedCount
}

/** Adds wrong guesses of a network to what all processes have counted. */
export type SharedCount = (
  key: string,
  count: number,
  windowMs: number,
) => Promise<{ count: number; endsAt: number }>

const mostAddresses = 50_000
/** How many handfuls of guesses reach the limit. */
const handfuls = 3

interface Counted {
  count: number
  endsAt: number
  /** How many of them the other processes do not know of. */
  untold: number
}

export function createGuessLimit(audit: Audit, clock: Clock, options: GuessLimitOptions = {}): GuessLimit {
  const { max = 30, windowMs = 60_000, of = 'wrong tokens', shared } = options
  const addresses = new Map<string, Counted>()
  const handful = Math.ceil(max / handfuls)

  const record = (ip: string): void =>
    audit.record({
      action: 'auth.guessing',
      outcome: 'denied',
      actor: 'anonymous',
      severity: 'high',
      via: 'api',
      ip,
      detail: { of, count: max, windowSeconds: windowMs / 1000 },
    })
  const tell = (known: Counted, key: string, ip: string): void => {
    if (!shared || known.untold < handful) return
    const { untold } = known
    known.untold = 0
    shared(`${of} ${key}`, untold, windowMs).then(
      (all) => {
        const wasHeldBack = known.count >= max
        known.count = Math.max(known.count, all.count)
        known.endsAt = all.endsAt
        if (!wasHeldBack && known.count >= max) record(ip)
      },
      // Without the database everybody counts for themselves.
      () => undefined,
    )
  }

  return {
    waitMs(ip) {
      if (addresses.size === 0) return undefined
      const known = addresses.get(networkOf(ip))
      const left = known && known.count >= max ? known.endsAt - clock.now() : 0
      return left > 0 ? left : undefined
    },
    wrong(ip) {
      const key = networkOf(ip)
      const now = clock.now()
      let known = addresses.get(key)
      if (!known || known.endsAt <= now) {
        if (addresses.size >= mostAddresses) forget(addresses, now)
        known = { count: 0, endsAt: now + windowMs, untold: 0 }
        addresses.set(key, known)
      }
      known.count += 1
      known.untold += 1
      if (known.count === max) record(ip)
      tell(known, key, ip)
    },
  }
}

/** The error for who has to wait. */
export function tooManyGuesses(waitMs: number, what = 'tokens that do not work'): PortalError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  return new PortalError(
    'too_many_requests',
    `Too many ${what} came from this address. Try again in ${seconds} seconds`,
    { retryAfterSeconds: seconds },
  )
}

/** A house on IPv6 has a whole /64 to call from. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/, '')
  if (!plain.includes(':')) return plain
  const [before = '', after] = plain.toLowerCase().split('::')
  const head = before.split(':').filter(Boolean)
  const tail = after === undefined ? [] : after.split(':').filter(Boolean)
  const groups = [
    ...head,
    ...Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0'),
    ...tail,
  ]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

function forget(addresses: Map<string, { endsAt: number }>, now: number): void {
  for (const [key, { endsAt }] of addresses) if (endsAt <= now) addresses.delete(key)
  for (const key of addresses.keys()) {
    if (addresses.size < mostAddresses * 0.9) return
    addresses.delete(key)
  }
}
