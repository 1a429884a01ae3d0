import type { ConfigNode, ObjectNode } from './config-node.ts'

/**
 * Deep merge of objects by key; lists and scalars are replaced as a whole; null removes (config §3).
 * `high` wins.
 */
export function merge(low: ObjectNode, high: ObjectNode): ObjectNode {
  const entries = new Map(low.entries)
  for (const [key, value] of high.entries) {
    const below = entries.get(key)
    if (value.kind === 'absent' && below && below.kind !== 'absent') continue
    if (value.kind === 'null' && below) {
      entries.delete(key)
      continue
    }
    entries.set(key, below ? mergeNodes(below, value) : value)
  }
  return { kind: 'object', at: high.at, entries }
}

function mergeNodes(low: ConfigNode, high: ConfigNode): ConfigNode {
  return low.kind === 'object' && high.kind === 'object' ? merge(low, high) : high
}
