/**
 * Whether the portal is started. Readiness is what an orchestrator sees; the gate holds API requests back
 * until the first start, for a while, so that a client that comes early sees a slow answer, not an error.
 */
import { PortalError } from '@callboard/sdk'

export interface Gate {
  /** @throws `unavailable` when the portal has not started in time, or is shutting down. */
  pass(signal: () => AbortSignal): Promise<void> | undefined
  ready(): void
  notReady(reason: string): void
  /** Shutdown has been asked for: not ready any more, still serving. */
  closing(): void
  /** From here on API requests are refused. */
  closed(): void
  /** Undefined when ready. */
  reason(): string | undefined
  isClosing(): boolean
}

export function createGate(pauseMs: number): Gate {
  const started = Promise.withResolvers<void>()
  let hasStarted = false
  let closing = false
  let closed = false
  let reason: string | undefined = 'Backend has not started yet'

  const wait = async (signal: AbortSignal): Promise<void> => {
    const over = Promise.withResolvers<void>()
    const timer = setTimeout(over.resolve, pauseMs)
    signal.addEventListener('abort', () => over.resolve(), { once: true })
    await Promise.race([started.promise, over.promise])
    clearTimeout(timer)
    if (closed) throw new PortalError('unavailable', 'Service is shutting down')
    if (!hasStarted) throw new PortalError('unavailable', 'Service has not started up yet')
  }

  return {
    pass(signal) {
      if (closed) throw new PortalError('unavailable', 'Service is shutting down')
      return hasStarted ? undefined : wait(signal())
    },
    ready() {
      hasStarted = true
      reason = closing ? reason : undefined
      started.resolve()
    },
    notReady(text) {
      if (!closing) reason = text
    },
    closing() {
      closing = true
      reason = 'Backend is shutting down'
    },
    closed() {
      closed = true
      started.resolve()
    },
    reason: () => reason,
    isClosing: () => closing,
  }
}
