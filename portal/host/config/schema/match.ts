import { toBoolean, toNumber, ValueError } from '@callboard/sdk/config-values'
import type { ConfigNode } from '../config-node.ts'
import type { Key } from './key.ts'

/** The shape of a key that a value takes: itself, or the first alternative of the same build. */
export function shapeOf(key: Key, node: ConfigNode): Key {
  if (key.type !== 'either') return key
  const shapes = key.shapes ?? []
  const shape = shapes.find((candidate) => fits(candidate, node)) ?? shapes.find((one) => one.type === 'any')
  if (!shape) return key
  const visibility = shape.visibility ?? key.visibility
  return shapeOf(
    { ...shape, ...(visibility ? { visibility } : {}), ...(key.isDeep ? { isDeep: true } : {}) },
    node,
  )
}

/** The known shape of one entry of an object. */
export function entryKey(shape: Key, name: string): Key | undefined {
  return shape.keys && Object.hasOwn(shape.keys, name) ? shape.keys[name] : shape.others
}

function fits(key: Key, node: ConfigNode): boolean {
  switch (key.type) {
    case 'any':
      return true
    case 'either':
      return key.shapes?.some((shape) => fits(shape, node)) ?? false
    case 'object':
      return node.kind === 'object'
    case 'schedule':
      return node.kind === 'object'
    case 'list':
      return node.kind === 'list'
    case 'duration':
      return node.kind === 'object' || (node.kind === 'scalar' && typeof node.value === 'string')
    case 'scalar':
      return node.kind === 'scalar'
    case 'string':
    case 'choice':
      return node.kind === 'scalar' && typeof node.value === 'string'
    case 'number':
      return node.kind === 'scalar' && reads(() => toNumber(node.value))
    case 'boolean':
      return node.kind === 'scalar' && reads(() => toBoolean(node.value))
  }
}

function reads(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof ValueError) return false
    throw error
  }
}
