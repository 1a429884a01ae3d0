/** Who may pass. Deny by default: a route that is not public needs credentials, always. */
import {
  type Access,
  type Authenticator,
  type Credentials,
  coversPermission,
  type PermissionAction,
  type Permissions,
  PortalError,
  permissionAction,
  type ServiceCredentials,
} from '@callboard/sdk'

type Permitted = Exclude<Access, string>

const bearer = /^Bearer +(\S+)$/i
const howToCall = 'Send `Authorization: Bearer <token>`; make a token in the portal under Settings, Tokens'
const howToWiden = 'Make a token for more in the portal under Settings, Tokens'
const howToLift = 'Its accessRestrictions stand in the config under backend.auth.externalAccess'
const cookieName = 'backstage-auth'

export interface Guards {
  authenticator: Authenticator
  permissions: Permissions
  /** `backend.auth.dangerouslyDisableDefaultAuthPolicy` */
  openToAll: boolean
}

interface Asked {
  access: Access
  /** What the call does. */
  action: PermissionAction
  cookie?: boolean
  plugin: string | undefined
  /** Address of the caller. */
  ip?: string | undefined
}

/**
 * Checks the caller's credentials against what a route asks.
 *
 * @throws `unauthenticated` or `forbidden`. `onKnown` hears of the caller even when they are then refused.
 */
export async function admit(
  headers: Headers,
  asked: Asked,
  { authenticator, permissions, openToAll }: Guards,
  onKnown: (credentials: Credentials) => void = () => undefined,
): Promise<Credentials> {
  if (asked.access === 'public') return { type: 'none' }
  const credentials = await credentialsOf(headers, asked, authenticator)
  if (!credentials) {
    if (openToAll) return { type: 'none' }
    throw new PortalError('unauthenticated', 'Missing credentials', { how: howToCall })
  }
  onKnown(credentials)
  if (credentials.type === 'service') checkService(credentials, asked)
  if (credentials.type === 'user') {
    if (asked.access === 'service') throw wrongKind('user')
    if (credentials.readOnly) checkReadOnly(asked)
  }
  checkScope(credentials, asked)
  if (typeof asked.access === 'object') await checkPolicy(credentials, asked.access, permissions)
  return credentials
}

async function credentialsOf(
  headers: Headers,
  asked: Asked,
  authenticator: Authenticator,
): Promise<Credentials | undefined> {
  const header = headers.get('authorization')
  const token = header === null ? undefined : bearer.exec(header)?.[1]
  if (token)
    return authenticator.authenticate(token, {
      limited: asked.cookie === true,
      plugin: asked.plugin,
      ip: asked.ip,
    })
  if (!asked.cookie) return undefined
  const cookie = cookieValue(headers.get('cookie'))
  return cookie
    ? authenticator.authenticate(cookie, { limited: true, plugin: asked.plugin, ip: asked.ip })
    : undefined
}

function checkService(credentials: ServiceCredentials, asked: Asked): void {
  if (asked.access === 'user') throw wrongKind('service')
  const { restrictions } = credentials
  if (!restrictions) return
  const own = restrictions.filter((restriction) => restriction.plugin === asked.plugin)
  if (own.length === 0) {
    const names = restrictions.map((restriction) => `'${restriction.plugin}'`).join(', ')
    throw new PortalError('forbidden', `This token's access is restricted to plugin(s) ${names}`, {
      how: howToLift,
    })
  }
  if (typeof asked.access !== 'object') return
  const { permission } = asked.access
  const action = permissionAction(asked.access)
  const allowed = own.some(
    (restriction) =>
      (!restriction.permissions || restriction.permissions.includes(permission)) &&
      (!restriction.actions || restriction.actions.includes(action)),
  )
  if (!allowed) {
    throw new PortalError(
      'forbidden',
      `This token's access does not include the permission '${permission}'`,
      { permission, how: howToLift },
    )
  }
}

function checkReadOnly({ action }: Asked): void {
  if (action === 'read') return
  throw new PortalError('forbidden', 'Guests may read but not change anything here', {
    how: 'Sign in with an account of your own',
  })
}

function checkScope(credentials: Credentials, { access, action }: Asked): void {
  const scope = credentials.type === 'none' ? undefined : credentials.scope
  if (!scope) return
  const permission = typeof access === 'object' ? access.permission : undefined
  const details = { ...(permission !== undefined && { permission }), action, how: howToWiden }
  if (scope.actions?.includes(action) === false) {
    throw new PortalError(
      'forbidden',
      `This token may not ${action}: it was made for ${scope.actions.join(', ')}`,
      details,
    )
  }
  if (!coversPermission(scope, permission)) {
    const missing =
      permission === undefined ? 'calls that need no permission' : `the permission '${permission}'`
    throw new PortalError('forbidden', `This token's scope does not include ${missing}`, details)
  }
}

async function checkPolicy(
  credentials: Credentials,
  access: Permitted,
  permissions: Permissions,
): Promise<void> {
  const { permission, resource, hides } = access
  if (hides) return
  const action = permissionAction(access)
  const decision = await permissions.decide(credentials, { permission, action, resourceType: resource })
  if (decision.result === 'ALLOW' || (decision.result === 'CONDITIONAL' && resource !== undefined)) return
  throw new PortalError('forbidden', `This needs the permission '${permission}'. ${decision.because}`, {
    permission,
    action,
    how: 'Ask an admin of the portal for a role that allows it',
  })
}

function wrongKind(kind: 'user' | 'service'): PortalError {
  const how =
    kind === 'service'
      ? 'Call it as a user: sign in, or use a personal token'
      : 'Call it with a service token'
  return new PortalError('forbidden', `This endpoint does not allow '${kind}' credentials`, { how })
}

function cookieValue(header: string | null): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2)
    if (name === cookieName && value) return value
  }
  return undefined
}
