/**
 * Refusals come in floods: a script with an old token, somebody who guesses. The first of a kind is kept at
 * once, the same again within a minute is counted, and the count becomes one event when the minute is over.
 */
import type { AuditEntry } from '@callboard/sdk'
import type { Recorded } from './row.ts'

export interface Repeats {
  /** True when this is a repetition, which has been counted. */
  swallow(recorded: Recorded): boolean
  /** One event for each kind whose minute is over, or for all. */
  due(now: number, all?: boolean): Recorded[]
}

interface Kind {
  until: number
  last: Recorded
  count: number
}

const windowMs = 60_000
const mostKinds = 10_000

export function createRepeats(): Repeats {
  const kinds = new Map<string, Kind>()
  return {
    swallow(recorded) {
      const { at, entry } = recorded
      if (entry.outcome === 'succeeded') return false
      const key = keyOf(entry)
      const known = kinds.get(key)
      if (known && known.until > at) {
        known.count += 1
        known.last = recorded
        return true
      }
      if (known && known.count > 0) return false
      if (kinds.size < mostKinds) kinds.set(key, { until: at + windowMs, last: recorded, count: 0 })
      return false
    },
    due(now, all = false) {
      const summaries: Recorded[] = []
      for (const [key, { until, last, count }] of kinds) {
        if (!all && until > now) continue
        kinds.delete(key)
        if (count === 0) continue
        const detail = { ...last.entry.detail, repeated: count }
        summaries.push({ at: last.at, entry: { ...last.entry, detail } })
      }
      return summaries
    },
  }
}

/** Who has not said who they are may call any path; those are one kind. */
function keyOf({ action, outcome, actor, subject, ip }: AuditEntry): string {
  return JSON.stringify([outcome, actor, ip, action, actor === 'anonymous' ? '' : subject])
}
