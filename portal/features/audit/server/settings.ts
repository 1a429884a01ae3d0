/** What the audit log reads from `audit.*` and `backend.auditor.*`. */
import type { ConfigReader } from '@callboard/sdk'
import { PortalError, reasonOf } from '@callboard/sdk'
import { parseDuration } from '@callboard/sdk/config-values'
import type { Severity } from './row.ts'

const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export interface AuditSettings {
  /** How long events are kept; undefined is for ever. */
  retentionMs: number | undefined
  levels: Record<Severity, LogLevel>
}

const day = 86_400_000
const defaultRetentionMs = 90 * day
const defaultLevels: Record<Severity, LogLevel> = {
  low: 'debug',
  medium: 'info',
  high: 'info',
  critical: 'info',
}

/** @throws `input` naming the key that is wrong. */
export function auditSettings(config: Pick<ConfigReader, 'get'>): AuditSettings {
  const levels = { ...defaultLevels }
  for (const severity of Object.keys(levels) as Severity[]) {
    const key = `backend.auditor.severityLogLevelMappings.${severity}`
    const value = config.get(key)
    if (value === undefined || value === null) continue
    const level = logLevels.find((known) => known === value)
    if (!level) throw bad(key, `it must be one of ${logLevels.join(', ')}`)
    levels[severity] = level
  }
  return { retentionMs: retention(config.get('audit.retention')), levels }
}

function retention(value: unknown): number | undefined {
  if (value === undefined || value === null) return defaultRetentionMs
  if (value === false || value === 'false') return undefined
  let ms: number
  try {
    ms = parseDuration(value)
  } catch (thrown) {
    throw bad('audit.retention', reasonOf(thrown))
  }
  if (ms < day) throw bad('audit.retention', 'it must be at least a day, or false to keep events for ever')
  return ms
}

function bad(key: string, reason: string): PortalError {
  return new PortalError('input', `Invalid value in config for key '${key}': ${reason}`, { key })
}
