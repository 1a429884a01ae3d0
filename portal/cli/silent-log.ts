import type { Log } from '@callboard/sdk'

/** A log for commands whose output is their result. */
export const silentLog: Log = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silentLog,
}
