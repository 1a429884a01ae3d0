import type { JsonObject } from './model/json.ts'

/** Something that was done, or tried, and by whom. Never holds a secret. */
export interface AuditEntry {
  /** What was done, as a permission or a dotted verb: `catalog.location.create`, `auth.sign-in`. */
  action: string
  outcome: 'succeeded' | 'failed' | 'denied'
  /** `user:default/ada`, `external:ci`, `anonymous` (see `actorOf`). */
  actor: string
  /** What it was done to: an entity ref, a location, the name of a token. */
  subject?: string | undefined
  severity?: 'low' | 'medium' | 'high' | 'critical' | undefined
  /**
   * How the call came: from the portal's pages, a script, the command line, or the portal itself. Guessed from
   * the address and the user agent unless told.
   */
  via?: 'ui' | 'api' | 'cli' | 'system' | undefined
  requestId?: string | undefined
  /** Address of the caller, after `backend.trustProxy`. */
  ip?: string | undefined
  userAgent?: string | undefined
  detail?: JsonObject | undefined
}

/** The memory of who did what. Recording never fails and never waits. */
export interface Audit {
  record(entry: AuditEntry): void
}

export const noAudit: Audit = { record() {} }
