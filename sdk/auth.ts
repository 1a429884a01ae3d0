import type { PermissionAction } from './route.ts'

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
  /** Set for a personal token: it can do less than its owner. */
  scope?: TokenScope
  /** The caller came with the limited token of the cookie, which proves who it is and opens no API. */
  limited?: true
}

/** What a token made in the portal is good for. Nothing told means everything its owner may do. */
export interface TokenScope {
  tokenId: string
  /** What its maker called it, for the audit log. */
  tokenName?: string
  actions?: PermissionAction[]
  /** Names, or patterns that end in `*`: `catalog.*`. */
  permissions?: string[]
}

export interface ServiceCredentials {
  type: 'service'
  /** `plugin:<id>`, `external:<subject>`, or `service:<name>` for a service token made in the portal. */
  subject: string
  /** Set for service tokens made in the portal. */
  scope?: TokenScope
  /** Roles of a service token made in the portal; other services are not asked for roles. */
  roles?: string[]
  /** Set when `backend.auth.externalAccess[].accessRestrictions` limits the token. */
  restrictions?: { plugin: string; permissions?: string[]; actions?: string[] }[]
}

/** How an actor is written in logs, history and audit: `user:default/ada`, `external:ci`, `anonymous`. */
export function actorOf(credentials: Credentials): string {
  if (credentials.type === 'user') return credentials.userEntityRef
  if (credentials.type === 'service') return credentials.subject
  return 'anonymous'
}

/** Whether a token's scope covers a permission. A call that needs none is covered only by a scope without any. */
export function coversPermission(scope: TokenScope, permission: string | undefined): boolean {
  if (!scope.permissions) return true
  if (permission === undefined) return false
  return scope.permissions.some((name) =>
    name.endsWith('*') ? permission.startsWith(name.slice(0, -1)) : name === permission,
  )
}
