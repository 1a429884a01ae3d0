import type { Visit, Visits } from '@callboard/sdk/web'

const most = 30

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
    record(visit) {
      const others = read(key).filter((known) => known.to !== visit.to)
      change([{ ...visit, title: visit.title.slice(0, 200), at: Date.now() }, ...others].slice(0, most))
      try {
        localStorage.setItem(key, JSON.stringify(visits))
      } catch {
        // A browser that stores nothing remembers as long as the page is open.
      }
    },
  }
}

function read(key: string): Visit[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isVisit).slice(0, most) : []
  } catch {
    return []
  }
}

function isVisit(value: unknown): value is Visit {
  if (typeof value !== 'object' || value === null) return false
  const { to, title, at } = value as Record<string, unknown>
  return typeof to === 'string' && /^\/(?!\/)/.test(to) && typeof title === 'string' && typeof at === 'number'
}
