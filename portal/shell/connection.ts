/**
 * Whether the portal behind this page answers. A failed request reports here; while it is away the readiness
 * route is asked every two seconds, so that the page recovers by itself.
 */
export type ConnectionState = { status: 'ok' } | { status: 'away'; reason: string; isStarting: boolean }

export interface Connection {
  snapshot(): ConnectionState
  subscribe(listener: () => void): () => void
  lost(reason: string, isStarting: boolean): void
  /** Asks once whether the portal is there; used where no other request would find out. */
  check(): void
}

export function createConnection(basePath: string, onBack: () => void): Connection {
  const listeners = new Set<() => void>()
  let state: ConnectionState = { status: 'ok' }
  const change = (next: ConnectionState) => {
    state = next
    for (const listener of listeners) listener()
  }
  const ask = async () => {
    const answer = await readiness(basePath)
    if (answer.status === 'ok') {
      change(answer)
      onBack()
      return
    }
    if (state.status !== 'away' || state.reason !== answer.reason) change(answer)
    setTimeout(ask, 2000)
  }
  const lost = (reason: string, isStarting: boolean) => {
    if (state.status === 'away') return
    change({ status: 'away', reason, isStarting })
    setTimeout(ask, 500)
  }
  return {
    snapshot: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    lost,
    check() {
      void readiness(basePath).then((answer) => {
        if (answer.status === 'away') lost(answer.reason, answer.isStarting)
      })
    },
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
