/**
 * Browsers may refuse to store (blocked cookies, a full disk). Everything that is kept has a place for as long as
 * the page is open then, so that nobody has to ask.
 */
export function ensureStorage(scope: { localStorage: Storage } = window): void {
  try {
    scope.localStorage.setItem('callboard.probe', '1')
    scope.localStorage.removeItem('callboard.probe')
  } catch {
    const kept = new Map<string, string>()
    const value: Storage = {
      get length() {
        return kept.size
      },
      key: (index) => [...kept.keys()][index] ?? null,
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, text) => void kept.set(key, text),
      removeItem: (key) => void kept.delete(key),
      clear: () => kept.clear(),
    }
    Object.defineProperty(scope, 'localStorage', { value, configurable: true })
  }
}
