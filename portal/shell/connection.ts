/**
 * Whether the portal behind this page answers. A failed request reports here; the portal counts as away only
 * when its readiness route says so too, for one route may fail while all others work. While it is away the
 * readiness route is asked every two seconds, so that the page recovers by itself.
 */
export type ConnectionState = { status: 'ok' } | { status: 'away'; reason: string; isStarting: boolean }

export interface Connection {
  snapshot(): ConnectionState
  subscribe(listener: () => void): () => void
  /** Finds out whether the portal is there: where a request failed, or where no other would tell. */
  check(): void
}

export function createConnection(basePath: string, onBack: () => void): Connection {
  const listeners = new Set<() => void>()
  let state: ConnectionState = { status: 'ok' }
  let isAsking = false
  // One tab notices first; the others need not run into it.
  const others = new BroadcastChannel(`callboard.connection ${basePath}`)
  const change = (next: ConnectionState) => {
    if (state.status !== next.status && next.status === 'away') others.postMessage(null)
    state = next
    for (const listener of listeners) listener()
  }
  const ask = async () => {
    const answer = await readiness(basePath)
    const wasAway = state.status === 'away'
    if (answer.status === 'ok') {
      isAsking = false
      if (!wasAway) return
      change(answer)
      onBack()
      return
    }
    if (state.status !== 'away' || state.reason !== answer.reason) change(answer)
    setTimeout(ask, wasAway ? 2000 : 500)
  }
  const check = () => {
    if (isAsking) return
    isAsking = true
    void ask()
  }
  others.onmessage = check
  window.addEventListener('offline', check)
  return {
    snapshot: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    check,
  }
}

async function readiness(basePath: string): Promise<ConnectionState> {
  try {
    const response = await fetch(`${basePath}/.backstage/health/v1/readiness`, { cache: 'no-store' })
    const body = (await response.json().catch(() => ({}))) as { message?: unknown; reason?: unknown }
    if (response.ok) return { status: 'ok' }
    const reason = [body.reason, body.message].find((text) => typeof text === 'string')
    return { status: 'away', reason: reason ?? `The portal answered ${response.status}.`, isStarting: true }
  } catch {
    return { status: 'away', reason: 'The portal cannot be reached.', isStarting: false }
  }
}
