import type { Credentials } from './auth.ts'
import type { PermissionAction } from './route.ts'

/** A question put to the policy: may the caller do this? */
export interface PermissionQuestion {
  /** `catalog.entity.read` */
  permission: string
  /** Told, or the last word of the permission's name (see `permissionAction`). */
  action?: PermissionAction | undefined
  /** Kind of thing the permission is about, when it is about single things: `catalog-entity`. */
  resourceType?: string | undefined
}

/** What a resource must be like (contract: rest-api §7). */
export type Criteria =
  | { allOf: Criteria[] }
  | { anyOf: Criteria[] }
  | { not: Criteria }
  | { rule: string; resourceType: string; params?: Record<string, unknown> | undefined }

/**
 * The policy's answer. `because` names the deciding rule in a sentence for people:
 * `The role "member" allows it (built in).`
 */
export type Decision =
  | { result: 'ALLOW'; because: string }
  | { result: 'DENY'; because: string }
  | { result: 'CONDITIONAL'; resourceType: string; conditions: Criteria; because: string }

/** The policy, as every part of the portal asks it. Answers are cached by who asks; asking is cheap. */
export interface Permissions {
  decide(credentials: Credentials, question: PermissionQuestion): Promise<Decision>
}

/** The policy of a portal without permissions (`permission.enabled: false`): read-only guests read, others do all. */
export const openPolicy: Permissions = {
  async decide() {
    return { result: 'ALLOW', because: 'Permissions are switched off (permission.enabled).' }
  },
}
