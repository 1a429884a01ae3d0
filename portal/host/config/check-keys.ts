import { basename } from 'node:path'
import {
  kindOf,
  parseDuration,
  parseSchedule,
  toBoolean,
  toNumber,
  ValueError,
} from '@callboard/sdk/config-values'
import type { Position, Problem } from '@callboard/sdk/model'
import { type ConfigNode, type ConfigPath, type ObjectNode, showPath, toData } from './config-node.ts'
import type { Key } from './schema/key.ts'
import { entryKey, shapeOf } from './schema/match.ts'
import { suggest } from './suggest.ts'

/**
 * Holds the merged config against the known keys. A wrong type in a key we know is an error that stops the
 * start; a key we do not know is kept and is one warning, however much stands below it.
 */
export interface CheckedKeys {
  problems: Problem[]
  /** Paths of list items that are left out because a required value has no variable. */
  leftOut: ConfigPath[]
}

export function checkKeys(root: ObjectNode, known: Key): CheckedKeys {
  const result: CheckedKeys = { problems: [], leftOut: [] }
  checkObject(result, root, known, [])
  return result
}

/** Whether a path stands below keys that we know by name: a problem there is worth stopping for. */
export function isKnown(known: Key, root: ConfigNode, path: ConfigPath): boolean {
  let key: Key | undefined = known
  let node: ConfigNode | undefined = root
  for (const part of path) {
    if (!key || key.removed !== undefined) return false
    const shape: Key = node ? shapeOf(key, node) : key
    if (typeof part === 'number') {
      key = shape.items
      node = node?.kind === 'list' ? node.items[part] : undefined
    } else {
      key = entryKey(shape, part)
      if (key?.type === 'any' && !Object.hasOwn(shape.keys ?? {}, part)) return false
      node = node?.kind === 'object' ? node.entries.get(part) : undefined
    }
  }
  return key !== undefined && key.removed === undefined
}

function check(result: CheckedKeys, node: ConfigNode, key: Key, path: ConfigPath): void {
  if (node.kind === 'null') return
  if (key.removed !== undefined) {
    const severity = key.isFatal ? 'error' : 'warning'
    result.problems.push(about(severity, node.at, `'${showPath(path)}' is no longer read`, key.removed))
    return
  }
  if (key.deprecated !== undefined) {
    result.problems.push(about('warning', node.at, `'${showPath(path)}' is deprecated`, key.deprecated))
  }
  if (node.kind === 'absent') return
  const shape = shapeOf(key, node)
  if (shape.type === 'any') return
  if (shape.type === 'object') {
    if (node.kind === 'object') checkObject(result, node, shape, path)
    else wrongType(result, node, key, path)
    return
  }
  if (shape.type === 'list') {
    if (node.kind === 'list') checkList(result, node.items, shape, path)
    else wrongType(result, node, key, path)
    return
  }
  checkValue(result, node, shape, key, path)
}

function checkObject(result: CheckedKeys, node: ObjectNode, shape: Key, path: ConfigPath): void {
  for (const [name, value] of node.entries) {
    const key = entryKey(shape, name)
    if (key) check(result, value, key, [...path, name])
    else unknownKey(result, value, name, shape, path)
  }
  for (const [name, key] of Object.entries(shape.keys ?? {})) {
    if (!key.isRequired) continue
    const value = node.entries.get(name)
    if (value && value.kind !== 'null' && value.kind !== 'absent') continue
    const message = `Missing required config value at '${showPath([...path, name])}'`
    const hint =
      value?.kind === 'absent' ? `Set the variable ${value.variable}` : `Write '${name}:' and its value here`
    result.problems.push(about('error', value?.at ?? node.at, message, hint))
  }
}

function checkList(result: CheckedKeys, items: ConfigNode[], shape: Key, path: ConfigPath): void {
  for (const [i, item] of items.entries()) {
    const itemPath = [...path, i]
    const missing = shape.isLenient ? missingVariable(item) : undefined
    if (missing) {
      const message = `${showPath(itemPath)} is left out: the variable ${missing} is not set`
      const hint = `Set ${missing}, or give it a default: \${${missing}:-…}`
      result.problems.push(about('warning', item.at, message, hint))
      result.leftOut.push(itemPath)
    } else if (shape.items) check(result, item, shape.items, itemPath)
  }
}

/** Anything missing counts: a rule without its `paths`, or a token without its restrictions, would allow more. */
function missingVariable(node: ConfigNode): string | undefined {
  if (node.kind === 'absent') return node.variable
  const below = node.kind === 'object' ? [...node.entries.values()] : node.kind === 'list' ? node.items : []
  for (const value of below) {
    const missing = missingVariable(value)
    if (missing) return missing
  }
  return undefined
}

