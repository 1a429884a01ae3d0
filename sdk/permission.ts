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

/** A rule that conditions are made of, as Backstage's metadata route says it. */
export interface ConditionRule {
  name: string
  description: string
  resourceType: string
  /** JSON schema of its params. */
  paramsSchema: Record<string, unknown>
}

/** Some of many: how many there are, and the first of them. */
export interface Sample {
  count: number
  sample: string[]
}

/**
 * A kind of thing that permissions are about, made known to the policy by the feature that has the things.
 * `true` stands for all of them, `false` for none.
 */
export interface ProtectedResources {
  resourceType: string
  pluginId: string
  rules: readonly ConditionRule[]
  /** @throws `input` when a rule is not known or its params are wrong. */
  check(criteria: Criteria): void
  /** For each thing whether it fits; null when there is no such thing. */
  fits(refs: readonly string[], criteria: Criteria): Promise<(boolean | null)[]>
  /** How many fit one and the other, and which only one of them. */
  compare(
    before: Criteria | boolean,
    after: Criteria | boolean,
    samples: number,
  ): Promise<{ before: number; after: number; gained: Sample; lost: Sample }>
}

/** The policy of a portal without permissions (`permission.enabled: false`): read-only guests read, others do all. */
export const openPolicy: Permissions = {
  async decide() {
    return { result: 'ALLOW', because: 'Permissions are switched off (permission.enabled).' }
  },
}
