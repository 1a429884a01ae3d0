/** Broken rules → problems with line and column. */
import type { Problem } from '@callboard/sdk/model'
import type { Positions } from './position.ts'
import { looksLikeSkeleton, skeletonHint } from './skeleton.ts'
import type { Draft } from './types.ts'
import type { Breach } from './validate.ts'

export function problemOf(breach: Breach, draft: Draft, positions: Positions): Problem {
  const { severity, name, message, hint, path } = breach
  const at = positions.of(draft, path)
  if (severity === 'error' && isUnrendered(draft.value, path)) {
    return { severity: 'warning', name, message, hint: skeletonHint, at }
  }
  return { severity, name, message, ...(hint === undefined ? {} : { hint }), at }
}

/** The name, or the value that is wrong, is an expression of a template language. */
function isUnrendered(document: unknown, path: Breach['path']): boolean {
  return isExpression(valueAt(document, ['metadata', 'name'])) || isExpression(valueAt(document, path))
}

function isExpression(value: unknown): boolean {
  if (typeof value === 'string') return looksLikeSkeleton(value.slice(0, 1000))
  // `{{ x }}` without quotes reads as a mapping whose key is a mapping.
  if (typeof value !== 'object' || value === null) return false
  return Object.keys(value).some((key) => /^\{.*\}$/s.test(key))
}

function valueAt(value: unknown, path: Breach['path']): unknown {
  let at = value
  for (const step of path) at = (at as { [key: string]: unknown } | null | undefined)?.[step]
  return at
}