function checkValue(result: CheckedKeys, node: ConfigNode, shape: Key, key: Key, path: ConfigPath): void {
  try {
    if (shape.type === 'duration') parseDuration(toData(node))
    else if (shape.type === 'schedule') parseSchedule(toData(node))
    else if (node.kind !== 'scalar' || shape.type === 'either') wrongType(result, node, key, path)
    else if (shape.type === 'number') toNumber(node.value)
    else if (shape.type === 'boolean') toBoolean(node.value)
    else if (shape.type === 'string' && typeof node.value !== 'string') wrongType(result, node, key, path)
    else if (shape.type === 'choice') checkChoice(result, node.value, shape, node.at, path)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    if (shape.type === 'number' || shape.type === 'boolean') wrongType(result, node, key, path)
    else {
      const hint = shape.type === 'duration' ? 'Write e.g. { minutes: 30 }, PT30M or 30m' : undefined
      result.problems.push(badValue(node, path, error.message, hint))
    }
  }
}

function checkChoice(result: CheckedKeys, value: unknown, shape: Key, at: Position, path: ConfigPath): void {
  const choices = shape.choices ?? []
  if (choices.includes(String(value))) return
  const message = `Invalid value in config for key '${showPath(path)}' in '${fileName(at)}', got '${String(value)}'`
  const close = suggest(String(value), choices)
  const all = `Write ${choices.map((choice) => `'${choice}'`).join(' or ')}`
  result.problems.push(about('error', at, message, close ? `Did you mean '${close}'? ${all}` : all))
}

function unknownKey(
  result: CheckedKeys,
  value: ConfigNode,
  name: string,
  shape: Key,
  path: ConfigPath,
): void {
  if (value.kind === 'null') return
  const close = suggest(name, Object.keys(shape.keys ?? {}))
  const full = showPath([...path, name])
  const message = `Unknown key '${full}' in '${fileName(value.at)}'`
  const kept =
    path.length === 0 ? 'It is kept for a plugin that reads it' : 'It is kept, but nothing here reads it'
  result.problems.push(about('warning', value.at, message, close ? `Did you mean '${close}'?` : kept))
}

function wrongType(result: CheckedKeys, node: ConfigNode, key: Key, path: ConfigPath): void {
  const value = toData(node)
  const wanted = wantedTypes(key)
  if (wanted.includes('duration') && typeof value === 'number') {
    badDuration(result, node, value, path)
    return
  }
  const message = `Invalid type in config for key '${showPath(path)}' in '${fileName(node.at)}', got ${kindOf(value)}, wanted ${wanted.join(' or ')}`
  result.problems.push(about('error', node.at, message, typeHint(key, wanted, value)))
}

/** Its own sentence: a plain number is the mistake everybody makes. */
function badDuration(result: CheckedKeys, node: ConfigNode, value: number, path: ConfigPath): void {
  try {
    parseDuration(value)
  } catch (error) {
    result.problems.push(
      badValue(node, path, error instanceof Error ? error.message : '', `Write e.g. ${value}s`),
    )
  }
}

function badValue(node: ConfigNode, path: ConfigPath, reason: string, hint: string | undefined): Problem {
  const message = `Invalid value in config for key '${showPath(path)}' in '${fileName(node.at)}': ${reason}`
  return about('error', node.at, message, hint)
}

function wantedTypes(key: Key): string[] {
  if (key.type === 'either') return [...new Set((key.shapes ?? []).flatMap(wantedTypes))]
  if (key.type === 'list') return ['array']
  if (key.type === 'choice' || key.type === 'scalar') return ['string']
  return [key.type === 'schedule' ? 'object' : key.type]
}

function typeHint(key: Key, wanted: string[], value: unknown): string {
  if (wanted.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    return `Put quotes around it: '${value}'`
  }
  if (wanted.includes('array') && typeof value !== 'object') return `Write it as a list: [${String(value)}]`
  if (wanted.includes('boolean')) return 'Write true or false'
  if (wanted.includes('number')) return 'Write a number'
  if (wanted.includes('object')) {
    const keys = Object.keys(key.keys ?? key.shapes?.find((shape) => shape.keys)?.keys ?? {})
    return keys.length > 0 ? `Write a mapping with ${keys.slice(0, 6).join(', ')}` : 'Write a mapping'
  }
  return `Write ${wanted.join(' or ')}`
}

function about(severity: Problem['severity'], at: Position, message: string, hint?: string): Problem {
  return { severity, name: 'ConfigError', message, ...(hint ? { hint } : {}), at }
}

function fileName(at: Position): string {
  return basename(at.file)
}
