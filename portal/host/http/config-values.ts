/** Typed reads of single config values; a wrong type is a sentence that names the key. */
import { PortalError } from '@callboard/sdk'
import { kindOf, parseDuration, toBoolean, toNumber, ValueError } from '@callboard/sdk/config-values'

type Get = (path: string) => unknown

export function stringAt(get: Get, key: string): string | undefined {
  const value = get(key)
  if (isAbsent(value)) return undefined
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw invalid(key, `got ${kindOf(value)}, wanted string`)
}

export function numberAt(get: Get, key: string): number | undefined {
  const value = get(key)
  return isAbsent(value) ? undefined : named(key, () => toNumber(value))
}

export function booleanAt(get: Get, key: string, fallback: boolean): boolean {
  const value = get(key)
  return isAbsent(value) ? fallback : named(key, () => toBoolean(value))
}

export function objectAt(get: Get, key: string): Record<string, unknown> | undefined {
  const value = get(key)
  if (isAbsent(value)) return undefined
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  throw invalid(key, `got ${kindOf(value)}, wanted object`)
}

/** A duration in ms; a plain number counts as ms, as in Node's own server options. */
export function durationAt(get: Get, key: string, fallback: number): number {
  const value = get(key)
  if (isAbsent(value)) return fallback
  return named(key, () => (isPlainNumber(value) ? toNumber(value) : parseDuration(value)))
}

/** Runs a reader of values and names the key in what it complains about. */
export function named<T>(key: string, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof ValueError) throw invalid(key, thrown.message)
    throw thrown
  }
}

function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === ''
}

function isPlainNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\s*\d+\s*$/.test(value))
}

function invalid(key: string, reason: string): PortalError {
  return new PortalError('input', `Invalid type in config for key '${key}': ${reason}`, { key })
}
