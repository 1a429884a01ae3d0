import { z } from 'zod'

/**
 * How values in a config file may be written, for features' own schemas. Substituted values are always
 * strings (`port: ${PORT}`), so numbers and booleans are accepted as strings too (contract: config §2, §3).
 */

const unitMs = {
  years: 365 * 86_400_000,
  months: 30 * 86_400_000,
  weeks: 7 * 86_400_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
} as const

const isoDuration =
  /^P(?:(\d+(?:[.,]\d+)?)Y)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/i
const isoUnits = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const

const wordUnit: Record<string, keyof typeof unitMs> = {
  ...spell('years', 'y', 'yr', 'yrs', 'year'),
  ...spell('months', 'mo', 'month'),
  ...spell('weeks', 'w', 'week'),
  ...spell('days', 'd', 'day'),
  ...spell('hours', 'h', 'hr', 'hrs', 'hour'),
  ...spell('minutes', 'm', 'min', 'mins', 'minute'),
  ...spell('seconds', 's', 'sec', 'secs', 'second'),
  ...spell('milliseconds', 'ms', 'msec', 'msecs', 'millisecond'),
}

function spell(unit: keyof typeof unitMs, ...others: string[]): Record<string, keyof typeof unitMs> {
  return Object.fromEntries([unit, ...others].map((word) => [word, unit]))
}

/** A value that is not what was asked for: the reason as one sentence. */
export class ValueError extends Error {}

/**
 * A duration in milliseconds, from `{ minutes: 30 }`, `PT30M` or `30m`.
 *
 * @example
 * parseDuration('30 minutes') // 1800000
 *
 * @throws ValueError with the sentence to show.
 */
export function parseDuration(value: unknown): number {
  if (typeof value === 'string') return parseDurationText(value.trim())
  if (typeof value === 'number') throw new ValueError(plainNumber)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ValueError(
      `A duration is an object like { minutes: 30 } or a text like '30m', not ${kindOf(value)}`,
    )
  }
  let total = 0
  let units = 0
  for (const [unit, amount] of Object.entries(value)) {
    if (amount === undefined || amount === null) continue
    const factor = unitMs[unit as keyof typeof unitMs]
    if (factor === undefined || !Object.hasOwn(unitMs, unit)) {
      throw new ValueError(`Unknown unit '${unit}' in a duration; use ${Object.keys(unitMs).join(', ')}`)
    }
    total += toNumber(amount, `the ${unit} of a duration`) * factor
    units++
  }
  if (units === 0) throw new ValueError(`Needs one or more of ${Object.keys(unitMs).join(', ')}`)
  return Math.round(total)
}

const plainNumber = "The value cannot be a plain number; try adding a unit, as in '30 seconds' or '30s'"

function parseDurationText(text: string): number {
  if (text !== '' && Number.isFinite(Number(text))) throw new ValueError(plainNumber)
  const iso = isoDuration.exec(text)
  if (iso?.slice(1).some((part) => part !== undefined)) {
    const total = isoUnits.reduce((sum, unit, i) => {
      const amount = iso[i + 1]
      return amount === undefined ? sum : sum + Number(amount.replace(',', '.')) * unitMs[unit]
    }, 0)
    return Math.round(total)
  }
  const words = /^(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]{1,12})$/i.exec(text)
  const unit = words?.[2] === undefined ? undefined : wordUnit[words[2].toLowerCase()]
  if (!words || unit === undefined) {
    throw new ValueError(
      `'${text}' is not a duration; write it like '30m', '1 day', 'PT30M' or { minutes: 30 }`,
    )
  }
  return Math.round(Number(words[1]) * unitMs[unit])
}

const trueWords = new Set(['true', 'yes', 'on', '1', 'y', 't'])
const falseWords = new Set(['false', 'no', 'off', '0', 'n', 'f'])

/** A boolean, or one of the words true/false/yes/no/on/off/1/0. */
export function toBoolean(value: unknown, what = 'the value'): boolean {
  if (typeof value === 'boolean') return value
  const word =
    typeof value === 'string' || typeof value === 'number' ? String(value).trim().toLowerCase() : ''
  if (trueWords.has(word)) return true
  if (falseWords.has(word)) return false
  throw new ValueError(`got ${kindOf(value)} for ${what}, wanted boolean`)
}

/** A number, or a text that is one. */
export function toNumber(value: unknown, what = 'the value'): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new ValueError(`got ${kindOf(value)} for ${what}, wanted number`)
}

/** The words Backstage's config errors use for a type. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

function coerced<T>(read: (value: unknown) => T) {
  return z.unknown().transform((value, ctx): T => {
    try {
      return read(value)
    } catch (error) {
      if (!(error instanceof ValueError)) throw error
      ctx.issues.push({ code: 'custom', message: error.message, input: value })
      return z.NEVER
    }
  })
}

/** A duration; the parsed value is in milliseconds. */
export const duration = coerced(parseDuration)

/** A duration where the contract also takes a plain number of milliseconds. */
export const durationOrMs = coerced((value) =>
  typeof value === 'number' || (typeof value === 'string' && /^\s*\d+\s*$/.test(value))
    ? toNumber(value)
    : parseDuration(value),
)

/** A boolean that may be written as a text. */
export const flexibleBoolean = coerced((value) => toBoolean(value))

/** A number that may be written as a text. */
export const flexibleNumber = coerced((value) => toNumber(value))

/** When a schedule runs: every so many ms, at the times of a cron line, or only when asked. */
export type Frequency = { everyMs: number } | { cron: string } | { trigger: 'manual' }

export interface Schedule {
  frequency: Frequency
  timeoutMs: number
  initialDelayMs: number | undefined
  scope: 'global' | 'local'
}

/**
 * A schedule of the contract (config §3). A missing `timeout` is 15 minutes.
 *
 * @throws ValueError with the sentence to show.
 */
export function parseSchedule(value: unknown): Schedule {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ValueError(`A schedule is an object with frequency and timeout, not ${kindOf(value)}`)
  }
  const { frequency, timeout, initialDelay, scope } = value as Record<string, unknown>
  if (frequency === undefined || frequency === null) throw new ValueError("A schedule needs 'frequency'")
  if (scope !== undefined && scope !== 'global' && scope !== 'local') {
    throw new ValueError(`The scope of a schedule is 'global' or 'local', not '${String(scope)}'`)
  }
  return {
    frequency: parseFrequency(frequency),
    timeoutMs: timeout === undefined || timeout === null ? 15 * 60_000 : parseDuration(timeout),
    initialDelayMs:
      initialDelay === undefined || initialDelay === null ? undefined : parseDuration(initialDelay),
    scope: scope ?? 'global',
  }
}

function parseFrequency(value: unknown): Frequency {
  if (typeof value !== 'object' || value === null) return { everyMs: parseDuration(value) }
  const { cron, trigger } = value as Record<string, unknown>
  if (cron !== undefined) {
    if (typeof cron !== 'string' || cron.trim() === '')
      throw new ValueError('cron is a text like "0 4 * * *"')
    return { cron: cron.trim() }
  }
  if (trigger !== undefined) {
    if (trigger !== 'manual') throw new ValueError("trigger can only be 'manual'")
    return { trigger }
  }
  return { everyMs: parseDuration(value) }
}

export const schedule = coerced(parseSchedule)

/** A text that must never be shown: the schema says so, the config doctor and the logs obey. */
export const secret = z.string().min(1).meta({ secret: true })
