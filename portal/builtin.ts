import type { Audit, Authenticator, Feature, Permissions, Route } from '@callboard/sdk'
import { adminFeature, type HostView } from './features/admin/server/index.ts'
import { auditFeature } from './features/audit/server/index.ts'
import { catalogFeature } from './features/catalog/server/index.ts'
import { eventsFeature } from './features/events/server/index.ts'
import { identityFeature } from './features/identity/server/index.ts'
import { organizationFeature } from './features/organization/server/index.ts'
import { type PermissionsFeature, permissionsFeature } from './features/permissions/server/index.ts'
import { settingsFeature } from './features/settings/server/index.ts'

export interface Builtin {
  /** In the order in which they are set up. */
  features: Feature[]
  /** Who checks tokens, asks the policy and remembers changes for the host; they work once set up. */
  authenticator: Authenticator
  permissions: Permissions
  audit: Audit
}

/** The features of the product. */
export function builtinFeatures(options: { cwd: string; host: HostView }): Builtin {
  const audit = auditFeature({ redact: options.host.redact })
  const catalog = catalogFeature({ cwd: options.cwd })
  const ownershipOf = (userRef: string) => catalog.ownershipOf(userRef)
  const groupsAbove = (userRef: string) => catalog.groupsAbove(userRef)
  const identity = identityFeature({
    ownershipOf,
    groupsAbove,
    findUsers: (question) => catalog.findUsers(question),
    checkRoles: (credentials, service) => permissions.checkRoles(credentials, service),
  })
  const permissions: PermissionsFeature = permissionsFeature({
    ownershipOf: (userRef) => identity.ownershipOf(userRef),
    groupsOf: groupsAbove,
    claimsOf: (of) => identity.claimsOf(typeof of === 'string' ? of : of.userEntityRef),
    catalogRevision: () => catalog.revision(),
    users: () => catalog.users(),
    resources: [catalog.resources],
    routes: () => features.flatMap((feature): Route[] => Object.values(feature.routes)),
  })
  const organization = organizationFeature({
    provider: (name) => catalog.engine().provider(name),
    dropProvider: (name) => catalog.engine().dropProvider(name),
  })
  const features: Pick<Feature, 'routes'>[] = [
    ...[audit, catalog, identity, permissions, organization],
    ...[eventsFeature(), settingsFeature(), adminFeature(options.host)],
  ]
  return {
    features: features as unknown as Feature[],
    authenticator: identity.authenticator,
    permissions: permissions.permissions,
    audit: audit.audit,
  }
}
