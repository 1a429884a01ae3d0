/**
 * Makes a parsed value safe to keep: plain JSON of bounded size and depth, no value shared between two
 * places (an alias), no text a database refuses.
 */
import { limits } from './limits.ts'

/** A value that is refused; the message is a sentence for the author of the file. */
export class TidyError extends Error {
  override readonly name = 'TidyError'
}

interface Budget {
  unshare: boolean
  nodes: number
  chars: number
  oddKey: boolean
}

/**
 * Returns the value itself, changed in place; with `unshare` a copy in which nothing is shared, refused when
 * the copy would be large (billion laughs). `oddKey` tells that some key
 * may have been null, a list or a mapping, which js-yaml and the reference reading name differently.
 *
 * @throws TidyError
 */
export function tidy(value: unknown, options: { unshare: boolean }): { value: unknown; oddKey: boolean } {
  const budget: Budget = { unshare: options.unshare, nodes: 0, chars: 0, oddKey: false }
  return { value: walk(value, 0, budget), oddKey: budget.oddKey }
}

function walk(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === 'string') return tidyText(value, budget)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null) return value
  if (depth >= limits.depth) {
    throw new TidyError(`The document is nested deeper than ${limits.depth} levels`)
  }
  spend(budget, 1, 0)
  return Array.isArray(value) ? walkList(value, depth, budget) : walkMap(value as MapValue, depth, budget)
}

type MapValue = Record<string, unknown>

function walkList(list: unknown[], depth: number, budget: Budget): unknown[] {
  const target = budget.unshare ? new Array<unknown>(list.length) : list
  for (let index = 0; index < list.length; index += 1) {
    target[index] = walk(list[index], depth + 1, budget)
  }
  return target
}

function walkMap(map: MapValue, depth: number, budget: Budget): MapValue {
  const target: MapValue = budget.unshare ? {} : map
  for (const key of Object.keys(map)) {
    if (key === 'null' || key.includes(',') || key.includes('[object Object]')) budget.oddKey = true
    tidyText(key, budget)
    const value = walk(map[key], depth + 1, budget)
    if (key === '__proto__') {
      Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
    } else if (budget.unshare || value !== map[key]) {
      target[key] = value
    }
  }
  return target
}

function tidyText(text: string, budget: Budget): string {
  spend(budget, 1, text.length)
  if (text.includes('\u0000')) throw new TidyError('The document holds a NUL character')
  return text.isWellFormed() ? text : text.toWellFormed()
}

function spend(budget: Budget, nodes: number, chars: number): void {
  if (!budget.unshare) return
  budget.nodes += nodes
  budget.chars += chars
  if (budget.nodes <= limits.nodes && budget.chars <= limits.chars) return
  throw new TidyError('The document is too large once its aliases are written out')
}
