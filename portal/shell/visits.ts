import type { Visit, Visits } from '@callboard/sdk/web'

const most = 100

/**
 * Where a user has been, kept in this browser: a list on the server would cost a write with every page, and what
 * somebody looked at is nobody else's business.
 */
export function createVisits(userRef: string): Visits {
  const key = `callboard.visits.${userRef}`
  const listeners = new Set<() => void>()
  let visits: readonly Visit[] = read(key)
  const change = (next: readonly Visit[]) => {
    visits = next
    for (const listener of listeners) listener()
  }
  // Another tab went somewhere.
  const onStorage = (event: StorageEvent) => {
    if (event.key === key) change(read(key))
  }
  return {
    list: () => visits,
    subscribe(listener) {
      if (listeners.size === 0) window.addEventListener('storage', onStorage)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) window.removeEventListener('storage', onStorage)
      }
    },
    record(visit, instead) {
      change(withVisit(read(key), visit, instead, Date.now()))
      try {
        localStorage.setItem(key, JSON.stringify(visits))
      } catch {
        // A browser that stores nothing remembers as long as the page is open.
      }
    },
  }
}

/** The list with one visit more, and the place that was only passed through taken out. */
export function withVisit(
  visits: readonly Visit[],
  visit: Omit<Visit, 'at' | 'count'>,
  instead: string | undefined,
  at: number,
): Visit[] {
  const before = visits.find(({ to }) => to === visit.to)
  const isStill = visits[0]?.to === visit.to
  const count = (before?.count ?? 0) + (isStill ? 0 : 1)
  const others = visits.filter(({ to, count }) => to !== visit.to && (to !== instead || count > 1))
  const [now] = readVisits([{ ...visit, at, count }], at)
  return [...(now ? [now] : []), ...others].slice(0, most)
}

function read(key: string): Visit[] {
  try {
    return readVisits(JSON.parse(localStorage.getItem(key) ?? '[]'), Date.now())
  } catch {
    return []
  }
}

/** What was kept by this or an older portal, or written by somebody else: anything may stand there. */
export function readVisits(kept: unknown, now: number): Visit[] {
  return Array.isArray(kept) ? kept.slice(0, most).flatMap((one) => readVisit(one, now)) : []
}

function readVisit(value: unknown, now: number): Visit[] {
  if (typeof value !== 'object' || value === null) return []
  const { to, title, kind, entityRef, at, count } = value as Record<string, unknown>
  const isPlace = typeof to === 'string' && /^\/(?![/\\])/.test(to) && to.length <= 2000
  if (!isPlace || typeof title !== 'string' || title === '' || typeof at !== 'number') return []
  return [
    {
      to,
      title: title.slice(0, 200),
      ...(typeof kind === 'string' && { kind: kind.slice(0, 63) }),
      ...(typeof entityRef === 'string' && { entityRef: entityRef.slice(0, 200) }),
      at: Math.max(0, Math.min(at, now)),
      count: typeof count === 'number' && count >= 1 ? Math.min(Math.floor(count), 1e6) : 1,
    },
  ]
}
