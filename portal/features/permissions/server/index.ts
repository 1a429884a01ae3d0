/** Who may do what, as a feature: the policy, and the routes that answer questions about it. */
import { type Feature, openPolicy, type Permissions } from '@callboard/sdk'
import { authorizeRoutes } from '../api/authorize-routes.ts'
import { authorize } from './authorize.ts'

export interface PermissionsOptions {
  /** The refs a user owns things as, from the catalog; undefined when it does not know the user. */
  ownershipOf(userRef: string): Promise<string[] | undefined>
}

export interface PermissionsFeature extends Feature<typeof authorizeRoutes> {
  permissions: Permissions
}

export function permissionsFeature(_options: PermissionsOptions): PermissionsFeature {
  return {
    id: 'permission',
    routes: authorizeRoutes,
    permissions: openPolicy,
    async setup() {
      return {
        handlers: {
          authorize: ({ credentials }, { body }) => ({ items: authorize(credentials, body.items) }),
          permissionHealth: () => ({ status: 'ok' as const }),
        },
      }
    },
  }
}
