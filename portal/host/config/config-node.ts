import type { JsonValue, Position } from '@callboard/sdk/model'

/**
 * A config value that remembers where it was written. Merging and checking work on these; plain data is
 * made from them once, at the end.
 *
 * `absent` is a value whose variable is not set: it never hides a value of a lower source, and what is left
 * of it after merging is reported. `null` removes what a lower source says.
 */
export type ConfigNode = ObjectNode | ListNode | ScalarNode | NullNode | AbsentNode

export interface ObjectNode {
  kind: 'object'
  at: Position
  entries: Map<string, ConfigNode>
}

export interface ListNode {
  kind: 'list'
  at: Position
  items: ConfigNode[]
}

export interface ScalarNode {
  kind: 'scalar'
  at: Position
  value: string | number | boolean
  /** True when the text came from a file or from a variable that is named like a secret. */
  isSecret?: boolean
}

export interface NullNode {
  kind: 'null'
  at: Position
}

export interface AbsentNode {
  kind: 'absent'
  at: Position
  /** Why there is no value: the variable that is not set. */
  variable: string
}

export type ConfigPath = readonly (string | number)[]

/** `a.b[0].c`, the form in every message. */
export function showPath(path: ConfigPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  )
}

/** Plain data of a node; nulls in objects and absent values are left out. */
export function toData(node: ConfigNode): JsonValue | undefined {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'null':
    case 'absent':
      return undefined
    case 'list':
      return node.items.map(toData).filter((item) => item !== undefined)
    case 'object': {
      const data: { [key: string]: JsonValue } = {}
      for (const [key, value] of node.entries) {
        const plain = toData(value)
        // Own property even for `__proto__`: a config key must never reach the prototype.
        if (plain !== undefined) define(data, key, plain)
      }
      return data
    }
  }
}

export function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

/** Makes a node of plain data that all stands at one place (a flag, an environment variable, a default). */
export function fromData(value: JsonValue, at: Position): ConfigNode {
  if (value === null) return { kind: 'null', at }
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item) => fromData(item, at)) }
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, item]) => [key, fromData(item, at)] as const)
    return { kind: 'object', at, entries: new Map(entries) }
  }
  return { kind: 'scalar', at, value }
}

/**
 * The node at a dotted path; list items as `[0]` or `.0`. A key that itself holds dots is found too.
 *
 * @example
 * findNode(root, 'catalog.locations[0].target')
 */
export function findNode(root: ConfigNode, path: string): ConfigNode | undefined {
  return walk(root, path === '' ? [] : path.replace(/\[(\d+)\]/g, '.$1').split('.'))
}

function walk(node: ConfigNode, parts: string[]): ConfigNode | undefined {
  const [first, ...rest] = parts
  if (first === undefined) return node
  if (node.kind === 'list') {
    const item = /^\d+$/.test(first) ? visible(node.items)[Number(first)] : undefined
    return item && walk(item, rest)
  }
  if (node.kind !== 'object') return undefined
  for (let length = 1; length <= parts.length; length++) {
    const entry = node.entries.get(parts.slice(0, length).join('.'))
    const found = entry && walk(entry, parts.slice(length))
    if (found) return found
  }
  return undefined
}

/** Items as `toData` counts them: absent ones and nulls are left out. */
export function visible(items: ConfigNode[]): ConfigNode[] {
  return items.filter((item) => item.kind !== 'absent' && item.kind !== 'null')
}
