/**
 * Constant message, facts as fields: `log.info('source refreshed', { url, changed })`.
 * error = a person must act; warn = we coped; info = state changed; debug = for developers.
 */
export interface Log {
  error(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  debug(message: string, fields?: Record<string, unknown>): void
  child(fields: Record<string, unknown>): Log
}
