import { createHash } from 'node:crypto'

/** SHA-256 (hex, first 32 characters) of a value's canonical JSON: the order of keys does not count. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32)
}

/**
 * JSON with keys in code-unit order.
 *
 * @example
 * canonicalJson({ b: 1, a: [2] }) // '{"a":[2],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    let list = '['
    for (let index = 0; index < value.length; index += 1) {
      list += (index === 0 ? '' : ',') + canonicalJson(value[index])
    }
    return `${list}]`
  }
  let text = '{'
  const map = value as Record<string, unknown>
  for (const key of Object.keys(map).sort()) {
    if (map[key] === undefined) continue
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${canonicalJson(map[key])}`
  }
  return `${text}}`
}
