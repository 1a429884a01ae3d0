import { useSyncExternalStore } from 'react'

/** The entities a person starred, in this browser. All open tabs of the portal agree. */
const key = 'callboard.stars'
const listeners = new Set<() => void>()
let stars = read()

export function useIsStarred(ref: string): boolean {
  return useSyncExternalStore(subscribe, () => stars.has(ref))
}

export function toggleStar(ref: string): void {
  const next = new Set(stars)
  if (!next.delete(ref)) next.add(ref)
  try {
    localStorage.setItem(key, JSON.stringify([...next]))
  } catch {
    // A browser that stores nothing still shows the star until the page is left.
  }
  set(next)
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', onStorage)
  }
}

function onStorage(event: StorageEvent): void {
  if (event.key === key) set(read())
}

function set(next: Set<string>): void {
  stars = next
  for (const listener of listeners) listener()
}

function read(): Set<string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return new Set(Array.isArray(value) ? value.filter((ref) => typeof ref === 'string') : [])
  } catch {
    return new Set()
  }
}
