/** The permission questions of Backstage (docs/rest-api.md §7), and the policy that answers them. */
import { authorizeRoutes } from './api/authorize-routes.ts'
import { policyRoutes } from './api/policy-routes.ts'

export * from './api/answers.ts'
export { criteriaSchema } from './api/criteria.ts'
export * from './api/policy.ts'

export const permissionsApi = { ...authorizeRoutes, ...policyRoutes }

export type PermissionsApi = typeof permissionsApi
