/** Who is calling. Always present; `none` only reaches routes whose access is `public`. */
export type Credentials = NoCredentials | UserCredentials | ServiceCredentials

export interface NoCredentials {
  type: 'none'
}

export interface UserCredentials {
  type: 'user'
  /** Full lower-case ref of the signed-in user, e.g. `user:default/ada`. */
  userEntityRef: string
  /** When the token stops being valid (ISO instant). */
  expiresAt: string
  token: string
  /** May read and nothing else (a guest let in by the legacy key `auth.allowGuestAccess`). */
  readOnly?: true
  /** The caller came with the limited token of the cookie, which proves who it is and opens no API. */
  limited?: true
}

export interface ServiceCredentials {
  type: 'service'
  /** `plugin:<id>` or `external:<subject>`. */
  subject: string
  /** Set when `backend.auth.externalAccess[].accessRestrictions` limits the token. */
  restrictions?: { plugin: string; permissions?: string[]; actions?: string[] }[]
}

/** How an actor is written in logs, history and audit: `user:default/ada`, `external:ci`, `anonymous`. */
export function actorOf(credentials: Credentials): string {
  if (credentials.type === 'user') return credentials.userEntityRef
  if (credentials.type === 'service') return credentials.subject
  return 'anonymous'
}
