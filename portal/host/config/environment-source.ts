import type { JsonValue, Problem } from '@callboard/sdk/model'
import { type ConfigNode, fromData, type ObjectNode } from './config-node.ts'
import type { Environment } from './substitute.ts'

const prefix = 'APP_CONFIG_'
const keyPart = /^[a-z][a-z0-9]*(?:[-_:][a-z0-9]+)*$/i

/**
 * `APP_CONFIG_backend_baseUrl=https://x` sets `backend.baseUrl`: JSON when it can be read as such, else a
 * text (config §1). Always the highest source.
 */
export function environmentSource(environment: Environment): {
  node: ObjectNode
  count: number
  problems: Problem[]
} {
  const node: ObjectNode = { kind: 'object', at: { file: 'environment' }, entries: new Map() }
  const problems: Problem[] = []
  let count = 0
  for (const name of Object.keys(environment).sort()) {
    const text = environment[name]
    if (!name.startsWith(prefix) || !text) continue
    const reason = set(node, name, text)
    if (reason === undefined) count++
    else
      problems.push({
        severity: 'error',
        name: 'ConfigError',
        ...reason,
        at: { file: `environment variable ${name}` },
      })
  }
  return { node, count, problems }
}

function set(root: ObjectNode, name: string, text: string): { message: string; hint: string } | undefined {
  const key = name.slice(prefix.length)
  const parts = key.split('_')
  if (parts.some((part) => !keyPart.test(part))) {
    const hint = `Write ${prefix} and the key with _ between its parts, e.g. ${prefix}backend_baseUrl`
    return { message: `Invalid env config key '${key}'`, hint }
  }
  const value = parse(text)
  if (value === null) {
    const hint = 'Remove the variable, or give it a value'
    return {
      message: `Failed to parse JSON-serialized config value for key '${key}', value may not be null`,
      hint,
    }
  }
  const at = { file: `environment variable ${name}` }
  let object = root
  for (const part of parts.slice(0, -1)) {
    const next = object.entries.get(part)
    if (next && next.kind !== 'object') return overlap(key, part)
    const child: ObjectNode = next ?? { kind: 'object', at, entries: new Map() }
    object.entries.set(part, child)
    object = child
  }
  const last = parts.at(-1) ?? ''
  if (object.entries.has(last)) return overlap(key, last)
  const node: ConfigNode = fromData(value, at)
  object.entries.set(last, node)
  return undefined
}

function overlap(key: string, part: string): { message: string; hint: string } {
  return {
    message: `Refusing to override existing config at key '${key}': another ${prefix} variable already sets '${part}'`,
    hint: 'Keep one of the two variables',
  }
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}
