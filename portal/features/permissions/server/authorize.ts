/**
 * The permission questions of rest-api §7, answered while there is no policy: users may do everything, and
 * read-only guests may read.
 */
import { type Credentials, type PermissionAction, PortalError, permissionAction } from '@callboard/sdk'

interface Question {
  id: string
  permission: {
    type?: 'basic' | 'resource' | undefined
    name: string
    attributes?: { action?: PermissionAction | undefined } | undefined
    resourceType?: string | undefined
  }
  resourceRef?: string | string[] | undefined
}

type Decision = 'ALLOW' | 'DENY'

/** @throws `input` when a user asks about a resource permission without naming the resource. */
export function authorize(
  credentials: Credentials,
  items: Question[],
): { id: string; result: Decision | Decision[] }[] {
  if (credentials.type !== 'user') {
    throw new PortalError('forbidden', `This endpoint does not allow '${credentials.type}' credentials`)
  }
  const readOnly = credentials.readOnly === true
  return items.map(({ id, permission, resourceRef }) => {
    if (permission.type === 'resource' && resourceRef === undefined) {
      throw new PortalError(
        'input',
        'Resource permissions require a resourceRef to be set. Direct user requests without a resourceRef are not allowed.',
      )
    }
    const action = permissionAction({ permission: permission.name, action: permission.attributes?.action })
    const result: Decision = readOnly && action !== 'read' ? 'DENY' : 'ALLOW'
    return { id, result: Array.isArray(resourceRef) ? resourceRef.map(() => result) : result }
  })
}
