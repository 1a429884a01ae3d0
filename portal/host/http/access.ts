/** Who may pass. Deny by default: a route that is not public needs credentials, always. */
import {
  type Access,
  type Authenticator,
  type Credentials,
  type Permissions,
  PortalError,
  permissionAction,
  type ServiceCredentials,
} from '@callboard/sdk'

type Permitted = Exclude<Access, string>

const bearer = /^Bearer +(\S+)$/i
const cookieName = 'backstage-auth'

export interface Guards {
  authenticator: Authenticator
  permissions: Permissions
  /** `backend.auth.dangerouslyDisableDefaultAuthPolicy` */
  openToAll: boolean
}

interface Asked {
  access: Access
  cookie?: boolean
  plugin: string | undefined
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
    throw new PortalError('unauthenticated', 'Missing credentials')
  }
  onKnown(credentials)
  if (credentials.type === 'service') checkService(credentials, asked)
  if (credentials.type === 'user') {
    if (asked.access === 'service') throw wrongKind('user')
    if (credentials.readOnly) checkReadOnly(asked.access)
  }
  if (typeof asked.access === 'object') {
    checkScope(credentials, asked.access)
    await checkPolicy(credentials, asked.access, permissions)
  }
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
    return authenticator.authenticate(token, { limited: asked.cookie === true, plugin: asked.plugin })
  if (!asked.cookie) return undefined
  const cookie = cookieValue(headers.get('cookie'))
  return cookie ? authenticator.authenticate(cookie, { limited: true, plugin: asked.plugin }) : undefined
}

function checkService(credentials: ServiceCredentials, asked: Asked): void {
  if (asked.access === 'user') throw wrongKind('service')
  const { restrictions } = credentials
  if (!restrictions) return
  const own = restrictions.filter((restriction) => restriction.plugin === asked.plugin)
  if (own.length === 0) {
    const names = restrictions.map((restriction) => `'${restriction.plugin}'`).join(', ')
    throw new PortalError('forbidden', `This token's access is restricted to plugin(s) ${names}`)
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
    throw new PortalError('forbidden', `This token's access does not include the permission '${permission}'`)
  }
}

function checkReadOnly(access: Access): void {
  if (typeof access !== 'object' || permissionAction(access) === 'read') return
  throw new PortalError('forbidden', 'Guests may read but not change anything here')
}

function checkScope(credentials: Credentials, access: Permitted): void {
  const scope = credentials.type === 'none' ? undefined : credentials.scope
  if (!scope) return
  const action = permissionAction(access)
  if (scope.actions?.includes(action) === false) {
    throw new PortalError(
      'forbidden',
      `This token may not ${action}: it was made for ${scope.actions.join(', ')}`,
    )
  }
  if (scope.permissions?.includes(access.permission) === false) {
    throw new PortalError(
      'forbidden',
      `This token's scope does not include the permission '${access.permission}'`,
    )
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
  })
}

function wrongKind(kind: 'user' | 'service'): PortalError {
  return new PortalError('forbidden', `This endpoint does not allow '${kind}' credentials`)
}

function cookieValue(header: string | null): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2)
    if (name === cookieName && value) return value
  }
  return undefined
}
