/**
 * `backend.rateLimit`: a fixed window per caller address, in memory, for all routes and per plugin.
 * The keys are Backstage's; a shared store is not offered (each process counts for itself).
 */
import { PortalError } from '@callboard/sdk'
import { parseDuration, toBoolean } from '@callboard/sdk/config-values'
import { named } from './config-values.ts'

export interface LimitRule {
  windowMs: number
  limit: number
  allow: ReadonlySet<string>
  skipSuccessful: boolean
  skipFailed: boolean
}

export interface RateLimitSettings {
  global: LimitRule | undefined
  plugins: Record<string, LimitRule>
  /** A store other than memory was asked for; the host says so at start. */
  unsupportedStore: string | undefined
}

/** One request's place in its window. `settle` gives it back when its outcome does not count. */
export interface Admission {
  headers: Record<string, string>
  settle(failed: boolean): void
}

const loopback = ['127.0.0.1', '0:0:0:0:0:0:0:1', '::1']
const maxCallers = 50_000

export function readRateLimit(value: unknown): RateLimitSettings {
  const off: RateLimitSettings = { global: undefined, plugins: {}, unsupportedStore: undefined }
  if (value === undefined || value === null || value === false) return off
  if (value === true) return { ...off, global: readRule({}) }
  if (typeof value !== 'object') throw new PortalError('input', 'backend.rateLimit must be true or an object')
  const raw = value as Record<string, unknown>
  const store = (raw.store as { type?: string } | undefined)?.type
  const plugins = Object.entries((raw.plugin ?? {}) as Record<string, unknown>).flatMap(([id, own]) => {
    if (own === false || own === null) return []
    const rule = own === true ? raw : { ...raw, ...(own as Record<string, unknown>) }
    return [[id, readRule(rule)] as const]
  })
  return {
    global: flag(raw, 'global') ? readRule(raw) : undefined,
    plugins: Object.fromEntries(plugins),
    unsupportedStore: store && store !== 'memory' ? store : undefined,
  }
}

function readRule(raw: Record<string, unknown>): LimitRule {
  const windowMs = named('backend.rateLimit.window', () => parseDuration(raw.window ?? '1m'))
  const limit = Number(raw.incomingRequestLimit ?? 5)
  if (!(limit >= 0)) throw new PortalError('input', 'backend.rateLimit.incomingRequestLimit must be a number')
  return {
    windowMs,
    limit,
    allow: new Set(Array.isArray(raw.ipAllowList) ? raw.ipAllowList.map(String) : loopback),
    skipSuccessful: flag(raw, 'skipSuccessfulRequests'),
    skipFailed: flag(raw, 'skipFailedRequests'),
  }
}

function flag(raw: Record<string, unknown>, key: string): boolean {
  return named(`backend.rateLimit.${key}`, () => toBoolean(raw[key] ?? false))
}

/** A counter for one rule. @throws `too_many_requests` from the returned function. */
export function createLimiter(rule: LimitRule, now: () => number = Date.now): (ip: string) => Admission {
  const callers = new Map<string, { count: number; resetAt: number }>()
  return (ip) => {
    if (rule.allow.has(ip) || rule.allow.has(ip.replace(/^::ffff:/, ''))) return { headers: {}, settle() {} }
    const at = now()
    let caller = callers.get(ip)
    if (!caller || caller.resetAt <= at) {
      if (callers.size >= maxCallers) forget(callers, at)
      caller = { count: 0, resetAt: at + rule.windowMs }
      callers.set(ip, caller)
    }
    caller.count += 1
    const resetSeconds = String(Math.ceil((caller.resetAt - at) / 1000))
    if (caller.count > rule.limit) {
      throw new PortalError('too_many_requests', 'Too many requests, please try again later', {
        retryAfterSeconds: Number(resetSeconds),
      })
    }
    const own = caller
    return {
      headers: {
        'ratelimit-limit': String(rule.limit),
        'ratelimit-remaining': String(Math.max(0, rule.limit - own.count)),
        'ratelimit-reset': resetSeconds,
      },
      settle(failed) {
        if (failed ? rule.skipFailed : rule.skipSuccessful) own.count -= 1
      },
    }
  }
}

/** Drops callers whose window is over; when that frees nothing, the oldest (a flood of invented addresses). */
function forget(callers: Map<string, { resetAt: number }>, at: number): void {
  for (const [ip, caller] of callers) if (caller.resetAt <= at) callers.delete(ip)
  for (const ip of callers.keys()) {
    if (callers.size < maxCallers * 0.9) return
    callers.delete(ip)
  }
}
