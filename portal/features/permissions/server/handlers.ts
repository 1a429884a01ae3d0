/** Contract → verbs. */
import type { Handlers } from '@callboard/sdk'
import type { PermissionsApi } from '../api.ts'
import type { Answerer } from './answerer.ts'
import { changeHandlers } from './handle-changes.ts'
import { questionHandlers } from './handle-questions.ts'
import type { KnownPermissions } from './known-permissions.ts'
import type { People } from './people.ts'
import type { PolicyInUse } from './policy-in-use.ts'
import type { Resources } from './resources.ts'
import type { PolicyStore } from './store.ts'

export interface HandlerDeps {
  answerer: Answerer
  inUse: PolicyInUse
  store: PolicyStore
  resources: Resources
  known: KnownPermissions
  people: People
  /** Refs of the users of the catalog. */
  users(): Promise<string[]>
}

export function permissionHandlers(deps: HandlerDeps): Handlers<PermissionsApi> {
  return { ...questionHandlers(deps), ...changeHandlers(deps) }
}
