import type { Authenticator, Feature } from '@callboard/sdk'
import { catalogFeature } from './features/catalog/server/index.ts'
import { identityFeature } from './features/identity/server/index.ts'

/** The features of the product, in the order in which they are set up, and who checks tokens for the host. */
export function builtinFeatures(options: { cwd: string }): {
  features: Feature[]
  authenticator: Authenticator
} {
  const catalog = catalogFeature({ cwd: options.cwd })
  const identity = identityFeature({ ownershipOf: (userRef) => catalog.ownershipOf(userRef) })
  return { features: [catalog, identity] as unknown as Feature[], authenticator: identity.authenticator }
}
