import type { Authenticator, Feature } from '@callboard/sdk'
import { adminFeature, type HostView } from './features/admin/server/index.ts'
import { catalogFeature } from './features/catalog/server/index.ts'
import { identityFeature } from './features/identity/server/index.ts'
import { settingsFeature } from './features/settings/server/index.ts'

/** The features of the product, in the order in which they are set up, and who checks tokens for the host. */
export function builtinFeatures(options: { cwd: string; host: HostView }): {
  features: Feature[]
  authenticator: Authenticator
} {
  const catalog = catalogFeature({ cwd: options.cwd })
  const identity = identityFeature({ ownershipOf: (userRef) => catalog.ownershipOf(userRef) })
  const features = [catalog, identity, settingsFeature(), adminFeature(options.host)]
  return { features: features as unknown as Feature[], authenticator: identity.authenticator }
}
