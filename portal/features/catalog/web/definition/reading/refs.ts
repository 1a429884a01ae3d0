import { isObject, type Json } from './values.ts'

/** What a `$ref` led to. `name` is the last part of the last ref; `missing` the ref that led nowhere. */
export interface Followed {
  value: unknown
  name?: string
  refs: string[]
  missing?: string
}

const mostSteps = 32

/** Follows `$ref` inside the document, one step at a time and never in a circle. */
export function follow(value: unknown, root: Json): Followed {
  const refs: string[] = []
  let found = value
  while (isObject(found) && typeof found.$ref === 'string') {
    const ref = found.$ref
    if (refs.includes(ref) || refs.length >= mostSteps) return { value: {}, refs, missing: ref }
    refs.push(ref)
    const target = lookUp(ref, root)
    if (target === undefined) return { value: {}, refs, name: refName(ref), missing: ref }
    found = target
  }
  const last = refs.at(-1)
  return { value: found, refs, ...(last !== undefined && { name: refName(last) }) }
}

/** The value at `#/components/schemas/Pet`; undefined outside of the document. */
export function lookUp(ref: string, root: Json): unknown {
  if (ref === '#') return root
  if (!ref.startsWith('#/')) return undefined
  let found: unknown = root
  for (const part of ref.slice(2).split('/')) {
    const key = unescaped(part)
    if (Array.isArray(found)) found = found[Number(key)]
    else if (isObject(found) && Object.hasOwn(found, key)) found = found[key]
    else return undefined
  }
  return found
}

export function refName(ref: string): string {
  return unescaped(ref.split(/[/#]/).findLast((part) => part !== '') ?? ref)
}

function unescaped(part: string): string {
  const plain = part.replaceAll('~1', '/').replaceAll('~0', '~')
  if (!plain.includes('%')) return plain
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}
