/** Who may do what, as a feature: the policy, and the routes that answer questions about it. */
import {
  type Feature,
  type Permissions,
  PortalError,
  type ProtectedResources,
  type Route,
} from '@callboard/sdk'
import { type PermissionsApi, permissionsApi } from '../api.ts'
import { createAnswerer } from './answerer.ts'
import { type CheckRoles, createCheckRoles } from './give-roles.ts'
import { permissionHandlers } from './handlers.ts'
import { knownPermissions } from './known-permissions.ts'
import { permission01 } from './migration.ts'
import { createPeople, type PeopleSources } from './people.ts'
import { createPolicyInUse } from './policy-in-use.ts'
import { createResources } from './resources.ts'
import { createPolicyStore } from './store.ts'

export interface PermissionsOptions extends Partial<PeopleSources> {
  /** The refs a user owns things as, from the catalog; undefined when it does not know the user. */
  ownershipOf(userRef: string): Promise<string[] | undefined>
  /** Grows with every change of what the above answer. */
  catalogRevision?(): Promise<number>
  /** Refs of all users, for the simulator. */
  users?(): Promise<string[]>
  /** Kinds of things that conditions can be about. */
  resources?: readonly ProtectedResources[]
  /** Every route of the portal: where permissions are asked for. */
  routes?(): Route[]
}

export interface PermissionsFeature extends Feature<PermissionsApi> {
  /** Works once the feature is set up. */
  permissions: Permissions
  /** Whether somebody may make a service token with these roles; works once the feature is set up. */
  checkRoles: CheckRoles
}

export function permissionsFeature(options: PermissionsOptions): PermissionsFeature {
  let running: Permissions | undefined
  let checkRoles: CheckRoles | undefined
  const resources = createResources(options.resources ?? [])
  return {
    id: 'permission',
    migrations: [permission01],
    routes: permissionsApi,
    permissions: {
      async decide(credentials, question) {
        if (!running) throw new PortalError('unavailable', 'Service has not started up yet')
        return running.decide(credentials, question)
      },
    },
    async checkRoles(credentials, service) {
      if (!checkRoles) throw new PortalError('unavailable', 'Service has not started up yet')
      return checkRoles(credentials, service)
    },
    async setup({ config, db, clock, log, signal }) {
      const known = knownPermissions(options.routes?.() ?? [])
      const store = createPolicyStore(db, clock)
      const inUse = createPolicyInUse({ config, store, resources, known, log, signal })
      const people = createPeople(
        {
          ownershipOf: options.ownershipOf,
          groupsOf: options.groupsOf ?? (async (ref) => (await options.ownershipOf(ref)) ?? []),
          claimsOf: options.claimsOf,
        },
        guestRef(config.get('auth.providers.guest'), config.get('auth.providers.guest.userEntityRef')),
      )
      const answerer = createAnswerer({
        enabled: inUse.enabled,
        current: inUse.current,
        catalogRevision: options.catalogRevision ?? (async () => 0),
        people,
        known,
      })
      running = answerer
      checkRoles = createCheckRoles({ enabled: inUse.enabled, current: inUse.current, people })
      const users = options.users ?? (async () => [])
      const handlers = permissionHandlers({ answerer, inUse, store, resources, known, people, users })
      return { handlers, start: inUse.tell }
    },
  }
}

/** Whoever comes in as guest; undefined when guests are not let in. */
function guestRef(provider: unknown, ref: unknown): string | undefined {
  if (provider === undefined || provider === null) return undefined
  return typeof ref === 'string' ? ref.toLowerCase() : 'user:development/guest'
}
