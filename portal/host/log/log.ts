/**
 * The log: pino underneath, the sdk's four levels on top. JSON lines in production, one readable line each
 * elsewhere. It exists before the config is read, and `configure` tells it the rest.
 */
import type { Log } from '@callboard/sdk'
import { type DestinationStream, type Logger, destination as openDestination, pino } from 'pino'
import { plainFields } from './fields.ts'
import { type Level, type LevelOverride, levelFor, levels, parseLevel } from './levels.ts'
import { pretty } from './pretty.ts'
import { createRedactor, type Redactor } from './redactor.ts'

export interface LogSettings {
  /** `backend.logger.level`; `LOG_LEVEL` wins. */
  level?: string | undefined
  /** `backend.logger.meta`: fields of every line. */
  meta?: Record<string, unknown> | undefined
  overrides?: readonly LevelOverride[] | undefined
}

export interface HostLog extends Log {
  child(fields: Record<string, unknown>): HostLog
  /** Takes effect at once, in children too. */
  configure(settings: LogSettings): void
  readonly redactor: Redactor
}

export interface LogOptions {
  env?: Record<string, string | undefined>
  /** Where lines go; standard output unless told. */
  destination?: DestinationStream
  settings?: LogSettings
}

interface State {
  level: Level
  meta: Record<string, unknown>
  overrides: readonly LevelOverride[]
  /** Counts `configure` calls, so that children know when to look again. */
  version: number
  redactor: Redactor
}

export function createLog(options: LogOptions = {}): HostLog {
  const env = options.env ?? process.env
  const redactor = createRedactor()
  const state: State = { level: 'info', meta: {}, overrides: [], version: 0, redactor }
  const json = env.NODE_ENV === 'production'
  const colours = !json && options.destination === undefined && Boolean(process.stdout.isTTY) && !env.NO_COLOR
  const logger = pino(
    {
      base: null,
      level: 'debug',
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        streamWrite: (line) => {
          const clean = redactor.redact(line)
          return json ? clean : pretty(clean, colours)
        },
      },
    },
    options.destination ?? standardOutput(),
  )
  const configure = (settings: LogSettings) => {
    state.level = parseLevel(env.LOG_LEVEL) ?? parseLevel(settings.level) ?? 'info'
    state.meta = settings.meta ?? {}
    state.overrides = settings.overrides ?? []
    state.version += 1
  }
  configure(options.settings ?? {})
  return logOf(logger, state, configure, {})
}

/** Written at once: the last lines before a crash are the ones that matter. */
function standardOutput(): DestinationStream {
  const out = openDestination({ fd: 1, sync: true })
  // The reader of a pipe may go away (`callboard | head`); the portal goes on.
  out.on('error', () => {})
  return out
}

function logOf(
  logger: Logger,
  state: State,
  configure: HostLog['configure'],
  bound: Record<string, unknown>,
): HostLog {
  let seen = -1
  let threshold = 0
  const isOn = (level: Level): boolean => {
    if (seen !== state.version) {
      seen = state.version
      threshold = levels[levelFor(bound, state.level, state.overrides)]
    }
    return levels[level] >= threshold
  }
  const write = (level: Level, message: string, fields: Record<string, unknown> = {}) => {
    if (!isOn(level)) return
    const all = { ...state.meta, ...bound, ...fields }
    logger[level](plainFields(all, { stacks: threshold <= levels.debug }), message)
  }
  return {
    error: (message, fields) => write('error', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    info: (message, fields) => write('info', message, fields),
    debug: (message, fields) => write('debug', message, fields),
    child: (fields) => logOf(logger, state, configure, { ...bound, ...fields }),
    configure,
    redactor: state.redactor,
  }
}
