/** `auth.autologout`: out, when nobody has been here for a while. Off unless the config switches it on. */
export interface IdleSettings {
  idleMs: number
  promptMs: number
  /** Also for somebody who comes back after the portal was closed for longer than that. */
  alsoWhenAway: boolean
}

export function readIdle(raw: unknown): IdleSettings | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { enabled, idleTimeoutMinutes, promptBeforeIdleSeconds, logoutIfDisconnected } = raw as Record<
    string,
    unknown
  >
  if (String(enabled) !== 'true') return undefined
  const idleMs = Math.max(0.5, numberOf(idleTimeoutMinutes, 60)) * 60_000
  return {
    idleMs,
    promptMs: Math.min(idleMs, Math.max(0, numberOf(promptBeforeIdleSeconds, 10)) * 1000),
    alsoWhenAway: String(logoutIfDisconnected ?? true) !== 'false',
  }
}

function numberOf(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise)
  return Number.isFinite(number) ? number : otherwise
}
