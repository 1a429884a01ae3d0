import type { Json } from '../reading/values.ts'
import { isObject, listIn, objectIn, textIn } from '../reading/values.ts'
import { flatten } from './schema-view.ts'

const mostDepth = 7
const mostValues = 300

/**
 * A value that fits the schema, from its own examples and defaults where there are any. Fields that only go
 * the other way are left out.
 */
export function exampleOf(schema: unknown, root: Json, direction: 'request' | 'response'): unknown {
  const budget = { left: mostValues }
  const skipped = direction === 'request' ? 'readOnly' : 'writeOnly'

  const make = (part: unknown, depth: number, trail: string[]): unknown => {
    if (--budget.left < 0 || depth > mostDepth) return null
    const { merged, refs } = flatten(part, root)
    if (merged.example !== undefined) return merged.example
    const [first] = Array.isArray(merged.examples) ? merged.examples : []
    if (first !== undefined) return first
    if (merged.const !== undefined) return merged.const
    if (merged.default !== undefined) return merged.default
    if (listIn(merged.enum).length > 0) return listIn(merged.enum)[0]
    if (refs.some((ref) => trail.includes(ref))) return {}
    const below = [...trail, ...refs]
    const type = typeOf(merged)
    const [variant] = [...listIn(merged.oneOf), ...listIn(merged.anyOf)]
    if (variant !== undefined && type !== 'object') return make(variant, depth + 1, below)
    if (type === 'object') {
      const made: Json = {}
      const others = merged.additionalProperties
      for (const [name, property] of Object.entries(objectIn(merged.properties))) {
        if (budget.left <= 0) break
        if (isObject(property) && property[skipped] === true) continue
        Object.defineProperty(made, name, { value: make(property, depth + 1, below), enumerable: true })
      }
      if (isObject(others) && Object.keys(made).length === 0) made.name = make(others, depth + 1, below)
      if (variant === undefined) return made
      const more = make(variant, depth + 1, below)
      return isObject(more) ? { ...made, ...more } : made
    }
    if (type === 'array') return [make(merged.items ?? listIn(merged.prefixItems)[0] ?? {}, depth + 1, below)]
    return scalarOf(type, merged)
  }

  return make(schema, 0, [])
}

function typeOf(schema: Json): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  const known = types.map(textIn).find((type) => type !== '' && type !== 'null')
  if (known !== undefined) return known
  if (schema.properties !== undefined || isObject(schema.additionalProperties)) return 'object'
  return schema.items !== undefined || schema.prefixItems !== undefined ? 'array' : ''
}

const byFormat: Record<string, string> = {
  date: '2026-03-14',
  'date-time': '2026-03-14T09:26:53Z',
  time: '09:26:53Z',
  uuid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  email: 'someone@example.com',
  uri: 'https://example.com',
  url: 'https://example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  byte: 'aGVsbG8=',
}

function scalarOf(type: string, schema: Json): unknown {
  if (type === 'integer' || type === 'number') return typeof schema.minimum === 'number' ? schema.minimum : 0
  if (type === 'boolean') return true
  if (type === 'null') return null
  return byFormat[textIn(schema.format)] ?? 'string'
}
