import type { Events, Log } from '@callboard/sdk'

type Listener = (payload: unknown) => void | Promise<void>

/**
 * Tells others in this process that something has happened. A topic matches itself; `catalog.*` matches every
 * topic below `catalog.`. Listeners run after the publisher has gone on, and one that throws is logged alone.
 */
export function createEvents(log: Log): Events {
  const listeners = new Map<string, Set<Listener>>()
  const deliver = async (topic: string, listener: Listener, payload: unknown) => {
    try {
      await listener(payload)
    } catch (error) {
      log.error('an event listener failed', { topic, error })
    }
  }
  return {
    publish(topic, payload) {
      for (const pattern of patternsOf(topic)) {
        for (const listener of listeners.get(pattern) ?? []) {
          queueMicrotask(() => void deliver(topic, listener, payload))
        }
      }
    },
    subscribe(topic, listener) {
      // A wrapper of its own, so that one function may be subscribed twice.
      const own: Listener = (payload) => listener(payload)
      const set = listeners.get(topic) ?? new Set()
      listeners.set(topic, set.add(own))
      return () => {
        set.delete(own)
        if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic)
      }
    },
  }
}

/** `a.b.c` → `a.b.c`, `a.b.*`, `a.*`, `*`. */
function patternsOf(topic: string): string[] {
  const parts = topic.split('.')
  const above = parts.map((_, i) => [...parts.slice(0, i), '*'].join('.'))
  return [topic, ...above]
}
