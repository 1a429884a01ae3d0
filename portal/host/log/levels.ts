export const levels = { error: 50, warn: 40, info: 30, debug: 20 } as const

export type Level = keyof typeof levels

const aliases: Record<string, Level> = {
  ...{ error: 'error', warn: 'warn', info: 'info', debug: 'debug' },
  ...{ warning: 'warn', http: 'debug', verbose: 'debug', silly: 'debug', trace: 'debug', fatal: 'error' },
}

/** A level by any name that people's configs use, or undefined. */
export function parseLevel(text: unknown): Level | undefined {
  return typeof text === 'string' ? aliases[text.trim().toLowerCase()] : undefined
}

/** `backend.logger.overrides[]`: lines whose fields match get another level. */
export interface LevelOverride {
  matchers: Record<string, unknown>
  level: string
}

/** The level for a logger that always writes `fields`; the first override that matches wins. */
export function levelFor(
  fields: Record<string, unknown>,
  level: Level,
  overrides: readonly LevelOverride[],
): Level {
  for (const override of overrides) {
    const wanted = parseLevel(override.level)
    if (wanted && Object.entries(override.matchers).every(([name, m]) => matches(fields[name], m)))
      return wanted
  }
  return level
}

/** A matcher is a value, a list of matchers, or text between slashes: a regular expression. */
function matches(value: unknown, matcher: unknown): boolean {
  if (Array.isArray(matcher)) return matcher.some((one) => matches(value, one))
  if (typeof matcher !== 'string' || value === undefined) return value === matcher
  const pattern = /^\/(.+)\/([a-z]*)$/.exec(matcher)
  return pattern ? new RegExp(pattern[1]!, pattern[2]).test(String(value)) : String(value) === matcher
}
